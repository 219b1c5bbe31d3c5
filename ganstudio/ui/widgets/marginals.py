"""The columns of a table one by one: how often which number comes, generated and real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.painting import seen
from ganstudio.ui.widgets.pane_grid import PaneGrid
from ganstudio.ui.widgets.scale import axis_number, round_values

FEWEST, MOST = 10, 40  # bars
ROOM = 0.08  # of the range of values, on each side
TALLEST = 2.0  # times the highest real bar; taller ones, as after a collapse, would flatten all others
WHOLE = 1e-4  # how near to a whole number numbers come back from their standard scores
TOLD = 0.01  # share of the generated numbers outside the range that is worth telling


@dataclass(frozen=True)
class Histogram:
    """Shares of the numbers between `edges`, (bars + 1,). outside: the share of the generated ones that lie beyond."""

    edges: np.ndarray
    real: np.ndarray
    fake: np.ndarray
    outside: float


class Marginals(PaneGrid):
    """(N, D) rows: generated as filled bars, real as an outline. The real ones set the range."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._real = self._fake = np.empty((0, 0), np.float32)
        self._names: Sequence[str] = ()
        self._counted: dict[int, Histogram] = {}
        self.setAccessibleName("Columns of the generated rows, and of the real ones")

    @property
    def count(self) -> int:
        return self._fake.shape[1]

    @property
    def remark(self) -> str:
        return f"{len(self._fake):,} rows" if self.count else ""

    @property
    def has_real(self) -> bool:
        return self._real.size > 0

    def show_names(self, names: Sequence[str]) -> None:
        self._names = names
        self.refresh()

    def show_real(self, rows: np.ndarray) -> None:
        self._real = rows
        self._counted.clear()
        self.refresh()

    def show_rows(self, rows: np.ndarray) -> None:
        self._fake = rows
        self._counted.clear()
        self.setAccessibleDescription(f"{len(rows)} rows of {rows.shape[1]} columns")
        self.refresh()

    def clear(self) -> None:
        self._real = self._fake = np.empty((0, 0), np.float32)
        self._names = ()
        self._counted.clear()
        self.refresh()

    def histogram(self, column: int) -> Histogram:
        """Counted when it is first looked at."""
        if column not in self._counted:
            real = self._real[:, column] if column < self._real.shape[1] else np.empty(0, np.float32)
            self._counted[column] = histogram(real, self._fake[:, column])
        return self._counted[column]

    def plot(self, pane: QRect) -> QRectF:
        """Where the bars stand in a pane."""
        return QRectF(pane.adjusted(10, 22, -10, -20))

    def name(self, column: int) -> str:
        return self._names[column] if column < len(self._names) else f"column {column + 1}"

    def paint_pane(self, painter: QPainter, pane: QRect, index: int) -> None:
        colors, found = self.theme.colors, self.histogram(index)
        plot = self.plot(pane)
        painter.setPen(colors.text)
        outside = f"{found.outside:.0%} outside" if found.outside >= TOLD else ""
        title = QRectF(plot.left(), pane.top() + 3, plot.width(), 18)
        room = title.width() - painter.fontMetrics().horizontalAdvance(outside) - 8 * bool(outside)
        name = painter.fontMetrics().elidedText(self.name(index), Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(colors.warning)
        painter.drawText(title, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, outside)
        self._paint_axis(painter, plot, found)
        tallest = found.real.max(initial=0) * TALLEST or np.inf
        highest = max(found.real.max(initial=0), min(found.fake.max(initial=0), tallest)) or 1
        filled = QColor(colors.fake)
        filled.setAlphaF(0.55)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(filled)
        painter.drawPolygon(outline(plot, np.minimum(found.fake / highest, 1)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colors.real, 1.5))
        if found.real.any():
            painter.drawPolyline(outline(plot, found.real / highest))

    def _paint_axis(self, painter: QPainter, plot: QRectF, found: Histogram) -> None:
        low, high = float(found.edges[0]), float(found.edges[-1])
        for value in round_values(low, high, plot.width() / 55):
            x = plot.left() + (value - low) / (high - low) * plot.width()
            painter.setPen(self.theme.colors.grid)
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(self.theme.colors.muted)
            text = axis_number(value)
            half = painter.fontMetrics().horizontalAdvance(text) / 2
            middle = min(max(x, plot.left() + half - 8), plot.right() - half + 8)
            place = QRectF(middle - half - 2, plot.bottom() + 2, 2 * half + 4, 16)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, text)
        painter.setPen(self.theme.colors.grid)
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())


def histogram(real: np.ndarray, fake: np.ndarray) -> Histogram:
    """Real and generated numbers, (N,) and (M,), counted in the range of the real ones, or else of the others."""
    edges = bins(real if len(real) else fake, len(fake))
    inside = (fake >= edges[0]) & (fake <= edges[-1])
    real_share, fake_share = (np.histogram(values, edges)[0] / max(1, len(values)) for values in (real, fake))
    return Histogram(edges, real_share, fake_share, 1 - float(inside.mean()) if len(fake) else 0.0)


def bins(values: np.ndarray, drawn: int) -> np.ndarray:
    """The edges of the bars: one bar for each of a few whole numbers, else fewer the fewer samples are counted."""
    if len(values) and (np.abs(values - np.round(values)) < WHOLE).all() and np.ptp(values) < MOST:
        return np.arange(round(float(values.min())) - 0.5, round(float(values.max())) + 1.5)
    low, high = seen(values)
    room = ROOM * (high - low)
    return np.linspace(low - room, high + room, 1 + int(np.clip(2 * np.sqrt(drawn), FEWEST, MOST)))


def outline(plot: QRectF, heights: np.ndarray) -> QPolygonF:
    """Bars of these heights, 0 to 1, as one line from the bottom left to the bottom right."""
    x = plot.left() + np.linspace(0, plot.width(), len(heights) + 1).repeat(2)
    y = plot.bottom() - np.concatenate([[0], heights.repeat(2), [0]]) * plot.height()
    return QPolygonF([QPointF(*corner) for corner in np.stack([x, y], axis=1).tolist()])
