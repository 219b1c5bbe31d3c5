"""Checks of the experiment beside the window: whether it can run, and what its networks look like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.experiment import Experiment
from ganstudio.plan import Plan, plan
from ganstudio.problems import Problem, ProblemError
from ganstudio.session.background import Background
from ganstudio.session.notice import explained

PAUSE = 150  # ms without an edit before a check begins


@dataclass(frozen=True)
class Check:
    """What is to be said of an experiment before it runs."""

    experiment: Experiment
    plan: Plan | None
    problems: tuple[Problem, ...] = ()
    advice: tuple[Problem, ...] = ()


class Checker(QObject):
    """Checks the newest experiment; older ones that are still waiting are forgotten."""

    checked = Signal(object)  # Check
    noticed = Signal(object)  # Notice

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("checks", self)
        self._experiment: Experiment | None = None
        self._newest: Check | None = None
        self._running: Experiment | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._begin)

    @property
    def newest(self) -> Check | None:
        """The check of the experiment last asked for, None until it is done."""
        return self._newest

    def look_at(self, experiment: Experiment, *, at_once: bool = False) -> None:
        """Checks that experiment a moment after the last call of this kind."""
        if self._newest is not None and self._newest.experiment == experiment:
            return
        self._experiment, self._newest = experiment, None
        self._pause.start(0 if at_once else PAUSE)

    def close(self, seconds: float) -> bool:
        self._pause.stop()
        return self._background.close(seconds)

    def _begin(self) -> None:
        if self._running is None and self._experiment is not None:
            self._running = self._experiment
            self._background.run(partial(check, self._running), self._done, self._failed)

    def _done(self, answer: Check) -> None:
        self._running = None
        if answer.experiment == self._experiment:
            self._newest = answer
            self.checked.emit(answer)
        elif not self._pause.isActive():
            self._begin()

    def _failed(self, error: Exception) -> None:
        assert self._running is not None
        self.noticed.emit(notice := explained(error, "The check of the settings"))
        self._done(Check(self._running, None, (Problem("", notice.text),)))


def check(experiment: Experiment) -> Check:
    """The experiment's plan, or every problem that stands in its way."""
    try:
        found = plan(experiment)
    except ProblemError as error:
        return Check(experiment, None, error.problems)
    return Check(experiment, found, advice=found.advice)
