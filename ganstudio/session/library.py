"""The runs on the disk: listed, and read in full when one is opened, always beside the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QFile, QObject, Signal

from ganstudio.events import Event, Samples
from ganstudio.experiment import Experiment
from ganstudio.grids import image_of, save_image
from ganstudio.options import ProblemError
from ganstudio.runs import Run, RunInfo, list_runs
from ganstudio.session.background import Background
from ganstudio.session.notice import Notice, explained


@dataclass(frozen=True)
class PastRun:
    """All that is known of a run on the disk."""

    folder: Path  # as it was asked for
    run: Run
    info: RunInfo
    experiment: Experiment
    events: tuple[Event, ...]


class Library(QObject):
    """Reads run folders, one wish after another; of several wishes to list, the last is enough."""

    listed = Signal(object)  # list[RunInfo], newest first
    noticed = Signal(object)  # Notice

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("library", self)
        self._root: Path | None = None
        self._listing = False

    def list_runs(self, root: Path) -> None:
        self._root = root
        if not self._listing:
            self._list()

    def read(self, folder: Path, then: Callable[[PastRun], None]) -> None:
        """Reads that run, then calls `then`; what is wrong with it comes as a notice."""
        self._background.run(partial(read_run, folder), then, partial(self._tell, "Opening the run"))

    def read_experiment(self, folder: Path, then: Callable[[Experiment], None]) -> None:
        """Reads what was run there, then calls `then`."""
        self._background.run(partial(read_experiment, folder), then, partial(self._tell, "Reading the settings"))

    def delete(self, folder: Path, then: Callable[[Path], None]) -> None:
        """Moves a run to the trash, then calls `then` with its folder."""
        self._background.run(partial(move_to_trash, folder), then, partial(self._tell, "Deleting the run"))

    def export_grid(self, run: Run, samples: Samples, path: Path) -> None:
        """Writes that grid as a PNG, and tells of it."""
        self._background.run(
            partial(export_grid, run, samples, path), self.noticed.emit, partial(self._tell, "The export of the grid")
        )

    def close(self, seconds: float) -> bool:
        return self._background.close(seconds)

    def _list(self) -> None:
        root, self._root, self._listing = self._root, None, True
        assert root is not None
        self._background.run(partial(list_runs, root), self._listed, self._not_listed)

    def _listed(self, found: list[RunInfo]) -> None:
        self._listing = False
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


def move_to_trash(folder: Path) -> Path:
    """Raises ProblemError where there is no trash; then nothing is deleted."""
    if not QFile.moveToTrash(str(folder)):
        raise ProblemError.single("", f"{folder} cannot be moved to the trash; delete it in the file manager")
    return folder


def export_grid(run: Run, samples: Samples, path: Path) -> Notice:
    save_image(image_of(run.load_samples(samples)), path)
    return Notice(f"The samples of step {samples.step:,} are in {path}.")
