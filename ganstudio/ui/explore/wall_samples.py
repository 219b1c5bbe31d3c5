"""The samples of the wall as they come: pictures in a grid, points, rows or time series over real ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ganstudio.exploration.facts import Drawn, Facts
from ganstudio.session.questions.wall import WallPart
from ganstudio.ui.explore.described import series_names
from ganstudio.ui.explore.wall_grid import WallGrid
from ganstudio.ui.explore.wall_rows import WallCloud, WallMarginals, WallSeries
from ganstudio.ui.theme import Theme

REDRAW = 40  # ms between two drawings


class WallSamples(QStackedWidget):
    """taken: the number of the sample that a person wants to see. chosen: the one that the keyboard is at, or None."""

    taken = Signal(int)
    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values = np.empty((0, 0), np.float32)  # of all places; of rows, only so many as are drawn
        self._drawn = 0
        self._labels: tuple[str, ...] = ()
        self._count = 0
        self._is_anew = True
        self._grid = WallGrid(theme, fills=True)
        self._grid.setObjectName("explore.wall.grid")
        self._grid.setAccessibleName("Samples to pick from")
        self._cloud, self._marginals, self._series = WallCloud(theme), WallMarginals(theme), WallSeries(theme)
        self._cloud.setObjectName("explore.wall.cloud")
        self._rows: WallCloud | WallMarginals | WallSeries = self._cloud
        for widget in (self._grid, self._cloud, self._marginals, self._series):
            self.addWidget(widget)
        self._grid.chosen.connect(self.chosen)
        for widget in (self._grid, self._cloud, self._series):
            widget.taken.connect(self.taken)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show)

    @property
    def choice(self) -> int | None:
        """The number of the sample that the keyboard is at."""
        return self._grid.choice

    def begin(self, facts: Facts) -> None:
        """Samples of another generator are to come."""
        self._timer.stop()
        self._grid.clear()
        self._rows.clear()
        self._drawn = self._count = 0
        self._is_anew = True
        if facts.is_pictures:
            self.setCurrentWidget(self._grid)
            return
        if facts.is_series:
            self._rows = self._series
            self._rows.show_names(series_names(facts))
        else:
            self._rows = self._cloud if facts.sample_shape == (2,) else self._marginals
            self._rows.show_names(facts.columns)
        self.setCurrentWidget(self._rows)

    def expect(self, labels: Sequence[str], *, are_others: bool) -> None:
        """So many samples are on their way. are_others: of other places than before, so that nothing old may stay once
        the first of them is there; else each old one stays until its new one comes."""
        self._labels, self._count = tuple(labels), len(labels)
        self._is_anew = self._is_anew or are_others

    def take(self, part: WallPart) -> None:
        if self._is_anew:
            self._is_anew, self._drawn = False, 0
            self._values = self._blank(part.samples)
        stop = part.start + len(part.samples)
        self._values[part.start : stop] = part.samples
        self._drawn = max(self._drawn, stop)
        if stop == self._count:
            self._timer.stop()
            self._show()
        elif not self._timer.isActive():
            self._timer.start(REDRAW)

    def show_real(self, rows: np.ndarray) -> None:
        self._rows.show_real(rows)

    def mark(self, index: int | None, in_view: Drawn | None) -> None:
        """index: of the place in view, where it is one of these."""
        self._grid.mark(index)
        self._series.mark(index)
        if in_view is not None and isinstance(self._rows, WallCloud | WallMarginals) and in_view.samples.ndim == 2:
            self._rows.mark_row(in_view.samples[0])

    def _show(self) -> None:
        if self._values.ndim == 4:
            self._grid.show_samples(self._values, self._labels)
        else:
            self._rows.show_rows(self._values[: self._drawn])

    def _blank(self, samples: np.ndarray) -> np.ndarray:
        """What stands for samples that are still to come."""
        blank = np.empty((self._count, *samples.shape[1:]), samples.dtype)
        if samples.ndim == 4:
            color = self._theme.colors.hover
            red, green, blue = color.red(), color.green(), color.blue()
            blank[:] = {1: [color.lightness()], 3: [red, green, blue], 4: [red, green, blue, 255]}[samples.shape[3]]
        return blank
