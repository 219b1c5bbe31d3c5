"""What R1 and R2 share: D's slope is drawn to zero, at one kind of samples each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ganstudio.options import option
from ganstudio.penalties.base import WeightedPenalty

if TYPE_CHECKING:
    from torch import Tensor, nn


class ZeroCentred(WeightedPenalty):
    """A penalty on the squared slope of D."""

    judges_alone: ClassVar[bool] = True
    takes_slopes: ClassVar[bool] = True
    bounds_slope: ClassVar[bool] = True

    weight: float = option(
        default=10.0, ge=0, le=10_000, log=True, help="γ. Larger pictures want more of it, points in the plane less."
    )

    def slope(self) -> float | None:
        return 0.0

    def flatness(self, D: nn.Module, x: Tensor) -> Tensor:
        """E[‖∇D(x)‖²] / 2, a scalar."""
        from ganstudio.nets.gradients import squared_gradient_norms

        return squared_gradient_norms(D, x).mean() / 2
