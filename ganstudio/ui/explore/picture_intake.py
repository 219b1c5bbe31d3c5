"""The ways for a picture to come in: a file, a drop, the clipboard, the training data, the picture in view."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ganstudio.datasets.decode import SUFFIXES
from ganstudio.exploration.facts import Facts
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.own_picture import Given, TrainingPictures, as_file, open_picture
from ganstudio.ui.explore.picture_drop import picture_data, picture_file
from ganstudio.ui.explore.picture_tools import allow, tool
from ganstudio.ui.theme import SPACING

KEY = "own_picture.intake"
PICTURES = f"Pictures ({' '.join(sorted(f'*{suffix}' for suffix in SUFFIXES))})"
EXPORTED = "An exported generator does not know what it was trained on; open the run that it comes from."
FROM_DATA = "A picture that the generator was trained on; another one each time"


class PictureIntake(QWidget):
    """given: a picture has come. failed: why it has not, an exception."""

    given = Signal(object)  # Given
    failed = Signal(object)

    def __init__(self, explorer: Explorer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer = explorer
        self._training: TrainingPictures | None = None
        self._unknown = ""  # why there is no data
        self._open = tool("own_picture.open", "Open…", "A picture file", self._open_file)
        self._paste = tool("own_picture.paste", "Paste", "The picture in the clipboard (Ctrl+V)", self.paste)
        self._data = tool("own_picture.data", "From the data", FROM_DATA, self._take_training_picture)
        self._view = tool("own_picture.view", "Picture in view", "The sample beside this page", self._take_sample)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING // 2)
        for button in (self._open, self._paste, self._data, self._view):
            row.addWidget(button)
        row.addStretch()
        pasted = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        pasted.activated.connect(self.paste)

    def begin(self, facts: Facts) -> None:
        """Another generator is there."""
        self._explorer.forget(KEY)
        self._training = TrainingPictures(facts.source) if facts.source.is_run else None
        self._unknown = "" if facts.source.is_run else EXPORTED
        allow(self._data, FROM_DATA, self._unknown)

    def take(self, brought: QMimeData, name: str) -> None:
        """What a drop or the clipboard brings. name: of a picture that has none of its own."""
        file = picture_file(brought)
        if file is not None:
            self._read(file)
            return
        try:
            given = picture_data(brought, name)
        except ProblemError as error:
            self.failed.emit(error)
        else:
            self._take(given)

    def paste(self) -> None:
        self.take(QGuiApplication.clipboard().mimeData(), "pasted picture")

    def _open_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Open a picture", "", f"{PICTURES};;All files (*)")
        if chosen:
            self._read(Path(chosen))

    def _read(self, file: Path) -> None:
        self._explorer.ask(KEY, partial(open_picture, file), self.given.emit, self.failed.emit)

    def _take_sample(self) -> None:
        if self._explorer.picture is not None:
            self._take(Given("picture in view", as_file(self._explorer.picture.samples[0])))

    def _take(self, given: Given) -> None:
        self._explorer.forget(KEY)
        self.given.emit(given)

    # --- training data ---

    def _take_training_picture(self) -> None:
        if self._training is not None:
            allow(self._data, FROM_DATA, "The data is being read")
            question, ended = self._training.another, self._end
            self._explorer.ask(KEY, question, self._hear, self._lose_data, rank=3, ended=ended)

    def _hear(self, answer: object) -> None:
        if isinstance(answer, Given):
            self.given.emit(answer)

    def _lose_data(self, error: Exception) -> None:
        if isinstance(error, ProblemError):
            self._unknown = "The data that the generator was trained on is not at hand"
        self.failed.emit(error)

    def _end(self) -> None:
        allow(self._data, FROM_DATA, self._unknown)
