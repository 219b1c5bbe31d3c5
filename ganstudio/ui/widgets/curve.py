"""One curve of a plot: its values, its lines on the screen, its entry in the legend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PySide6.QtGui import QColor

from ganstudio.ui.theme import Colors
from ganstudio.ui.widgets.legend_button import LegendButton
from ganstudio.ui.widgets.series import Series

FAINT = 0.36  # share of a curve's own colour in the raw values behind the smoothed ones


@dataclass
class Curve:
    """is_offered: False takes it out of plot and legend."""

    color: Callable[[Colors], QColor]
    button: LegendButton
    series: Series = field(default_factory=Series)
    line: Any = None  # pyqtgraph's curves, once there is a plot
    raw: Any = None
    is_offered: bool = True

    @property
    def is_shown(self) -> bool:
        return self.is_offered and self.button.isChecked() and len(self.series) > 0

    def draw_into(self, view: Any, colors: Colors) -> None:
        """Gives it its lines in a PlotView."""
        self.raw, self.line = view.add_curve(), view.add_curve()
        self.raw.setZValue(-1)
        self.recolor(colors)

    def recolor(self, colors: Colors) -> None:
        color = self.color(colors)
        self.button.show_color(color)
        if self.line is not None:
            from ganstudio.ui.widgets.plot_view import pen

            self.line.setPen(pen(color))
            self.raw.setPen(pen(mixed(color, colors.panel)))

    def tell_value(self, smoothing: float, step: float | None) -> None:
        """The value at that step in the legend, else the newest."""
        if not self.is_offered:
            return
        text = "–"
        if len(self.series):
            at = len(self.series) - 1
            if step is not None:
                at = min(int(np.searchsorted(self.series.steps, step)), at)
            text = number(float(self.series.smooth(smoothing).values[at]))
        self.button.show_value(text)


def finite(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The points that can be drawn."""
    known = np.isfinite(y)
    return (x, y) if known.all() else (x[known], y[known])


def number(value: float) -> str:
    """Two to four digits in at most seven characters, with a proper minus."""
    size = abs(value)
    if size >= 1e5 or 0 < size < 1e-3:
        mantissa, _, exponent = f"{value:.1e}".partition("e")
        text = f"{mantissa}e{int(exponent)}"
    else:
        text = f"{value:.{3 if size < 10 else 1 if size < 1000 else 0}f}"
    return text.replace("-", "−")


def mixed(color: QColor, ground: QColor) -> QColor:
    """Paler without being transparent, which would be slow to draw."""
    pairs = ((color.red(), ground.red()), (color.green(), ground.green()), (color.blue(), ground.blue()))
    return QColor(*(round(FAINT * own + (1 - FAINT) * other) for own, other in pairs))
