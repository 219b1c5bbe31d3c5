"""Which part of a plane is in view, and how large."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QSizeF

FARTHEST, NEAREST = 0.5, 200.0  # times the scale at which everything just fits


@dataclass(frozen=True)
class Camera:
    """Looks at (x, y) of the plane from straight above, with equal axes and y upwards, on a widget of that size."""

    x: float
    y: float
    scale: float  # px to a unit of the plane
    width: float  # px of the widget
    height: float

    @classmethod
    def around(cls, points: np.ndarray, size: QSizeF, room: float) -> Camera:
        """With all (N, 2) points in view, and so many px around them."""
        low, high = bounds(points)
        across = np.maximum(high - low, 1e-9 * (1 + np.abs(high)))
        if (high == low).all():
            across = np.ones(2)
        free = np.maximum([size.width() - 2 * room, size.height() - 2 * room], 16)
        middle = (low + high) / 2
        return cls(float(middle[0]), float(middle[1]), float((free / across).min()), size.width(), size.height())

    def placed(self, points: np.ndarray) -> np.ndarray:
        """(N, 2) points of the plane as pixels of the widget."""
        half = np.array([self.width, self.height]) / 2
        placed: np.ndarray = half + (points - (self.x, self.y)) * (self.scale, -self.scale)
        return placed

    def point_at(self, pixel: QPointF) -> tuple[float, float]:
        """What of the plane is seen there."""
        return (
            self.x + (pixel.x() - self.width / 2) / self.scale,
            self.y - (pixel.y() - self.height / 2) / self.scale,
        )

    def pixel_of(self, point: tuple[float, float]) -> QPointF:
        x, y = self.placed(np.array([point]))[0].tolist()
        return QPointF(x, y)

    def zoomed(self, factor: float, about: QPointF, fitting: Camera) -> Camera:
        """Nearer or farther, with what is under that pixel staying there."""
        scale = min(max(self.scale * factor, fitting.scale * FARTHEST), fitting.scale * NEAREST)
        x, y = self.point_at(about)
        return replace(
            self,
            x=x - (about.x() - self.width / 2) / scale,
            y=y + (about.y() - self.height / 2) / scale,
            scale=scale,
        )

    def moved(self, by: QPointF) -> Camera:
        """With everything moved by so many pixels."""
        return replace(self, x=self.x - by.x() / self.scale, y=self.y + by.y() / self.scale)

    def kept_on(self, points: np.ndarray) -> Camera:
        """With its middle among the points, so that nobody gets lost."""
        low, high = bounds(points)
        return replace(self, x=float(np.clip(self.x, low[0], high[0])), y=float(np.clip(self.y, low[1], high[1])))

    def sized(self, size: QSizeF) -> Camera:
        return replace(self, width=size.width(), height=size.height())


def bounds(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The lower left and upper right corner of all (N, 2) points that are finite, both (2,)."""
    finite = points[np.isfinite(points).all(axis=1)]
    return (finite.min(axis=0), finite.max(axis=0)) if len(finite) else (np.zeros(2), np.ones(2))
