"""The experiment being edited: its file, whether it is saved, and every earlier value of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from ganstudio import experiment as files
from ganstudio.experiment import Experiment
from ganstudio.problems import Problem, ProblemError
from ganstudio.session.edits import Edit
from ganstudio.session.notice import Notice, explained


class Document(QObject):
    """The experiment, changed only by undoable edits."""

    opened = Signal()  # another experiment altogether is about to be shown
    changed = Signal(object)  # Experiment; also when it was saved
    noticed = Signal(object)  # Notice

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._page = Page(Sheet(None, experiment), experiment)

    @property
    def experiment(self) -> Experiment:
        return self._page.experiment

    @property
    def file(self) -> Path | None:
        return self._page.sheet.file

    @property
    def is_modified(self) -> bool:
        return self._page.experiment != self._page.sheet.saved

    def start(self, experiment: Experiment, file: Path | None) -> None:
        """A new document, without a past."""
        self.opened.emit()
        self.undo_stack.clear()
        self._show_page(Page(Sheet(file, experiment), experiment))

    def propose(self, path: str, value: object) -> tuple[Problem, ...]:
        """Sets one option, or says why not and leaves everything as it is."""
        try:
            experiment = self.experiment.revise(path, value)
        except ProblemError as error:
            return error.problems
        if experiment != self.experiment:
            self._push(Page(self._page.sheet, experiment), _action(path), path)
        return ()

    def replace(self, experiment: Experiment, source: str) -> None:
        """Another document in this one's place; Undo takes it back, with its unsaved edits."""
        if experiment == self.experiment:
            return
        if self.is_modified:
            text = f"The form now shows the settings of “{source}”. Undo brings your unsaved edits back."
            self.noticed.emit(Notice(text))
        self.opened.emit()
        self._push(Page(Sheet(None, experiment), experiment), f"settings of “{source}”")

    def replace_by_run(self, experiment: Experiment) -> None:
        self.replace(experiment, experiment.name)

    def open(self, path: Path) -> None:
        """The experiment in a file, as a new document. Tells what of it could not be read."""
        try:
            experiment, problems = files.load(path)
        except ProblemError as error:
            self.noticed.emit(explained(error, f"Opening {path.name}"))
            return
        self.start(experiment, path)
        if problems:
            count = f"{len(problems)} settings" if len(problems) > 1 else "One setting"
            names = ", ".join(problem.path for problem in problems[:3]) + ("…" if len(problems) > 3 else "")
            text = f"{count} of {path.name} could not be read, and defaults stand there: {names}"
            self.noticed.emit(Notice(text, "warning", "\n".join(map(str, problems))))

    def close(self) -> None:
        """Nothing is left to undo, so that Qt, when it is taken down, has nothing to tell anyone of."""
        self.undo_stack.clear()

    def save(self, path: Path | None) -> None:
        """Writes the experiment to that file, which it then belongs to, or to its own."""
        path = path or self.file
        if path is None:
            self.noticed.emit(Notice("Choose a file for the experiment first.", "warning"))
            return
        try:
            files.save(self.experiment, path)
        except OSError as error:
            self.noticed.emit(explained(error, f"Saving {path.name}"))
            return
        sheet = self._page.sheet
        sheet.file, sheet.saved = path, self.experiment
        self.changed.emit(self.experiment)

    def _push(self, after: Page, text: str, path: str = "") -> None:
        self.undo_stack.push(Edit(self._show_page, self._page, after, text, path))

    def _show_page(self, page: Page) -> None:
        self._page = page
        self.changed.emit(page.experiment)


@dataclass(eq=False)
class Sheet:
    """What a document is written on: its file, and the experiment as it stands there."""

    file: Path | None
    saved: Experiment


@dataclass(frozen=True)
class Page:
    """One state of the document."""

    sheet: Sheet
    experiment: Experiment


def _action(path: str) -> str:
    return "change of " + path.rpartition(".")[2].replace("_", " ")
