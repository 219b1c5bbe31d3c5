"""What a run looks like: its curves on the left, its samples on the right."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from ganstudio.session.session import Session
from ganstudio.ui.panels.base import Panel, Place
from ganstudio.ui.panels.curves import Curves
from ganstudio.ui.panels.samples import SampleHistory
from ganstudio.ui.theme import SPACING, Theme


class Live(Panel):
    """Curves and samples of the run that is trained or looked at."""

    id: ClassVar[str] = "live"
    title: ClassVar[str] = "Live"
    place: ClassVar[Place] = "centre"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._curves = Curves(session, theme)
        self.samples = SampleHistory(session, theme)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(SPACING)
        for widget, stretch in ((self._curves, 1), (self.samples, 1)):
            split.addWidget(_card(widget))
            split.setStretchFactor(split.count() - 1, stretch)
        split.setSizes([480, 520])
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        row.addWidget(split)

    def ready(self) -> None:
        self._curves.build()

    @property
    def kept(self) -> str:
        return f"health:{self._curves.health.wish}"

    def restore(self, kept: str) -> None:
        self._curves.health.restore(kept.partition(":")[2])


def _card(widget: QWidget) -> QFrame:
    frame = QFrame()
    frame.setProperty("look", "card")
    frame.setMinimumWidth(260)
    column = QVBoxLayout(frame)
    column.setContentsMargins(4, 4, 4, 4)
    column.addWidget(widget)
    return frame
