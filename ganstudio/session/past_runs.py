"""The runs on the disk: listed, and read in full when one is opened, always beside the window."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QFile, QObject, Signal

from ganstudio.events import Event, Samples
from ganstudio.experiment import Experiment
from ganstudio.export.samples import write_samples
from ganstudio.problems import ProblemError
from ganstudio.runs import Run, RunInfo, list_runs
from ganstudio.session.background import Background
from ganstudio.session.notice import Notice, explained
from ganstudio.session.replay import Replay
from ganstudio.session.uncollected import Uncollected

T = TypeVar("T")
LONGEST_NAME = 80  # characters


@dataclass(frozen=True)
class PastRun:
    """All that is known of a run on the disk."""

    folder: Path  # as it was asked for
    run: Run
    info: RunInfo
    experiment: Experiment
    events: tuple[Event, ...]


class PastRuns(QObject):
    """Reads run folders, one wish after another; of several to list or to open, the last is enough."""

    listed = Signal(object)  # list[RunInfo], newest first
    opened = Signal(object)  # PastRun, the one last asked for
    told = Signal(object)  # tuple[Event, ...] of the run that is replayed
    ended = Signal()  # it is replayed
    settings_read = Signal(object)  # Experiment
    start_made = Signal(object)  # Experiment that starts from the weights of a run
    deleted = Signal(object)  # Path
    noticed = Signal(object)  # Notice

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("library", self)
        self._replay = Replay(self)
        self._replay.told.connect(self.told)
        self._uncollected = Uncollected()  # from the wish to open a run until it is told again
        self._replay.ended.connect(self._uncollected.end)
        self._replay.ended.connect(self.ended)
        self._root: Path | None = None
        self._is_listing = False
        self._opening: Path | None = None

    def list_runs(self, root: Path) -> None:
        self._root = root
        if not self._is_listing:
            self._list()

    def open(self, folder: Path) -> None:
        """Reads that run; it comes as `opened`, unless another is wanted by then."""
        self._opening = folder
        self._uncollected.begin()
        self._background.run(partial(read_run, folder), self._read, self._not_read)

    def forget_opening(self) -> None:
        self._opening = None

    def replay(self, events: tuple[Event, ...]) -> None:
        """Tells a history again, in short turns."""
        self._replay.start(events)

    def finish(self) -> None:
        """Tells what is left of it now."""
        self._replay.finish()

    def cancel(self) -> None:
        """Tells no more of it."""
        self._replay.cancel()
        self._uncollected.end()

    def read_settings(self, folder: Path) -> None:
        self._do(partial(read_experiment, folder), self.settings_read.emit, "Reading the settings")

    def start_from(self, folder: Path) -> None:
        """Makes an experiment of a run's settings that starts from its weights."""
        self._do(partial(started_from, folder), self.start_made.emit, "Starting from the run")

    def delete(self, folder: Path) -> None:
        """Moves a run to the trash."""
        self._do(partial(move_to_trash, folder), self.deleted.emit, "Deleting the run")

    def export_samples(self, run: Run, samples: Samples, path: Path) -> None:
        """Writes those samples as the path's suffix says, and tells of it."""
        self._do(partial(export_samples, run, samples, path), self.noticed.emit, "The export of the samples")

    def close(self, seconds: float) -> bool:
        self.cancel()
        return self._background.close(seconds)

    def _do(self, work: Callable[[], T], then: Callable[[T], None], name: str) -> None:
        self._background.run(work, then, partial(self._tell, name))

    def _read(self, past: PastRun) -> None:
        if past.folder == self._opening:
            self._opening = None
            self.opened.emit(past)
        else:
            self._uncollected.end()

    def _not_read(self, error: Exception) -> None:
        self._uncollected.end()
        self._tell("Opening the run", error)

    def _list(self) -> None:
        root, self._root, self._is_listing = self._root, None, True
        assert root is not None
        self._background.run(partial(list_runs, root), self._listed, self._not_listed)

    def _listed(self, found: list[RunInfo]) -> None:
        self._is_listing = False
        self.listed.emit(found)
        if self._root is not None:
            self._list()

    def _not_listed(self, error: Exception) -> None:
        self._tell("Listing the runs", error)
        self._listed([])

    def _tell(self, doing: str, error: Exception) -> None:
        self.noticed.emit(explained(error, doing))


def read_run(folder: Path) -> PastRun:
    """Everything in a run folder but its pictures and weights. Raises ProblemError or OSError."""
    run = Run.open(folder)
    return PastRun(folder, run, run.info(), run.experiment(), tuple(run.events()))


def read_experiment(folder: Path) -> Experiment:
    return Run.open(folder).experiment()


def started_from(folder: Path) -> Experiment:
    """A run's experiment once more, on from the weights that the run has now. Raises ProblemError."""
    run = Run.open(folder)
    if not run.has_checkpoint():
        raise ProblemError.single("", f"{run.name} has no weights yet: it ended before its first checkpoint")
    experiment = run.experiment()
    experiment = experiment.revise("transfer.source", str(run.folder))
    return experiment.revise("name", next_name(experiment.name))


def next_name(name: str) -> str:
    """“Digits 2” after “Digits”, “Digits 3” after that; as long as a name may be."""
    match = re.fullmatch(r"(.*\S)\s+(\d{1,3})", name)
    stem, number = (match[1], int(match[2]) + 1) if match else (name, 2)
    return f"{stem[: LONGEST_NAME - 4].rstrip()} {number}"


def move_to_trash(folder: Path) -> Path:
    """Raises ProblemError where there is no trash; then nothing is deleted."""
    if not QFile.moveToTrash(str(folder)):
        raise ProblemError.single("", f"{folder} cannot be moved to the trash; delete it in the file manager")
    return folder


def export_samples(run: Run, samples: Samples, path: Path) -> Notice:
    """Raises ProblemError, OSError or ValueError."""
    values = run.load_samples(samples)
    if values.ndim == 2:
        spec = run.spec()
        write_samples(values, path, [column.name for column in spec.columns], series=spec.series)
    else:
        write_samples(values, path)
    which = f" of class “{samples.of_class}”" if samples.of_class else ""
    return Notice(f"The samples{which} of step {samples.step:,} are in {path}.")
