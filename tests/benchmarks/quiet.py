"""How busy others keep the machine, and waiting until they do not. Linux only; elsewhere nothing is known of them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

LIMIT = 0.1  # cores that others may use
HOLD = 1.0  # s for which it must have been quiet
PROC = Path("/proc")


class Others:
    """The cores that all processes but one and its descendants keep busy."""

    def __init__(self, process: int | None = None) -> None:
        self._process = process or os.getpid()
        self._before = self._seconds()

    def look(self) -> float | None:
        """How many since the last look, on average; None where the system does not tell."""
        before, self._before = self._before, self._seconds()
        if before is None or self._before is None:
            return None
        (start, foreign), (end, now) = before, self._before
        return max(0.0, now - foreign) / (end - start) if end > start else 0.0

    def _seconds(self) -> tuple[float, float] | None:
        """The time, and seconds that others have computed."""
        try:
            return time.monotonic(), _busy() - _used_by(self._process)
        except (OSError, ValueError, AttributeError):
            return None


class Patience:
    """Waits for quiet, for so many seconds in all."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def wait(self) -> None:
        """Until others have been quiet for a while, or patience is at its end."""
        others, quiet = Others(), 0.0
        while self.left > 0 and quiet < HOLD:
            time.sleep(HOLD / 4)
            self.left -= HOLD / 4
            busy = others.look()
            if busy is None:
                return
            quiet = quiet + HOLD / 4 if busy < LIMIT else 0.0


def is_noisy(others: float | None) -> bool:
    return others is not None and others > LIMIT


def _busy() -> float:
    """Seconds that all cores together have worked: user, nice, system, interrupts, stolen."""
    fields = (PROC / "stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _, _, *rest = map(int, fields)
    return (user + nice + system + sum(rest[:3])) / os.sysconf("SC_CLK_TCK")


def _used_by(root: int) -> float:
    """Seconds that a process, its descendants and those of them that have ended have worked."""
    used = {process: (parent, seconds) for process, parent, seconds in _processes()}
    ours = {root}
    while more := {process for process, (parent, _) in used.items() if parent in ours} - ours:
        ours |= more
    return sum(used[process][1] for process in ours if process in used)


def _processes() -> Iterator[tuple[int, int, float]]:
    """Number, parent and seconds of work of each."""
    tick = os.sysconf("SC_CLK_TCK")
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            yield int(folder.name), int(fields[1]), sum(map(int, fields[11:15])) / tick
