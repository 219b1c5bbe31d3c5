"""The gradient penalty on real samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.penalties.base import WeightedPenalty
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class R1(WeightedPenalty):
    """Flattens D at real samples, so that it does not drive G away once G has come near. Works with any loss."""

    kind: Literal["r1"] = "r1"
    label: ClassVar[str] = "Gradient penalty on real samples (R1)"
    formula: ClassVar[str] = r"\frac{\gamma}{2}\, \mathbb{E}[\|\nabla_x D(x)\|_2^2]"
    paper: ClassVar[str] = "Mescheder et al. 2018, Which Training Methods for GANs do actually Converge?, eq. 9"

    judges_alone: ClassVar[bool] = True
    bounds_slope: ClassVar[bool] = True

    weight: float = option(
        default=10.0, ge=0, le=10_000, log=True, help="γ. Larger pictures want more of it, points in the plane less."
    )

    def slope(self) -> float | None:
        return 0.0

    def d_value(self, turn: Turn) -> Tensor:
        from ganstudio.nets.gradients import squared_gradient_norms

        return squared_gradient_norms(turn.D, turn.real).mean() / 2
