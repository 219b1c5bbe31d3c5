"""The half of the session that edits: the experiment, its check, and the preferences."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from ganstudio.experiment import Experiment
from ganstudio.preferences import Preferences
from ganstudio.problems import Problem
from ganstudio.session.checker import Check, Checker
from ganstudio.session.document import Document
from ganstudio.session.kept_preferences import KeptPreferences
from ganstudio.session.tables import Tables


class Editing(QObject):
    """The experiment in the form, checked at every change."""

    experiment_changed = Signal(object)  # Experiment; also when it was saved or got another file
    document_opened = Signal()  # another experiment altogether is about to be shown
    checked = Signal(object)  # Check of the newest experiment
    preferences_changed = Signal(object)  # Preferences
    noticed = Signal(object)  # Notice

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept = KeptPreferences(self)
        self._kept.changed.connect(self.preferences_changed)
        self._document = Document(Experiment(), self)
        self._document.opened.connect(self.document_opened)
        self._document.changed.connect(self._experiment_changed)
        self._checker = Checker(self)
        self._checker.checked.connect(self.checked)
        self._tables = Tables(self)
        self._tables.understood.connect(self._take_data)
        for part in (self._kept, self._document, self._checker, self._tables):
            part.noticed.connect(self.noticed)
        self._checker.look_at(self.experiment, at_once=True)

    @property
    def experiment(self) -> Experiment:
        return self._document.experiment

    @property
    def file(self) -> Path | None:
        return self._document.file

    @property
    def is_modified(self) -> bool:
        return self._document.is_modified

    @property
    def undo_stack(self) -> QUndoStack:
        return self._document.undo_stack

    @property
    def check(self) -> Check | None:
        """The check of the experiment as it is now, None until it is done."""
        return self._checker.newest

    def set_experiment(self, experiment: Experiment, *, file: Path | None = None) -> None:
        """A new document."""
        self._document.start(experiment, file)
        self._checker.look_at(experiment, at_once=True)

    def propose(self, path: str, value: object) -> tuple[Problem, ...]:
        """Sets one option of the experiment, or returns why that cannot be."""
        return self._document.propose(path, value)

    def use_table(self, file: Path) -> None:
        """Makes a CSV file the data, as points or as a table, once it has been looked into."""
        self._tables.look_into(file)

    def use_experiment(self, experiment: Experiment, source: str) -> None:
        """Shows another experiment in the form; Undo brings the present one back, with its unsaved edits."""
        self._document.replace(experiment, source)

    def open_experiment(self, path: Path) -> None:
        self._document.open(path)
        self._checker.look_at(self.experiment, at_once=True)

    def save_experiment(self, path: Path | None = None) -> None:
        """Saves to that file, else to the experiment's own."""
        self._document.save(path)

    @property
    def preferences(self) -> Preferences:
        return self._kept.preferences

    def set_preference(self, name: str, value: object) -> None:
        self._kept.set(name, value)

    @Slot(object)
    def _take_data(self, dataset: dict[str, str]) -> None:
        self.propose("data", dataset)

    @Slot(object)
    def _experiment_changed(self, experiment: Experiment) -> None:
        self._checker.look_at(experiment)
        self.experiment_changed.emit(experiment)
