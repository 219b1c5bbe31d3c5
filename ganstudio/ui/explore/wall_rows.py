"""Points, rows and time series to take one from, with the one in view marked."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen

from ganstudio.ui.widgets.marginals import Marginals
from ganstudio.ui.widgets.point_cloud import PointCloud
from ganstudio.ui.widgets.time_series import TimeSeries

NEAR = 14.0  # px from a point within which a click means it
RING = 7.0  # px about the point in view
FAR = 1e9  # where points that are no numbers are put


class WallCloud(PointCloud):
    """A click takes the nearest point."""

    taken = Signal(int)
    _marked: np.ndarray | None = None

    def mark_row(self, row: np.ndarray) -> None:
        """That point, (2,), is in view."""
        self._marked = row
        self.update()

    def clear(self) -> None:
        super().clear()
        self._marked = None

    def spot(self, index: int) -> QPointF:
        """Where that point is in the widget."""
        return QPointF(*self._spots(self._fake[index : index + 1])[0].tolist())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not len(self._fake) or event.button() != Qt.MouseButton.LeftButton:
            return
        away = np.linalg.norm(self._spots(self._fake) - [event.position().x(), event.position().y()], axis=1)
        if away.min() <= NEAR:
            self.taken.emit(int(away.argmin()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._marked is None or self.box.is_empty:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        spot = QPointF(*self._spots(self._marked[None])[0].tolist())
        for color, width in ((self._theme.colors.window, 5), (self._theme.colors.accent, 2.5)):
            painter.setPen(QPen(color, width))
            painter.drawEllipse(spot, RING, RING)

    def _spots(self, points: np.ndarray) -> np.ndarray:
        return self.spots(np.nan_to_num(points, nan=FAR, posinf=FAR, neginf=-FAR))


class WallMarginals(Marginals):
    """The numbers of the row in view are marked in every column."""

    _marked: np.ndarray | None = None

    def mark_row(self, row: np.ndarray) -> None:
        """That row, (D,), is in view."""
        self._marked = row
        self.viewport().update()

    def clear(self) -> None:
        super().clear()
        self._marked = None

    def paint_pane(self, painter: QPainter, pane: QRect, index: int) -> None:
        super().paint_pane(painter, pane, index)
        if self._marked is None or not np.isfinite(value := float(self._marked[index])):
            return
        plot, edges = self.plot(pane), self.histogram(index).edges
        share = (value - float(edges[0])) / float(edges[-1] - edges[0])
        x = plot.left() + min(max(share, 0.0), 1.0) * plot.width()
        painter.setPen(QPen(self.theme.colors.accent, 2))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))


class WallSeries(TimeSeries):
    """A click takes the series under the mouse."""

    taken = Signal(int)
    _marked: int | None = None

    def mark(self, index: int | None) -> None:
        """That sample is in view."""
        self._marked = index
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        hit = next((index for index in range(self.count) if self.pane(index).contains(at)), None)
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.taken.emit(hit // self.together)

    def paint_pane(self, painter: QPainter, pane: QRect, index: int) -> None:
        super().paint_pane(painter, pane, index)
        if index // self.together == self._marked:
            painter.setClipping(False)
            painter.setPen(QPen(self.theme.colors.accent, 2))
            painter.drawRect(pane.adjusted(7, 5, -5, -5))
