"""The half of the explorer that edits: what a person sets, and the way back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from ganstudio.exploration.exploration import Exploration
from ganstudio.exploration.place import Place
from ganstudio.problems import Problem, ProblemError
from ganstudio.session.edits import Edit
from ganstudio.session.notice import explained


class Exploring(QObject):
    """The exploration, changed only by undoable edits. changed: something was edited, undone or redone."""

    changed = Signal(object)  # Exploration
    noticed = Signal(object)  # Notice

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._exploration = Exploration()

    @property
    def exploration(self) -> Exploration:
        return self._exploration

    def edit(self, exploration: Exploration, text: str, subject: str = "") -> None:
        """Sets everything anew; Undo takes it back. Edits of one subject in quick succession are one."""
        if exploration != self._exploration:
            self.undo_stack.push(Edit(self._show, self._exploration, exploration, text, subject))

    def propose(self, path: str, value: object, text: str = "", *, merges: bool = True) -> tuple[Problem, ...]:
        """Sets one option at its dotted path, or says why not and leaves everything as it is."""
        try:
            exploration = self._exploration.revise(path, value)
        except ProblemError as error:
            return error.problems
        self.edit(exploration, text or f"change of {path.rpartition('.')[2].replace('_', ' ')}", path if merges else "")
        return ()

    def put(self, path: str, value: object, text: str) -> None:
        """Sets one option as a step of its own; what is refused is told as a message."""
        if problems := self.propose(path, value, text, merges=False):
            self.noticed.emit(explained(ProblemError(problems), text.capitalize()))

    def go(self, place: Place, text: str = "another place") -> None:
        """Looks at that place; sliders and mixes stay as they are."""
        self.propose("pose.place", place, text, merges=False)

    def _show(self, exploration: Exploration) -> None:
        self._exploration = exploration
        self._look()
        self.changed.emit(exploration)

    def _look(self) -> None:
        """Sees to what follows from another exploration, before others hear of it."""
