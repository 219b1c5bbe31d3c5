"""Points in the plane: the generator's over the real ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.painting import paint_key, seen, small
from ganstudio.ui.widgets.scale import axis_number, round_values

EDGE = 26  # px for the numbers below and beside
ROOM = 1.15  # how much more than the points is in view
ALIKE = 5.0  # scales that differ by less have equal axes
NEAR = 0.1  # of the width in view: a middle so near to the origin is put there
FARTHEST = 3.0  # times the width of the real points: what flew farther is left outside


class PointCloud(QWidget):
    """(N, 2) points. The view grows with them and never shrinks within a run, so that movement can be seen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: Sequence[str] = ()
        self._real = self._fake = np.empty((0, 2), np.float32)
        self._box = Box()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Points of the generator over the real ones")
        theme.changed.connect(self.update)

    @property
    def count(self) -> int:
        return len(self._fake)

    @property
    def box(self) -> Box:
        """What is in view."""
        return self._box

    def spots(self, points: np.ndarray) -> np.ndarray:
        """Where (N, 2) finite points are in the widget, (N, 2) pixels."""
        return self._box.placed(points, self._area(self._box))

    def show_names(self, names: Sequence[str]) -> None:
        """What the two numbers of a point are called, if they have names."""
        self._names = names
        self.update()

    def show_real(self, points: np.ndarray) -> None:
        """The points as the data has them; they set the view."""
        self._real = points
        self._box = Box.around(points)
        self.update()

    def show_rows(self, points: np.ndarray) -> None:
        self._fake = points
        if len(self._real):
            self._box = self._box.grown(points, Box.around(self._real).reach * FARTHEST)
        else:
            self._box = Box.around(points) if self._box.is_empty else self._box.grown(points, np.full(2, np.inf))
        self.setAccessibleDescription(f"{len(points)} points")
        self.update()

    def clear(self) -> None:
        self._real = self._fake = np.empty((0, 2), np.float32)
        self._box, self._names = Box(), ()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = self._theme.colors
        box = Box(reach=np.ones(2)) if self._box.is_empty else self._box
        painter = QPainter(self)
        letters = painter.font()
        painter.setFont(small(letters))
        area = self._area(box)
        self._paint_axes(painter, area, box)
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        faint = QColor(colors.real)
        faint.setAlphaF(0.45)
        for points, color, size in ((self._real, faint, 3.0), (self._fake, colors.fake, 5.0)):
            painter.setPen(QPen(color, size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPoints([QPointF(x, y) for x, y in box.placed(points, area).tolist()])
        painter.setClipping(False)
        painter.setFont(letters)
        paint_key(painter, colors, area.left() + 10, area.top() + 18, has_real=len(self._real) > 0)

    def _area(self, box: Box) -> QRect:
        """Where the points are: a square if the axes are equal, else all there is."""
        letters = QFontMetrics(small(self.font()))
        numbers = max((letters.horizontalAdvance(axis_number(y)) for y in box.ticks(1)), default=0)
        left = max(EDGE, numbers + 10)
        top, bottom = (EDGE, 2 * EDGE) if self._names else (EDGE // 2, EDGE)
        area = self.rect().adjusted(left, top, -EDGE, -bottom)
        if not box.is_square:
            return area
        side = min(area.width(), area.height())
        middle = max(area.left(), (self.width() - side) // 2)
        return QRect(min(middle, area.right() + 1 - side), area.top() + (area.height() - side) // 2, side, side)

    def _paint_axes(self, painter: QPainter, area: QRect, box: Box) -> None:
        colors = self._theme.colors
        painter.setPen(QPen(colors.grid, 1))
        painter.drawRect(area)
        for axis in (0, 1):
            for value in box.ticks(axis):
                x, y = box.placed(np.where(np.arange(2) == axis, value, box.middle)[None], area)[0].tolist()
                painter.setPen(QPen(colors.grid, 1))
                if axis == 0:
                    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
                    place, side = QRectF(x - 40, area.bottom() + 4, 80, 16), Qt.AlignmentFlag.AlignHCenter
                else:
                    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
                    place, side = QRectF(0, y - 8, area.left() - 6, 16), Qt.AlignmentFlag.AlignRight
                painter.setPen(colors.muted)
                painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, axis_number(value))
        if self._names:
            painter.setPen(colors.text)
            across, upwards = self._names[0], self._names[1]
            below = QRectF(area.left(), area.bottom() + 20, area.width(), 18)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, f"{across} →")
            above = QRectF(area.left(), area.top() - 20, area.width(), 18)
            painter.drawText(above, Qt.AlignmentFlag.AlignLeft, f"↑ {upwards}")


class Box:
    """A part of the plane. middle, reach: (2,), its middle and how far it goes from there along each axis."""

    def __init__(self, middle: np.ndarray | None = None, reach: np.ndarray | None = None) -> None:
        self.middle = np.zeros(2) if middle is None else middle
        self.reach = np.zeros(2) if reach is None else reach

    @classmethod
    def around(cls, points: np.ndarray) -> Box:
        """All (N, 2) points but a few strays, with some room around them; a square where the scales are alike."""
        if not np.isfinite(points).all(axis=1).any():
            return cls()
        low, high = np.array([seen(column) for column in points.T]).T
        middle, reach = (low + high) / 2, (high - low) / 2
        at_origin = np.abs(middle) < 2 * NEAR * reach
        reach = ROOM * (reach + np.where(at_origin, np.abs(middle), 0))
        if reach.max() <= ALIKE * reach.min():
            reach = np.full(2, reach.max())
        return cls(np.where(at_origin, 0, middle), reach)

    @property
    def is_empty(self) -> bool:
        return not self.reach.all()

    @property
    def is_square(self) -> bool:
        return bool(self.reach[0] == self.reach[1])

    def grown(self, points: np.ndarray, limit: np.ndarray) -> Box:
        """With room for these points as well, as far as the limit, (2,), allows."""
        finite = points[np.isfinite(points).all(axis=1)]
        if not len(finite):
            return self
        needed = ROOM * np.quantile(np.abs(finite - self.middle), 0.99, axis=0)
        reach = np.maximum(self.reach, np.minimum(needed, limit))
        return Box(self.middle, np.full(2, reach.max()) if self.is_square else reach)

    def ticks(self, axis: int) -> list[float]:
        """Round values along it."""
        middle, reach = float(self.middle[axis]), float(self.reach[axis])
        return round_values(middle - reach, middle + reach)

    def placed(self, points: np.ndarray, area: QRect) -> np.ndarray:
        """Points as pixels, y upwards."""
        finite = points[np.isfinite(points).all(axis=1)]
        centre = np.array([area.x() + area.width() / 2, area.y() + area.height() / 2])
        half = np.array([area.width(), -area.height()]) / 2
        placed: np.ndarray = centre + np.clip((finite - self.middle) / self.reach, -4, 4) * half
        return placed
