"""Every other square of a board."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.datasets.plane import Planar
from ganstudio.options import option

if TYPE_CHECKING:
    import torch


class Checkerboard(Planar):
    """Points spread evenly over every other square of a board: filled areas with hard edges and corners that touch."""

    kind: Literal["checkerboard"] = "checkerboard"
    label: ClassVar[str] = "Checkerboard (2-D)"
    squares: int = option(default=4, ge=2, le=8, help="Squares along a side of the board, which reaches from −1 to 1.")

    def draw(self, count: int, rng: torch.Generator) -> torch.Tensor:
        import torch

        filled = [(x, y) for x in range(self.squares) for y in range(self.squares) if (x + y) % 2 == 0]
        corners = torch.tensor(filled, dtype=torch.float32, device=rng.device)
        chosen = torch.randint(len(filled), (count,), generator=rng, device=rng.device)
        inside = torch.rand(count, 2, generator=rng, device=rng.device)
        return (corners[chosen] + inside) * (2 / self.squares) - 1
