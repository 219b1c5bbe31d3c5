"""Arms that wind out of the middle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.datasets.plane import Planar
from ganstudio.options import option

if TYPE_CHECKING:
    import torch


class Spiral(Planar):
    """Points along one or several arms that wind out of the middle: one long thin path to follow."""

    kind: Literal["spiral"] = "spiral"
    label: ClassVar[str] = "Spiral (2-D)"
    arms: int = option(default=2, ge=1, le=8, help="How many arms there are.")
    turns: float = option(default=1.0, gt=0, le=5, help="How often an arm goes round the middle.")
    noise: float = option(default=0.02, ge=0, le=1, help="Standard deviation of the points about the arms.")

    def draw(self, count: int, rng: torch.Generator) -> torch.Tensor:
        import torch

        # r = √u on an Archimedean spiral: nearly even along the arm, out to a distance of 1
        radius = torch.rand(count, generator=rng, device=rng.device).sqrt()
        arm = torch.randint(self.arms, (count,), generator=rng, device=rng.device)
        angle = math.tau * (self.turns * radius + arm / self.arms)
        path = radius[:, None] * torch.stack([angle.cos(), angle.sin()], dim=1)
        return path + self.noise * torch.randn(count, 2, generator=rng, device=rng.device)
