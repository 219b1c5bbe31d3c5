"""What was found in a generator, kept beside it: favourites, directions, anchors, and where one looked last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.experiment import read_toml, to_toml
from ganstudio.exploration.exploration import Exploration
from ganstudio.exploration.facts import Source
from ganstudio.files import replacing
from ganstudio.problems import ProblemError
from ganstudio.session.notice import explained

NAME = "exploration.toml"
UNREAD = ".unread.toml"
PATIENCE = 1000  # ms after the last change


@dataclass(frozen=True)
class Kept:
    """What a file holds. problem: why not all of it was understood."""

    file: Path
    exploration: Exploration
    problem: Exception | None = None


class Keepsake(QObject):
    """Writes a moment after the last change. What of a file could not be read is put aside before, not written over."""

    noticed = Signal(object)  # Notice

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._due: tuple[Path, Exploration] | None = None
        self._kept: tuple[Path, Exploration] | None = None  # as it is on the disk
        self._unread: set[Path] = set()  # files that hold more than was understood
        self._given_up: set[Path] = set()  # told once that they cannot be written
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self.flush)

    def take(self, kept: Kept) -> Exploration:
        """What was read of a generator; tells what could not be."""
        self.flush()
        if kept.problem is not None:
            self._unread.add(kept.file)
            self.noticed.emit(explained(kept.problem, f"Reading {kept.file}"))
        self._kept = kept.file, kept.exploration
        return kept.exploration

    def keep(self, source: Source, exploration: Exploration) -> None:
        self._due = file_of(source), exploration
        self._timer.start()

    def flush(self) -> None:
        """Writes what is due, now."""
        self._timer.stop()
        due, self._due = self._due, None
        if due is None or due == self._kept:
            return
        file, exploration = due
        try:
            if file in self._unread:
                file.replace(file.with_suffix(UNREAD))
                self._unread.remove(file)
            with replacing(file) as out:
                out.write(to_toml(exploration).encode())
            self._kept = due
        except OSError as error:
            if file not in self._given_up and file.parent.exists():
                self._given_up.add(file)
                self.noticed.emit(explained(error, "Keeping what was explored"))


def read(source: Source) -> Kept:
    """What was kept of that generator, or a fresh start; takes a while where that is much."""
    file, exploration = file_of(source), Exploration()
    try:
        if file.exists():
            exploration, problems = read_toml(Exploration, file)
            return Kept(file, exploration, ProblemError(problems) if problems else None)
    except (ProblemError, OSError) as error:
        return Kept(file, exploration, error)
    return Kept(file, exploration)


def file_of(source: Source) -> Path:
    return source.path / NAME if source.is_run else source.path.with_suffix(".exploration.toml")
