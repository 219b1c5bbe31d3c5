"""Eight Gaussians on a circle: the classic picture of mode collapse."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from ganstudio.datasets.base import Dataset, Opening
from ganstudio.events import Preparing
from ganstudio.options import option
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    import torch


class Ring8(Dataset):
    """Points in the plane from eight equal Gaussians on a circle, drawn afresh for every batch."""

    kind: Literal["ring8"] = "ring8"
    label: ClassVar[str] = "Ring of 8 Gaussians (2-D)"
    paper: ClassVar[str] = "Metz et al. 2017, Unrolled Generative Adversarial Networks, section 3.1"
    radius: float = option(default=1.0, gt=0, le=100, help="Distance of the eight centres from the origin.")
    std: float = option(default=0.05, gt=0, le=10, label="Spread", help="Standard deviation of each Gaussian.")

    def describe(self, sizes: frozenset[int] | None) -> DataSpec:
        return DataSpec((2,), 0)

    def open(self, spec: DataSpec) -> Opening:
        yield Preparing("Setting up the ring")
        return self

    def centres(self) -> np.ndarray:
        """The eight centres, (8, 2), counter-clockwise from (radius, 0)."""
        angles = np.arange(8) * (math.tau / 8)
        return self.radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)

    def draw(self, count: int, rng: torch.Generator) -> torch.Tensor:
        """`count` points, (count, 2)."""
        import torch

        centres = torch.as_tensor(self.centres(), dtype=torch.float32, device=rng.device)
        modes = torch.randint(8, (count,), generator=rng, device=rng.device)
        return centres[modes] + self.std * torch.randn(count, 2, generator=rng, device=rng.device)
