"""What every panel offers to the window, which builds panels from `PANELS` and knows nothing else of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

from ganstudio.problems import Problem
from ganstudio.ui.theme import Theme

if TYPE_CHECKING:
    from ganstudio.session.session import Session

Place = Literal["left", "centre", "right", "bottom", "status"]


class Panel(QWidget):
    """One part of the window. It shows the session and knows no other panel.

    id: names its dock or tab in the saved layout. title: what a person reads there.
    wanted: it has something new to show, or nothing any more. refusals_changed: `refusals` are others now.
    """

    wanted = Signal(bool)
    refusals_changed = Signal()

    id: ClassVar[str]
    title: ClassVar[str]
    place: ClassVar[Place]

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.theme = theme
        self.setObjectName(self.id)
        self.setAccessibleName(self.title)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # where a person clicks is where they work, and undo

    @property
    def refusals(self) -> tuple[Problem, ...]:
        """Why the experiment is not what stands in this panel; nothing is trained until that is settled."""
        return ()

    @property
    def undo_stack(self) -> QUndoStack:
        """What Undo takes back while a person works in this panel."""
        return self.session.undo_stack

    @property
    def kept(self) -> str:
        """What to remember of its look until the next start, such as what is unfolded."""
        return ""

    def restore(self, kept: str) -> None:
        """Looks as it did when `kept` was asked for."""

    def ready(self) -> None:
        """Called once, after the window has been painted for the first time: build here what takes long to import."""
