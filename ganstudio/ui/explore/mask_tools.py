"""What helps to paint a mask: the size of the brush, a step back, nothing painted, everything else painted."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from ganstudio.ui.explore.picture_tools import tool
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.mask_painter import MaskPainter


class MaskTools(QWidget):
    """For one painter."""

    def __init__(self, painter: MaskPainter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._painter, self._theme = painter, theme
        name = QLabel("Brush")
        self._brush = QSlider(Qt.Orientation.Horizontal)
        self._brush.setObjectName("own_picture.brush")
        self._brush.setAccessibleName("Size of the brush")
        self._brush.setToolTip("Size of the brush; also the wheel, and the keys [ and ]")
        self._brush.valueChanged.connect(painter.set_brush)
        painter.brush_changed.connect(self.refresh)
        painter.mask_changed.connect(self.refresh)
        self._undo = tool("own_picture.undo", "", "Take the last stroke back (Ctrl+Z)", painter.undo_stroke)
        self._clear = tool("own_picture.clear", "Clear", "Nothing is painted", painter.clear)
        self._invert = tool("own_picture.invert", "Invert", "All is painted but for what is now", painter.invert)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING // 2)
        row.addWidget(name)
        row.addWidget(self._brush, 1)
        for button in (self._undo, self._clear, self._invert):
            row.addWidget(button)
        theme.changed.connect(self._colour)
        self._colour()
        self.refresh()

    def refresh(self) -> None:
        """Shows what is so now."""
        with QSignalBlocker(self._brush):
            self._brush.setRange(1, max(1, *self._painter.mask.shape))
            self._brush.setValue(self._painter.brush)
        self._undo.setEnabled(self._painter.can_undo)
        self._clear.setEnabled(bool(self._painter.mask.any()))

    def _colour(self) -> None:
        self._undo.setIcon(self._theme.icon("undo"))
