"""Twenty-five Gaussians on a square grid: the usual count of lost modes."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from ganstudio.datasets.mixture import Mixture
from ganstudio.options import option


class Grid25(Mixture):
    """Points in the plane from 25 equal Gaussians on a 5 × 5 grid, the usual test of how many modes G loses."""

    kind: Literal["grid25"] = "grid25"
    label: ClassVar[str] = "Grid of 25 Gaussians (2-D)"
    paper: ClassVar[str] = "Lin et al. 2018, PacGAN: The power of two samples in GANs, section 4.1"
    spacing: float = option(default=2.0, gt=0, le=10, help="Distance between neighbouring centres; 2 is published.")

    def centres(self) -> np.ndarray:
        """The 25 centres, (25, 2), column by column from the lower left."""
        steps = self.spacing * np.arange(-2.0, 3.0)
        return np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(25, 2)
