"""A grid of samples to take one from, with the one in view marked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from ganstudio.ui.widgets.sample_grid import SampleGrid

PICKS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class WallGrid(SampleGrid):
    """A click takes a sample; arrow keys choose one, which is shown enlarged, and Enter takes it."""

    taken = Signal(int)

    def mark(self, index: int | None) -> None:
        """That sample is in view."""
        if index != self._marked:  # else the keyboard stays where it is
            self._marked = self._chosen = index
        self.update()

    def clear(self) -> None:
        super().clear()
        self._marked = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(event.position().toPoint())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(index)
            self.taken.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in PICKS and self.choice is not None:
            self.taken.emit(self.choice)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self._values is not None and self._chosen is None:
            painter = QPainter(self)
            painter.setPen(QPen(self._theme.colors.accent, 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    # --- inside ---

    _marked: int | None = None

    def _enlarge(self, painter: QPainter, index: int) -> None:
        if index == self._hovered or index != self._marked:  # the one in view is large already
            super()._enlarge(painter, index)
