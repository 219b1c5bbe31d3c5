"""What hand-painted plots share: small letters, the key of colours, and a view that leaves strays out."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from ganstudio.ui.theme import Colors

STRAYS = 0.005  # share of the values on each side that need not be in view


def small(font: QFont) -> QFont:
    """The same letters, as they stand beside axes."""
    smaller = QFont(font)
    smaller.setPointSizeF(font.pointSizeF() * 0.85)
    return smaller


def paint_key(painter: QPainter, colors: Colors, left: float, baseline: float, *, has_real: bool = True) -> None:
    """Which colour is real, where there is anything real, and which is generated."""
    for name, color in (("real", colors.real), ("generated", colors.fake))[not has_real :]:
        painter.setPen(QPen(color, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoint(QPointF(left, baseline - 4))
        painter.setPen(colors.text)
        painter.drawText(QPointF(left + 8, baseline), name)
        left += 8 + painter.fontMetrics().horizontalAdvance(name) + 16


def seen(values: np.ndarray) -> tuple[float, float]:
    """From where to where most of the values lie; something of a size even where all are the same."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = (float(bound) for bound in np.quantile(finite, (STRAYS, 1 - STRAYS)))
    if low < high:
        return low, high
    room = abs(low) * 0.1 or 1.0
    return low - room, high + room
