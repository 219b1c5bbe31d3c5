"""The thread that trains: it loops over the engine's events and hands each to the session."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from ganstudio.commands import Commands
from ganstudio.events import Event, Failed, Preparing
from ganstudio.experiment import Experiment
from ganstudio.problems import ProblemError
from ganstudio.runs import Run

if TYPE_CHECKING:
    from ganstudio.plan import Plan

PREVIEW = 1.0  # s between samples that are drawn only to be looked at


@dataclass(frozen=True)
class Opened:
    """A new run has its folder."""

    run: Run
    experiment: Experiment


Said = Opened | Event
History = Generator[Said, None, None]  # closing it ends the run


class Worker(QThread):
    """One run from beginning to end. Commands are put on its queue; what it says comes by its one signal."""

    said = Signal(object)  # Said

    def __init__(self, history: Callable[[Commands], History], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.commands = Commands()
        self._history = history

    def run(self) -> None:
        step = 0
        try:
            with closing(self._history(self.commands)) as history:
                for item in history:
                    step = getattr(item, "step", step)
                    self.said.emit(item)
        except ProblemError as error:
            first = error.problems[0]
            self.said.emit(Failed(step, "; ".join(p.message for p in error.problems), first.path))
        except Exception as error:  # a fault of ours; the window shows it and lives on
            sentence = f"Training ended by a fault in the program: {error or type(error).__name__}"
            self.said.emit(Failed(step, sentence, details=traceback.format_exc()))


def new_run(plan: Plan, root: Path, warm: Callable[[], None], commands: Commands) -> History:
    """Makes a run folder under `root` and trains in it. `warm` waits until the engine is loaded, if it is being so."""
    run = Run.create(root, plan.experiment)
    yield Opened(run, plan.experiment)
    yield Preparing("Loading the engine")
    warm()
    from ganstudio.engine.job import train

    yield from train(plan, run, commands, PREVIEW)


def continued_run(run: Run, steps: int | None, warm: Callable[[], None], commands: Commands) -> History:
    """Goes on from the run's newest checkpoint, to `steps` if given."""
    yield Preparing("Loading the engine")
    warm()
    from ganstudio.engine.job import resume

    yield from resume(run, commands, PREVIEW, steps)
