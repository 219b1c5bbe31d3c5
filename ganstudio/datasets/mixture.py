"""What all mixtures of Gaussians share: equal shares, one spread, and centres that modes are counted by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ganstudio.datasets.plane import Planar
from ganstudio.options import option

if TYPE_CHECKING:
    import torch


class Mixture(Planar):
    """Points in the plane from Gaussians of equal weight and spread."""

    std: float = option(default=0.05, gt=0, le=10, label="Spread", help="Standard deviation of each Gaussian.")

    def centres(self) -> np.ndarray:
        """The centres of the Gaussians, (K, 2)."""
        raise NotImplementedError

    def draw(self, count: int, rng: torch.Generator) -> torch.Tensor:
        import torch

        centres = torch.as_tensor(self.centres(), dtype=torch.float32, device=rng.device)
        modes = torch.randint(len(centres), (count,), generator=rng, device=rng.device)
        return centres[modes] + self.std * torch.randn(count, 2, generator=rng, device=rng.device)
