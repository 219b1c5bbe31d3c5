"""The channels of a layer side by side, in as many columns as make them largest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QPainter, QResizeEvent

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.sample_grid import GAP, SampleGrid, picture_of, spaced


class ChannelWall(SampleGrid):
    """A click chooses a channel, or lets it go; only the one under the mouse is shown enlarged."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setAccessibleName("Channels of the layer")

    @property
    def values(self) -> np.ndarray:
        """(N, H, W, 1) uint8."""
        assert self._values is not None
        return self._values

    def show_samples(self, values: np.ndarray, labels: Sequence[str] = ()) -> None:
        super().show_samples(values, labels)
        self.setAccessibleDescription(f"{len(values)} channels of {values.shape[2]} × {values.shape[1]} pixels")
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # --- inside ---

    def _arrange(self) -> None:
        if self._values is not None:
            columns = max(range(1, len(self._values) + 1), key=self._scale)
            if columns != self._columns:
                self._columns, self._picture = columns, picture_of(spaced(self._values), columns)
                self.update()

    def _scale(self, columns: int) -> float:
        """How large samples would be in so many columns."""
        assert self._values is not None
        count, height, width = self._values.shape[:3]
        rows, ratio = -(-count // columns), self.devicePixelRatioF()
        fitting = min(
            self.width() * ratio / (columns * (width + GAP) - GAP),
            self.height() * ratio / (rows * (height + GAP) - GAP),
        )
        return int(fitting) if fitting >= 1 and self._is_crisp() else fitting

    def _enlarge(self, painter: QPainter, index: int) -> None:
        if index == self._hovered:
            super()._enlarge(painter, index)
