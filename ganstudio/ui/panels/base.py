"""What every panel offers to the window, which builds panels from `PANELS` and knows nothing else of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from PySide6.QtWidgets import QWidget

from ganstudio.ui.theme import Theme

if TYPE_CHECKING:
    from ganstudio.session.session import Session

Place = Literal["left", "centre", "right", "bottom", "status"]


class Panel(QWidget):
    """One part of the window. It shows the session and knows no other panel.

    id: names its dock or tab in the saved layout. title: what a person reads there.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    place: ClassVar[Place]

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.theme = theme
        self.setObjectName(self.id)
        self.setAccessibleName(self.title)

    def ready(self) -> None:
        """Called once, after the window has been painted for the first time: build here what takes long to import."""
