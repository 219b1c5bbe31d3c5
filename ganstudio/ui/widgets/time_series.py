"""Generated time series, each in a plot of its own, over a few real ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.painting import seen
from ganstudio.ui.widgets.pane_grid import PaneGrid
from ganstudio.ui.widgets.scale import axis_number, round_values

REAL = 6  # real series behind each generated one
ROOM = 0.12  # of the range of values, on each side


class TimeSeries(PaneGrid):
    """(N, D) rows, each of one or several series one after the other. All plots of a series have the same scale."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._names: Sequence[str] = ("",)
        self._real = self._fake = np.empty((0, 1, 0), np.float32)  # (N, series, steps)
        self._ranges: list[tuple[float, float]] = []
        self.setAccessibleName("Time series of the generator over real ones")

    @property
    def count(self) -> int:
        return len(self._fake) * len(self._names)

    @property
    def remark(self) -> str:
        return f"{self._fake.shape[2]} steps across" if self.count else ""

    @property
    def has_real(self) -> bool:
        return len(self._real) > 0

    def show_names(self, names: Sequence[str]) -> None:
        """The names of the series that stand one after the other in a row."""
        self._names = names or ("",)
        self.together = len(self._names)
        self._real = self._fake = np.empty((0, self.together, 0), np.float32)
        self.refresh()

    def show_real(self, rows: np.ndarray) -> None:
        self._real = rows.reshape(len(rows), self.together, -1)
        self._fit()

    def show_rows(self, rows: np.ndarray) -> None:
        self._fake = rows.reshape(len(rows), self.together, -1)
        self.setAccessibleDescription(f"{len(rows)} samples of {self._fake.shape[2]} steps")
        self._fit()

    def clear(self) -> None:
        self.show_names(())

    def range(self, series: int) -> tuple[float, float]:
        """The values in view."""
        return self._ranges[series]

    def paint_pane(self, painter: QPainter, pane: QRect, index: int) -> None:
        colors = self.theme.colors
        sample, series = divmod(index, self.together)
        plot = QRectF(pane.adjusted(8, 6, -6, -6))
        low, high = self._ranges[series]
        self._paint_scale(painter, plot, low, high)
        painter.setClipRect(plot, Qt.ClipOperation.IntersectClip)
        faint = QColor(colors.real)
        faint.setAlphaF(0.3)
        painter.setPen(QPen(faint, 1))
        apart = max(1, len(self._real) // REAL)
        for real in self._real[::apart][:REAL, series]:
            painter.drawPolyline(line(plot, real, low, high))
        painter.setPen(QPen(colors.fake, 1.6))
        painter.drawPolyline(line(plot, self._fake[sample, series], low, high))
        painter.setPen(colors.text)
        painter.drawText(plot.adjusted(4, 2, -4, 0), Qt.AlignmentFlag.AlignRight, self._names[series])

    def _paint_scale(self, painter: QPainter, plot: QRectF, low: float, high: float) -> None:
        colors = self.theme.colors
        for value in round_values(low, high, plot.height() / 32):
            y = plot.bottom() - (value - low) / (high - low) * plot.height()
            painter.setPen(colors.grid)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(colors.muted)
            painter.drawText(QPointF(plot.left() + 2, y - 2), axis_number(value))
        painter.setPen(colors.grid)
        painter.drawRect(plot)

    def _fit(self) -> None:
        known = self._real if len(self._real) else self._fake
        self._ranges = []
        for series in range(self.together):
            low, high = seen(known[:, series])
            room = ROOM * (high - low)
            self._ranges.append((low - room, high + room))
        self.refresh()


def line(plot: QRectF, values: np.ndarray, low: float, high: float) -> QPolygonF:
    """One series from the left to the right of the plot; steps that are no numbers are left out."""
    x = np.linspace(plot.left(), plot.right(), len(values))
    y = plot.bottom() - np.clip((values - low) / (high - low), -4, 5) * plot.height()
    known = np.isfinite(y)
    return QPolygonF([QPointF(*point) for point in np.stack([x[known], y[known]], axis=1).tolist()])
