"""Points in the plane: the generator's over the real ones, with equal axes."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.ui.theme import Theme

EDGE = 28  # px for the numbers at the axes
ROOM = 1.15  # how much more than the points is in view


class PointCloud(QWidget):
    """(N, 2) points. The view grows with them and never shrinks within a run, so that movement can be seen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._real = np.empty((0, 2), np.float32)
        self._fake = np.empty((0, 2), np.float32)
        self._extent = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Points of the generator over the real ones")
        theme.changed.connect(self.update)

    @property
    def count(self) -> int:
        return len(self._fake)

    def show_real(self, points: np.ndarray) -> None:
        """The points as the data has them; they set the view."""
        self._real = points
        self._extent = _reach(points) * ROOM
        self.update()

    def show_points(self, points: np.ndarray) -> None:
        self._fake = points
        # points that flew far away are left outside rather than making the picture tiny
        limit = 3 * self._extent if len(self._real) else math.inf
        self._extent = max(self._extent, min(_reach(points) * ROOM, limit))
        self.setAccessibleDescription(f"{len(points)} points")
        self.update()

    def clear(self) -> None:
        self._real = self._fake = np.empty((0, 2), np.float32)
        self._extent = 0.0
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = self._theme.colors
        side = min(self.width(), self.height()) - 2 * EDGE
        area = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        extent = self._extent or 1.0
        painter = QPainter(self)
        self._paint_axes(painter, area, extent)
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        faint = QColor(colors.real)
        faint.setAlphaF(0.45)
        for points, color, size in ((self._real, faint, 3.0), (self._fake, colors.fake, 5.0)):
            painter.setPen(QPen(color, size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPoints([QPointF(x, y) for x, y in _placed(points, area, extent).tolist()])
        painter.setClipping(False)
        self._paint_key(painter, area)

    def _paint_axes(self, painter: QPainter, area: QRect, extent: float) -> None:
        colors = self._theme.colors
        painter.setPen(QPen(colors.grid, 1))
        painter.drawRect(area)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        painter.setFont(font)
        for value in ticks(extent):
            x, y = _placed(np.array([[value, value]]), area, extent)[0].tolist()
            painter.setPen(QPen(colors.grid, 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colors.muted)
            text = f"{value:g}".replace("-", "−")
            painter.drawText(QRectF(x - 30, area.bottom() + 4, 60, 16), Qt.AlignmentFlag.AlignHCenter, text)
            left = QRectF(area.left() - 44, y - 8, 40, 16)
            painter.drawText(left, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_key(self, painter: QPainter, area: QRect) -> None:
        colors = self._theme.colors
        x = float(area.left() + 10)
        for name, color in (("real", colors.real), ("generated", colors.fake)):
            painter.setPen(QPen(color, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPoint(QPointF(x, area.top() + 14))
            painter.setPen(colors.text)
            painter.drawText(QPointF(x + 8, area.top() + 18), name)
            x += 8 + painter.fontMetrics().horizontalAdvance(name) + 16


def ticks(extent: float) -> list[float]:
    """Round values from −extent to extent, about five of them."""
    rough = extent / 2.5
    power = 10.0 ** math.floor(math.log10(rough))
    unit = next(step for step in (1, 2, 5, 10) if step * power >= rough * 0.7) * power
    count = int(extent / unit)
    return [round(index * unit, 10) for index in range(-count, count + 1)]


def _reach(points: np.ndarray) -> float:
    """How far the points go from the origin along an axis, a few strays left out."""
    finite = np.abs(points[np.isfinite(points).all(axis=1)])
    return float(np.quantile(finite.max(axis=1), 0.99)) if len(finite) else 0.0


def _placed(points: np.ndarray, area: QRect, extent: float) -> np.ndarray:
    """Points as pixels, y upwards."""
    middle = np.array([area.x() + area.width() / 2, area.y() + area.height() / 2])
    finite = points[np.isfinite(points).all(axis=1)]
    placed: np.ndarray = middle + np.clip(finite / extent, -4, 4) * np.array([1, -1]) * (area.width() / 2)
    return placed
