"""A mask that is painted stroke by stroke, each of which can be taken back."""

from __future__ import annotations

import numpy as np

MOST_STROKES = 100  # that can be taken back


class PaintedMask:
    """values: (H, W) bool, true where it is painted."""

    def __init__(self, values: np.ndarray) -> None:
        self._values = values.astype(bool)
        self._kept: list[np.ndarray] = []

    @property
    def values(self) -> np.ndarray:
        return self._values

    @property
    def can_undo(self) -> bool:
        return bool(self._kept)

    def become(self, values: np.ndarray) -> bool:
        """Whether that changed anything; if so, it can be taken back."""
        if np.array_equal(values, self._values):
            return False
        self._kept = [*self._kept[1 - MOST_STROKES :], self._values]
        self._values = values
        return True

    def undo(self) -> None:
        self._values = self._kept.pop()


def stroked(
    mask: np.ndarray, start: tuple[float, float], end: tuple[float, float], diameter: float, value: bool
) -> None:
    """Sets what a round brush covers on its way from one point (x, y) to another: every pixel whose middle is under it,
    and in any case the one that it ends on."""
    height, width = mask.shape
    (x0, y0), (x1, y1), radius = start, end, diameter / 2
    left, top = max(0, int(min(x0, x1) - radius)), max(0, int(min(y0, y1) - radius))
    right, bottom = min(width, int(max(x0, x1) + radius) + 1), min(height, int(max(y0, y1) + radius) + 1)
    if left < right and top < bottom:
        x, y = np.arange(left, right) + 0.5 - x0, (np.arange(top, bottom) + 0.5 - y0)[:, None]
        along_x, along_y = x1 - x0, y1 - y0
        share = np.clip((x * along_x + y * along_y) / max(along_x**2 + along_y**2, 1e-12), 0, 1)
        mask[top:bottom, left:right][np.hypot(x - share * along_x, y - share * along_y) <= radius] = value
    if 0 <= x1 < width and 0 <= y1 < height:
        mask[int(y1), int(x1)] = value
