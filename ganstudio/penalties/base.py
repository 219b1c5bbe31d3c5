"""What every penalty on D offers: a weight, an interval, and its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ganstudio.catalog import Kind
from ganstudio.options import option

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn


class Penalty(Kind):
    """A term that is added to D's loss."""

    weight: float = option(default=10.0, ge=0, le=10_000, log=True, help="Factor before the penalty in D's loss.")
    interval: int = option(
        default=1,
        ge=1,
        le=1000,
        unit="steps",
        help="Apply it every so many steps, that many times as strong: nearly the same effect for less work.",
    )

    def value(self, D: nn.Module, real: Tensor, fake: Tensor, rng: torch.Generator) -> Tensor:
        """The unweighted penalty, a scalar that can be differentiated.

        real, fake: (B, *shape), without gradient history. rng: for random points, on their device.
        """
        raise NotImplementedError
