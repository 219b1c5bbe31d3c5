"""Blades about the middle, all bent one way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.datasets.plane import Planar
from ganstudio.options import option

if TYPE_CHECKING:
    import torch


class Pinwheel(Planar):
    """Points in bent blades about the middle: clusters that are no round blobs and grow thin to their tips."""

    kind: Literal["pinwheel"] = "pinwheel"
    label: ClassVar[str] = "Pinwheel (2-D)"
    paper: ClassVar[str] = (
        "Johnson et al. 2016, Composing graphical models with neural networks for structured representations"
    )
    blades: int = option(default=5, ge=2, le=12, help="How many blades there are.")
    reach: float = option(default=0.3, gt=0, le=1, help="Standard deviation of the points along a blade.")
    width: float = option(default=0.05, gt=0, le=1, help="Standard deviation of the points across a blade.")
    twist: float = option(default=0.25, ge=-1, le=1, help="How much the blades are bent; 0 leaves them straight.")

    def draw(self, count: int, rng: torch.Generator) -> torch.Tensor:
        import torch

        blade = torch.randint(self.blades, (count,), generator=rng, device=rng.device)
        along, across = torch.randn(2, count, generator=rng, device=rng.device)
        x, y = 1 + self.reach * along, self.width * across
        angle = math.tau * blade / self.blades + self.twist * x.exp()  # turned the more, the farther out
        return torch.stack([angle.cos() * x - angle.sin() * y, angle.sin() * x + angle.cos() * y], dim=1)
