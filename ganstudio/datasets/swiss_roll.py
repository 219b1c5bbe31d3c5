"""A rolled-up sheet, seen from the side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.datasets.plane import Planar
from ganstudio.options import option

if TYPE_CHECKING:
    import torch

START = 1.5 * math.pi  # the angle where the roll begins, away from the middle


class SwissRoll(Planar):
    """Points along a single winding that starts away from the middle: the side view of a rolled-up sheet."""

    kind: Literal["swiss_roll"] = "swiss_roll"
    label: ClassVar[str] = "Swiss roll (2-D)"
    paper: ClassVar[str] = "Gulrajani et al. 2017, Improved Training of Wasserstein GANs, figure 1"
    turns: float = option(default=1.5, gt=0, le=5, help="How often the sheet is wound.")
    noise: float = option(default=0.02, ge=0, le=1, help="Standard deviation of the points about the sheet.")

    def draw(self, count: int, rng: torch.Generator) -> torch.Tensor:
        import torch

        length = math.tau * self.turns
        angle = START + length * torch.rand(count, generator=rng, device=rng.device)
        radius = angle / (START + length)  # the outer end lies at a distance of 1
        path = radius[:, None] * torch.stack([angle.cos(), angle.sin()], dim=1)
        return path + self.noise * torch.randn(count, 2, generator=rng, device=rng.device)
