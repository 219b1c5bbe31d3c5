"""Two half circles that reach into one another."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.datasets.plane import Planar
from ganstudio.options import option

if TYPE_CHECKING:
    import torch


class TwoMoons(Planar):
    """Points along two half circles that reach into one another: two curved pieces with a gap between them."""

    kind: Literal["two_moons"] = "two_moons"
    label: ClassVar[str] = "Two moons (2-D)"
    noise: float = option(default=0.05, ge=0, le=1, help="Standard deviation of the points about the half circles.")

    def draw(self, count: int, rng: torch.Generator) -> torch.Tensor:
        import torch

        angle = math.pi * torch.rand(count, generator=rng, device=rng.device)
        upper = 2 * torch.randint(2, (count,), generator=rng, device=rng.device) - 1  # the lower moon is −1
        # unit half circles about (±½, ∓¼), turned by half a turn into one another
        moon = torch.stack([angle.cos() - 0.5, angle.sin() - 0.25], dim=1) * upper[:, None]
        return moon + self.noise * torch.randn(count, 2, generator=rng, device=rng.device)
