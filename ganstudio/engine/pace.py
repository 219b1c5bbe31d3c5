"""How many CPU threads a step gets while other programs come and go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

LOOK = 1.0  # s of steps that a speed is told from
GLIMPSE = 0.3  # s of steps that another way is tried for, which costs what it is slower
FEWEST = 4  # steps that it is told from at least
SLOW = 0.6  # of the best speed: below it, something else may keep the cores busy
OFTEN = 60  # times a second that the system takes a core from us: 30 to 40 on an idle machine, 100 to 200 on a busy one
WORTH = 1.15  # times as fast: what a change must bring
PATIENCE = 60.0  # s of steps before the other way is tried again; doubled each time that it was in vain
LONGEST = 960.0  # s

Trying = Literal["all", "one", "one for a look", "all for a look"]


class Pace:
    """Falls back to one thread where several are slower, because each of them waits for the last in every layer.

    On two cores with one of them taken by another program, two threads were measured five to forty times slower than
    one. Every step is a step of training: nothing is computed twice to find this out, and where no other program wants
    the cores, nothing is tried.
    """

    def __init__(self, threads: int, preemptions: Callable[[], int], *, adapts: bool) -> None:
        """preemptions: how often the system has taken a core from this process."""
        self.threads = threads  # as they are now
        self._all = threads
        self._adapts = adapts and threads > 1
        self._preemptions, self._preempted = preemptions, 0
        self._trying: Trying = "all"
        self._seconds, self._steps = 0.0, 0
        self._best = self._before = 0.0  # steps/s: with all threads; of what a look is held against
        self._since, self._patience = PATIENCE, PATIENCE  # s of steps since the last look, and how many there must be

    @property
    def is_slowed(self) -> bool:
        """Whether one thread was found to be faster."""
        return self._trying == "one"

    def took(self, seconds: float) -> bool:
        """Hears what a step took; whether it thinks otherwise now."""
        if not self._adapts:
            return False
        if not self._steps:  # counted from the end of the first step: before it lies other work, or a pause
            self._preempted = self._preemptions()
        self._seconds += seconds
        self._steps += 1
        enough = LOOK if self._trying in ("all", "one") else GLIMPSE
        if self._seconds < enough or self._steps < FEWEST:
            return False
        before = self._trying
        is_crowded = self._preemptions() - self._preempted > OFTEN * self._seconds
        speed = self._steps / self._seconds
        self._since += self._seconds
        self._seconds, self._steps = 0.0, 0
        self._heard(speed, is_crowded)
        return self._trying != before

    def _heard(self, speed: float, is_crowded: bool) -> None:
        is_due = self._since >= self._patience
        match self._trying:
            case "all":
                self._best = max(self._best, speed)
                if is_due and (is_crowded or speed < SLOW * self._best):
                    self._look("one for a look", 1, speed)
            case "one" if is_due:
                self._look("all for a look", self._all, speed)
            case "one for a look" | "all for a look":
                self._judge(speed)

    def _look(self, trying: Trying, threads: int, speed: float) -> None:
        self._trying, self.threads, self._before, self._since = trying, threads, speed, 0.0

    def _judge(self, speed: float) -> None:
        """After a look: keeps the new way, or goes back."""
        is_better = speed > WORTH * self._before
        is_one = (self._trying == "one for a look") == is_better
        self._trying, self.threads = ("one", 1) if is_one else ("all", self._all)
        self._best = speed if is_better else self._before
        self._patience = PATIENCE if is_better else min(2 * self._patience, LONGEST)
