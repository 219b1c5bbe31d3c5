"""Curves over the steps of a run: pan, zoom, smoothing, logarithmic values, and a legend that tells their values."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget
from superqt import QFlowLayout

from ganstudio.ui.theme import Colors, Theme
from ganstudio.ui.widgets.curve import Curve, finite
from ganstudio.ui.widgets.legend_button import LegendButton
from ganstudio.ui.widgets.scale import LogScale, log_scale
from ganstudio.ui.widgets.series import Series

FILLED = 0.7  # share of the height that the values must fill, or they are fitted again
LEAP = 0.03  # of the steps in view
LOG_HINT = "Logarithmic values; where they go below zero, the scale is straight near it and mirrored below"


class CurvePlot(QWidget):
    """A plot with a heading and a legend. Draws when told to `redraw`, so that its owner decides how often.

    heading: stands in for the title, with the legend on the same line.
    """

    moved = Signal(bool)  # a person moved the plot: True along the steps
    hovered = Signal(object)  # the step under the mouse, None when it left

    def __init__(self, title: str, theme: Theme, heading: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = QLabel(title)
        self._title.setProperty("look", "title")
        self._curves: dict[str, Curve] = {}
        self._view: Any = None
        self._smoothing, self._held_y = 0.0, False
        self._scale: LogScale | None = None
        self._range: tuple[float, float] | None = None
        self._cursor: float | None = None
        legend = QWidget()
        self._legend = QFlowLayout(legend)
        self._legend.setContentsMargins(1, 0, 4, 0)
        self._legend.setHorizontalSpacing(0)
        self._legend.setVerticalSpacing(0)
        self._note = QLabel()
        self._note.setProperty("look", "muted")
        self.log = QToolButton()
        self.log.setText("Log")
        self.log.setProperty("look", "toggle")
        self.log.setProperty("compact", True)
        self.log.setCheckable(True)
        self.log.setAccessibleName(f"Logarithmic values: {title}")
        self.log.setToolTip(LOG_HINT)
        self.log.toggled.connect(self._rescale)
        head = QHBoxLayout()
        head.setContentsMargins(8, 2, 8, 2)
        head.setSpacing(4)
        head.addWidget(heading or self._title)
        head.addWidget(legend, 1) if heading else head.addStretch(1)
        head.addWidget(self._note)
        head.addWidget(self.log)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addLayout(head)
        if heading is None:
            self._layout.addWidget(legend)
        self.setAccessibleName(title)

    # --- what is shown ---

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_note(self, text: str) -> None:
        """A few words at the right of the heading."""
        self._note.setText(text)

    def add_curve(self, name: str, label: str, color: Callable[[Colors], QColor], *, is_named: bool = True) -> None:
        """A curve of that name; `color` picks its colour from those in use. is_named: its label is in the legend."""
        if name in self._curves:
            return
        button = LegendButton(name, label, is_named)
        button.toggled.connect(self.redraw)
        self._legend.addWidget(button)
        self._curves[name] = curve = Curve(color, button)
        curve.recolor(self._theme.colors)
        curve.tell_value(0, None)
        if self._view is not None:
            curve.draw_into(self._view, self._theme.colors)

    def remove_curves(self, keep: Collection[str] = ()) -> None:
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

    def offer(self, names: Collection[str]) -> None:
        """Only these curves can be seen from now on; the others keep their values and cost nothing."""
        for name, curve in self._curves.items():
            curve.is_offered = name in names
            curve.button.setVisible(curve.is_offered)

    def extend(self, name: str, steps: Sequence[int], values: Sequence[float]) -> None:
        self._curves[name].series.extend(steps, values)

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
    def span(self) -> tuple[int, int] | None:
        """The first and the last step that has a value, None where there is none."""
        known = [curve.series.steps for curve in self._curves.values() if len(curve.series)]
        return (min(int(steps[0]) for steps in known), max(int(steps[-1]) for steps in known)) if known else None

    # --- how it is shown ---

    def build(self) -> Any:
        """Makes the plot itself; the first of these imports pyqtgraph. Returns it, to be linked with others."""
        from ganstudio.ui.widgets.plot_view import PlotView

        self._view = PlotView()
        self._view.view.setYRange(-2, -1)  # nothing fits in here, so the first values are fitted
        self._layout.addWidget(self._view, 1)
        for curve in self._curves.values():
            curve.draw_into(self._view, self._theme.colors)
        self._view.view.sigRangeChangedManually.connect(self._moved)
        self._view.scene().sigMouseMoved.connect(self._mouse_moved)
        self._view.installEventFilter(self)
        self._view.setAccessibleName(self.accessibleName())
        self.recolor()
        return self._view

    def set_smoothing(self, weight: float) -> None:
        self._smoothing = weight

    def set_range(self, values: tuple[float, float] | None) -> None:
        """Values that are always in view, where a person has not moved it."""
        self._range = values

    def show_all(self) -> None:
        self._held_y = False

    def show_steps(self, first: float, last: float) -> None:
        """Brings these steps into view. Moves on in leaps, as every move draws the axes anew."""
        (low, high), _ = self._view.viewRange()
        span = max(last - first, 1.0)
        if not (low <= first <= low + LEAP * span and last <= high <= last + 2 * LEAP * span):
            self._view.view.setXRange(first - 0.01 * span, last + LEAP * span, padding=0)

    def number_steps(self, are_numbered: bool) -> None:
        """Whether the steps are written below; of plots above each other the last is enough."""
        self._view.number_steps(are_numbered)

    def show_cursor(self, step: float | None) -> None:
        """A line at that step; the legend tells the values there. None takes it away."""
        self._cursor = step
        if self._view is not None:
            self._view.cursor_line.setVisible(step is not None)
            if step is not None:
                self._view.cursor_line.setValue(step)
        for curve in self._curves.values():
            curve.tell_value(self._smoothing, self._cursor)

    def recolor(self) -> None:
        for curve in self._curves.values():
            curve.recolor(self._theme.colors)
        if self._view is not None:
            self._view.color(self._theme.colors)

    def redraw(self) -> None:
        """Draws what is in view, two points for each pixel."""
        if self._view is None or not self._view.isVisible():
            return
        from ganstudio.ui.widgets.plot_view import show

        (low, high), _ = self._view.viewRange()
        width = max(64, int(self._view.view.width()))
        drawn: list[tuple[Any, np.ndarray, np.ndarray]] = []
        for curve in self._curves.values():
            curve.tell_value(self._smoothing, self._cursor)
            curve.line.setVisible(curve.is_shown)
            curve.raw.setVisible(curve.is_shown and self._smoothing > 0)
            if not curve.is_shown:
                continue
            for line, trace in ((curve.raw, curve.series.raw), (curve.line, curve.series.smooth(self._smoothing))):
                if line.isVisible():
                    drawn.append((line, *finite(*trace.between(low, high, 4 * width))))
        values = [y for _, _, y in drawn if len(y)]
        least, most = (min(y.min() for y in values), max(y.max() for y in values)) if values else (math.inf, -math.inf)
        if not self._held_y:
            self._scale = log_scale(float(least), float(most)) if self.log.isChecked() else None
        self._view.set_log(self._scale)
        for line, x, y in drawn:
            show(line, *(finite(x, self._scale.place(y)) if self._scale else (x, y)))
        self._fit(float(least), float(most))
        self._view.scene().prepareForPaint()  # now: left to the paint, it makes everything be painted twice

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return super().eventFilter(watched, event)

    # --- inside ---

    def _fit(self, least: float, most: float) -> None:
        if self._held_y:
            return
        if self._scale is not None and least <= most:
            least, most = self._scale.place(np.array([least, most])).tolist()
        elif self._range is not None:
            least, most = min(least, self._range[0]), max(most, self._range[1])
        if not least <= most:
            return
        _, (low, high) = self._view.viewRange()
        if not (low <= least and most <= high and most - least >= FILLED * (high - low)):
            room = (most - least) * 0.06 or max(abs(most), 1.0) * 0.1
            self._view.view.setYRange(least - room, most + room, padding=0)

    def _rescale(self) -> None:
        self._held_y = False
        self.redraw()

    def _moved(self, axes: list[bool]) -> None:
        along_steps, along_values = bool(axes[0]), bool(axes[1])
        self._held_y = self._held_y or along_values
        self.moved.emit(along_steps)

    def _mouse_moved(self, position: Any) -> None:
        inside = self._view.view.sceneBoundingRect().contains(position)
        self.hovered.emit(self._view.view.mapSceneToView(position).x() if inside else None)
