"""A few Gaussians far apart in uneven places: the first thing to watch a generator divide itself between."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from ganstudio.datasets.mixture import Mixture
from ganstudio.options import option

PLACES = (
    (-0.7, -0.5),
    (0.6, -0.2),
    (-0.1, 0.7),
    (0.9, 0.9),
    (-0.95, 0.55),
    (0.35, -0.95),
    (-0.1, -0.05),
    (-0.35, -1.2),
)


class Blobs(Mixture):
    """Points in the plane from a few separate round blobs, so that G has to cover gaps that hold no data."""

    kind: Literal["blobs"] = "blobs"
    label: ClassVar[str] = "Separate blobs (2-D)"
    std: float = option(default=0.1, gt=0, le=10, label="Spread", help="Standard deviation of each blob.")
    count: int = option(default=3, ge=1, le=len(PLACES), label="Blobs", help="How many blobs there are.")

    def centres(self) -> np.ndarray:
        """The centres of the blobs, (count, 2)."""
        return np.array(PLACES[: self.count])
