"""Eight Gaussians on a circle: the classic picture of mode collapse."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np

from ganstudio.datasets.mixture import Mixture
from ganstudio.options import option


class Ring8(Mixture):
    """Points in the plane from eight equal Gaussians on a circle, drawn afresh for every batch."""

    kind: Literal["ring8"] = "ring8"
    label: ClassVar[str] = "Ring of 8 Gaussians (2-D)"
    paper: ClassVar[str] = "Metz et al. 2017, Unrolled Generative Adversarial Networks, section 3.1"
    radius: float = option(default=1.0, gt=0, le=100, help="Distance of the eight centres from the origin.")

    def centres(self) -> np.ndarray:
        """The eight centres, (8, 2), counter-clockwise from (radius, 0)."""
        angles = np.arange(8) * (math.tau / 8)
        return self.radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
