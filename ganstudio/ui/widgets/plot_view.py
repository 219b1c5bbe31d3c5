"""A pyqtgraph plot as the studio wants it. Imports pyqtgraph, so it is imported only once the window is painted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor

from ganstudio.ui.theme import Colors
from ganstudio.ui.widgets.scale import LogScale, axis_number

LOWEST = 70  # px
AXIS = 52  # px; the same for all plots, so that their steps stand above each other


class StepView(pg.ViewBox):
    """The wheel zooms along the steps, with Ctrl along the values."""

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
        if axis is None:
            axis = 1 if ev.modifiers() & Qt.KeyboardModifier.ControlModifier else 0
        super().wheelEvent(ev, axis=axis)


class StepAxis(pg.AxisItem):
    """Steps with their thousands parted."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [f"{value:,.0f}" if float(value).is_integer() else "" for value in values]


class ValueAxis(pg.AxisItem):
    """Values with a proper minus, on a logarithmic scale if it is given one."""

    log: LogScale | None = None

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        if self.log is None:
            found: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
            return found
        return [(1.0, self.log.place(np.array(self.log.ticks(minVal, maxVal))).tolist())]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.log is None:
            return [text.replace("-", "−") for text in super().tickStrings(values, scale, spacing)]
        return [axis_number(float(f"{self.log.value(place):.6g}")) for place in values]


class PlotView(pg.PlotWidget):
    """Axes, a grid and curves 1 px wide, without antialiasing: both would cost training half its speed."""

    def __init__(self) -> None:
        axes = {"bottom": StepAxis("bottom"), "left": ValueAxis("left")}
        super().__init__(viewBox=StepView(enableMenu=False), axisItems=axes, useOpenGL=False, antialias=False)
        self.setMinimumHeight(LOWEST)
        self.hideButtons()
        self.setFrameShape(self.Shape.NoFrame)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setStyle(tickLength=-4, maxTickLevel=1)
            axis.enableAutoSIPrefix(False)
            axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)  # writing its numbers is the dearest part
        self.getAxis("left").setWidth(AXIS)
        self.view: pg.ViewBox = self.getViewBox()
        self.view.disableAutoRange()
        self.cursor_line = pg.InfiniteLine(angle=90, movable=False)
        self.cursor_line.setVisible(False)
        self.addItem(self.cursor_line, ignoreBounds=True)

    def sizeHint(self) -> QSize:
        return QSize(2 * LOWEST, LOWEST)  # no wish of its own: what there is, is shared out by the column

    def add_curve(self) -> pg.PlotCurveItem:
        curve = pg.PlotCurveItem(antialias=False)
        self.addItem(curve, ignoreBounds=True)
        return curve

    def set_log(self, log: LogScale | None) -> None:
        """The scale that the drawn values were placed by; None for the values themselves."""
        axis = self.getAxis("left")
        if log != axis.log:
            axis.log = log
            axis.picture = None  # what pyqtgraph keeps of the drawn axis
            axis.update()

    def number_steps(self, are_numbered: bool) -> None:
        """Whether the steps are written below; their lines are there in any case."""
        self.getAxis("bottom").setStyle(showValues=are_numbered)

    def color(self, colors: Colors) -> None:
        self.setBackground(colors.panel)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(colors.grid))
            axis.setTextPen(pg.mkPen(colors.muted))
        self.showGrid(x=True, y=True, alpha=0.5)
        self.cursor_line.setPen(pen(colors.muted))


def pen(color: QColor) -> Any:
    return pg.mkPen(color, width=1, cosmetic=True)


def show(curve: pg.PlotCurveItem, x: np.ndarray, y: np.ndarray) -> None:
    curve.setData(x.astype(np.float64), y.astype(np.float64), connect="all", skipFiniteCheck=True)
