"""A straight line: the simplest data that fills no area."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.datasets.plane import Planar
from ganstudio.options import option

if TYPE_CHECKING:
    import torch


class Line(Planar):
    """Points along a straight line through the middle of the plane, the easiest shape for G to learn."""

    kind: Literal["line"] = "line"
    label: ClassVar[str] = "Line (2-D)"
    length: float = option(default=2.0, gt=0, le=20, help="From one end to the other.")
    angle: float = option(default=30.0, ge=-90, le=90, unit="°", help="Slope of the line, counter-clockwise.")
    noise: float = option(default=0.02, ge=0, le=1, help="Standard deviation of the points about the line.")

    def draw(self, count: int, rng: torch.Generator) -> torch.Tensor:
        import torch

        along = self.length * (torch.rand(count, 1, generator=rng, device=rng.device) - 0.5)
        angle = math.radians(self.angle)
        direction = torch.tensor([math.cos(angle), math.sin(angle)], device=rng.device)
        return along * direction + self.noise * torch.randn(count, 2, generator=rng, device=rng.device)
