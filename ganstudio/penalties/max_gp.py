"""The gradient penalty of Lipschitz GANs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.penalties.base import WeightedPenalty
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class MaxGp(WeightedPenalty):
    """Lowers D's steepest slope on the way from fake to real and leaves all gentler ones alone."""

    kind: Literal["max_gp"] = "max_gp"
    label: ClassVar[str] = "Penalty on the steepest slope (MaxGP)"
    formula: ClassVar[str] = (
        r"\lambda\, \max_{\hat x} \|\nabla_{\hat x} D(\hat x)\|_2^2"
        r"\qquad \hat x = \varepsilon x + (1 - \varepsilon)\, G(z)"
    )
    paper: ClassVar[str] = "Zhou et al. 2019, Lipschitz Generative Adversarial Nets"

    judges_alone: ClassVar[bool] = True
    takes_slopes: ClassVar[bool] = True
    bounds_slope: ClassVar[bool] = True

    weight: float = option(default=1.0, ge=0, le=10_000, log=True, help="λ, before the largest slope of the batch.")

    def slope(self) -> float | None:
        return 0.0

    def d_value(self, turn: Turn) -> Tensor:
        from ganstudio.nets.gradients import interpolated, squared_gradient_norms

        return squared_gradient_norms(turn.D, interpolated(turn.real, turn.fake, turn.rng)).max()
