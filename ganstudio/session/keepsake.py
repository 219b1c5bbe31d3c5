"""What was found in a generator, kept beside it: favourites, directions, anchors, and where one looked last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.experiment import read_toml, to_toml
from ganstudio.exploration.exploration import Exploration
from ganstudio.exploration.facts import Source
from ganstudio.files import replacing
from ganstudio.problems import ProblemError
from ganstudio.session.notice import explained

NAME = "exploration.toml"
PATIENCE = 1000  # ms after the last change


class Keepsake(QObject):
    """Writes a moment after the last change, if anything is worth it."""

    noticed = Signal(object)  # Notice

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._due: tuple[Path, Exploration] | None = None
        self._given_up: set[Path] = set()  # told once that they cannot be written
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self.flush)

    def of(self, source: Source) -> Exploration:
        """What was kept of that generator, or a fresh start."""
        file = file_of(source)
        if not file.exists():
            return Exploration()
        try:
            exploration, problems = read_toml(Exploration, file)
        except (ProblemError, OSError) as error:
            self.noticed.emit(explained(error, f"Reading {file}"))
            return Exploration()
        if problems:
            self.noticed.emit(explained(ProblemError(problems), f"Reading {file}"))
        return exploration

    def keep(self, source: Source, exploration: Exploration) -> None:
        file = file_of(source)
        if exploration != Exploration() or file.exists():
            self._due = file, exploration
            self._timer.start()

    def flush(self) -> None:
        """Writes what is due, now."""
        self._timer.stop()
        if self._due is None:
            return
        (file, exploration), self._due = self._due, None
        try:
            with replacing(file) as out:
                out.write(to_toml(exploration).encode())
        except OSError as error:
            if file not in self._given_up and file.parent.exists():
                self._given_up.add(file)
                self.noticed.emit(explained(error, "Keeping what was explored"))


def file_of(source: Source) -> Path:
    return source.path / NAME if source.is_run else source.path.with_suffix(".exploration.toml")
