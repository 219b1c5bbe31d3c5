"""Curves over the steps of a run: pan, zoom, smoothing, logarithmic values, and a legend that tells their values."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ganstudio.ui.theme import Colors, Theme
from ganstudio.ui.widgets.legend_button import LegendButton
from ganstudio.ui.widgets.series import Series

FILLED = 0.7  # share of the height that the values must fill, or they are fitted again
LEAP = 0.03  # of the steps in view
FAINT = 0.36  # share of a curve's own colour in the raw values behind the smoothed ones


@dataclass
class Curve:
    """One line of the plot, as it is drawn."""

    color: Callable[[Colors], QColor]
    button: LegendButton
    series: Series = field(default_factory=Series)
    line: Any = None  # pyqtgraph's curves, once there is a plot
    raw: Any = None

    @property
    def is_shown(self) -> bool:
        return self.button.isChecked() and len(self.series) > 0


class CurvePlot(QWidget):
    """A plot with a heading and a legend. Draws when told to `redraw`, so that its owner decides how often."""

    moved = Signal(bool)  # a person moved the plot: True along the steps
    hovered = Signal(object)  # the step under the mouse, None when it left

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = QLabel(title)
        self._title.setProperty("look", "title")
        self._curves: dict[str, Curve] = {}
        self._view: Any = None
        self._smoothing, self._is_log, self._held_y = 0.0, False, False
        self._fixed: tuple[float, float] | None = None
        self._cursor: float | None = None
        self._legend = QHBoxLayout()
        self._legend.setSpacing(0)
        self._legend.setContentsMargins(1, 0, 4, 0)
        self._legend.addStretch(1)
        head = QHBoxLayout()
        head.setContentsMargins(8, 2, 8, 2)
        head.addWidget(self._title)
        head.addStretch(1)
        self._note = QLabel()
        self._note.setProperty("look", "muted")
        head.addWidget(self._note)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addLayout(head)
        self._layout.addLayout(self._legend)
        self.setAccessibleName(title)

    # --- what is shown ---

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_note(self, text: str) -> None:
        """A few words at the right of the heading."""
        self._note.setText(text)

    def add_curve(self, name: str, label: str, color: Callable[[Colors], QColor]) -> None:
        """A curve of that name; `color` picks its colour from those in use."""
        if name in self._curves:
            return
        button = LegendButton(name, label)
        button.toggled.connect(self.redraw)
        self._legend.insertWidget(self._legend.count() - 1, button)  # before the stretch
        self._curves[name] = Curve(color, button)
        self._color_curve(self._curves[name])
        self._tell_value(self._curves[name])
        if self._view is not None:
            self._draw_into(self._view, self._curves[name])

    def remove_curves(self, keep: tuple[str, ...] = ()) -> None:
        """Takes out the curves that are not to be kept, and all values."""
        for name in [name for name in self._curves if name not in keep]:
            curve = self._curves.pop(name)
            curve.button.deleteLater()
            self._legend.removeWidget(curve.button)
            if self._view is not None:
                self._view.removeItem(curve.line)
                self._view.removeItem(curve.raw)
        for curve in self._curves.values():
            curve.series = Series()

    def append(self, name: str, step: int, value: float) -> None:
        self._curves[name].series.append(step, value)

    def cut(self, step: int) -> None:
        """Forgets what lies after `step`."""
        for curve in self._curves.values():
            curve.series.cut(step)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._curves)

    def series(self, name: str) -> Series:
        return self._curves[name].series

    @property
    def last_step(self) -> int:
        return max((int(c.series.steps[-1]) for c in self._curves.values() if len(c.series)), default=0)

    @property
    def first_step(self) -> int:
        return min((int(c.series.steps[0]) for c in self._curves.values() if len(c.series)), default=0)

    # --- how it is shown ---

    def build(self) -> Any:
        """Makes the plot itself; the first of these imports pyqtgraph. Returns it, to be linked with others."""
        from ganstudio.ui.widgets.plot_view import PlotView

        self._view = PlotView()
        self._view.view.setYRange(-2, -1)  # nothing fits in here, so the first values are fitted
        self._layout.addWidget(self._view, 1)
        for curve in self._curves.values():
            self._draw_into(self._view, curve)
        self._view.view.sigRangeChangedManually.connect(self._moved)
        self._view.scene().sigMouseMoved.connect(self._mouse_moved)
        self._view.installEventFilter(self)
        self._view.setAccessibleName(self.accessibleName())
        self.recolor()
        return self._view

    def set_smoothing(self, weight: float) -> None:
        self._smoothing = weight

    def set_log(self, is_log: bool) -> None:
        self._is_log, self._held_y = is_log, False
        if self._view is not None:
            self._view.getAxis("left").setLogMode(is_log)

    def set_range(self, values: tuple[float, float] | None) -> None:
        """The values that are in view by themselves; None fits them to what there is."""
        self._fixed = values

    def show_all(self) -> None:
        self._held_y = False

    def show_steps(self, first: float, last: float) -> None:
        """Brings these steps into view. Moves on in leaps, as every move draws the axes anew."""
        (low, high), _ = self._view.viewRange()
        span = max(last - first, 1.0)
        if not (low <= first <= low + LEAP * span and last <= high <= last + 2 * LEAP * span):
            self._view.view.setXRange(first - 0.01 * span, last + LEAP * span, padding=0)

    def show_cursor(self, step: float | None) -> None:
        """A line at that step; the legend tells the values there. None takes it away."""
        self._cursor = step
        if self._view is not None:
            self._view.cursor_line.setVisible(step is not None)
            if step is not None:
                self._view.cursor_line.setValue(step)
        for curve in self._curves.values():
            self._tell_value(curve)

    def recolor(self) -> None:
        for curve in self._curves.values():
            self._color_curve(curve)
        if self._view is not None:
            self._view.color(self._theme.colors)

    def redraw(self) -> None:
        """Draws what is in view, two points for each pixel."""
        if self._view is None or not self._view.isVisible():
            return
        from ganstudio.ui.widgets.plot_view import show

        (low, high), _ = self._view.viewRange()
        width = max(64, int(self._view.view.width()))
        least, most = math.inf, -math.inf
        for curve in self._curves.values():
            self._tell_value(curve)
            curve.line.setVisible(curve.is_shown)
            curve.raw.setVisible(curve.is_shown and self._smoothing > 0)
            if not curve.is_shown:
                continue
            for line, trace in ((curve.raw, curve.series.raw), (curve.line, curve.series.smooth(self._smoothing))):
                if line.isVisible():
                    x, y = finite(*trace.between(low, high, 4 * width), self._is_log)
                    show(line, x, y)
                    if len(y):
                        least, most = min(least, float(y.min())), max(most, float(y.max()))
        self._fit(least, most)
        self._view.scene().prepareForPaint()  # now: left to the paint, it makes everything be painted twice

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return super().eventFilter(watched, event)

    # --- inside ---

    def _fit(self, least: float, most: float) -> None:
        if self._held_y:
            return
        if self._fixed is not None and not self._is_log:
            least, most = self._fixed
        if least > most:
            return
        _, (low, high) = self._view.viewRange()
        if not (low <= least and most <= high and most - least >= FILLED * (high - low)):
            room = (most - least) * 0.06 or max(abs(most), 1.0) * 0.1
            self._view.view.setYRange(least - room, most + room, padding=0)

    def _moved(self, axes: list[bool]) -> None:
        along_steps, along_values = bool(axes[0]), bool(axes[1])
        self._held_y = self._held_y or along_values
        self.moved.emit(along_steps)

    def _mouse_moved(self, position: Any) -> None:
        inside = self._view.view.sceneBoundingRect().contains(position)
        self.hovered.emit(self._view.view.mapSceneToView(position).x() if inside else None)

    def _draw_into(self, view: Any, curve: Curve) -> None:
        curve.raw, curve.line = view.add_curve(), view.add_curve()
        curve.raw.setZValue(-1)
        self._color_curve(curve)

    def _color_curve(self, curve: Curve) -> None:
        colors = self._theme.colors
        color = curve.color(colors)
        curve.button.show_color(color)
        if curve.line is not None:
            from ganstudio.ui.widgets.plot_view import pen

            curve.line.setPen(pen(color))
            curve.raw.setPen(pen(_mixed(color, colors.panel)))

    def _tell_value(self, curve: Curve) -> None:
        """The value under the cursor, else the newest."""
        series, text = curve.series, "–"
        if len(series):
            at = len(series) - 1
            if self._cursor is not None:
                at = min(int(np.searchsorted(series.steps, self._cursor)), at)
            text = number(float(series.smooth(self._smoothing).values[at]))
        curve.button.show_value(text)


def finite(x: np.ndarray, y: np.ndarray, is_log: bool) -> tuple[np.ndarray, np.ndarray]:
    """The points that can be drawn, on a logarithmic scale if wanted."""
    if is_log:
        with np.errstate(divide="ignore", invalid="ignore"):
            y = np.log10(y)
    known = np.isfinite(y)
    return (x, y) if known.all() else (x[known], y[known])


def number(value: float) -> str:
    """Three or four digits, with a proper minus."""
    size = abs(value)
    text = (
        f"{value:.2e}" if size >= 1e5 or 0 < size < 1e-3 else f"{value:.{3 if size < 10 else 1 if size < 1000 else 0}f}"
    )
    return text.replace("-", "−")


def _mixed(color: QColor, ground: QColor) -> QColor:
    """Paler without being transparent, which would be slow to draw."""
    pairs = ((color.red(), ground.red()), (color.green(), ground.green()), (color.blue(), ground.blue()))
    return QColor(*(round(FAINT * own + (1 - FAINT) * other) for own, other in pairs))
