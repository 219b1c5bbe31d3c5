"""What a direction changes: the picture in view at a few places along it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.painting import small
from ganstudio.ui.widgets.picture import Picture

SIDE = 72  # px of a picture, at most
CAPTION = 18  # px
GAP = 6  # px
RIM = 3  # px about each picture, where the focus is seen


class PreviewStrip(QWidget):
    """A click, or the arrow keys and Enter, take one of the amounts."""

    taken = Signal(float)

    def __init__(self, theme: Theme, amounts: Sequence[float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._amounts = theme, tuple(amounts)
        self._pictures: list[Picture | None] = [None] * len(amounts)
        self._chosen = len(amounts) // 2
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The picture along this direction")
        self.setAccessibleDescription(", ".join(map(in_stds, amounts)))
        self.setToolTip("Click a picture to go there")
        theme.changed.connect(self.update)

    @property
    def pictures(self) -> tuple[np.ndarray | None, ...]:
        """Those drawn so far, (H, W, C) uint8."""
        return tuple(picture.values if picture else None for picture in self._pictures)

    def set_picture(self, number: int, values: np.ndarray) -> None:
        self._pictures[number] = Picture(values)
        self.update()

    def cell(self, number: int) -> QRectF:
        """Where that picture has its place."""
        count = len(self._amounts)
        side = self._side()
        left = (self.width() - count * side - (count - 1) * GAP) / 2
        return QRectF(left + number * (side + GAP), RIM, side, side)

    def sizeHint(self) -> QSize:
        return QSize(len(self._amounts) * (SIDE + GAP), SIDE + CAPTION + 2 * RIM)

    def minimumSizeHint(self) -> QSize:
        return QSize(len(self._amounts) * 40, SIDE + CAPTION + 2 * RIM)

    # --- Qt ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors, ratio = QPainter(self), self._theme.colors, self.devicePixelRatioF()
        painter.setFont(small(painter.font()))
        for number, (amount, picture) in enumerate(zip(self._amounts, self._pictures, strict=True)):
            cell = self.cell(number)
            if picture is None:
                painter.fillRect(cell, colors.hover)
            else:
                area = picture.area(cell, ratio)
                painter.drawPixmap(area.topLeft(), picture.pixmap(area.size(), ratio))
            painter.setPen(colors.muted)
            below = QRectF(cell.left() - GAP, cell.bottom() + RIM, cell.width() + 2 * GAP, CAPTION)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, in_stds(amount))
            if self.hasFocus() and number == self._chosen:
                painter.setPen(QPen(colors.accent, 2))
                painter.drawRect(cell.adjusted(-2, -2, 2, 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and (number := self._at(event.position())) is not None:
            self._chosen = number
            self._take()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self._chosen = max(self._chosen - 1, 0)
            case Qt.Key.Key_Right:
                self._chosen = min(self._chosen + 1, len(self._amounts) - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self._take()
            case _:
                super().keyPressEvent(event)
        self.update()

    # --- inside ---

    def _side(self) -> float:
        count = len(self._amounts)
        return min((self.width() - 2 * RIM - (count - 1) * GAP) / count, SIDE)

    def _at(self, point: QPointF) -> int | None:
        return next((number for number in range(len(self._amounts)) if self.cell(number).contains(point)), None)

    def _take(self) -> None:
        self.update()
        self.taken.emit(self._amounts[self._chosen])


def in_stds(amount: float) -> str:
    """−2 σ, with a proper minus."""
    return f"{amount:+g} σ".replace("-", "−") if amount else "0"
