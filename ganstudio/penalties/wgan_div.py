"""The gradient penalty of WGAN-div."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.penalties.base import WeightedPenalty
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class WganDiv(WeightedPenalty):
    """Lets gentle slopes be and punishes steep ones hard: with it the Wasserstein loss is a true divergence."""

    kind: Literal["wgan_div"] = "wgan_div"
    label: ClassVar[str] = "Gradient penalty (WGAN-div)"
    formula: ClassVar[str] = (
        r"k\, \mathbb{E}[\|\nabla_{\hat x} D(\hat x)\|_2^{\,p}]"
        r"\qquad \hat x = \varepsilon x + (1 - \varepsilon)\, G(z)"
    )
    paper: ClassVar[str] = "Wu et al. 2018, Wasserstein Divergence for GANs"

    judges_alone: ClassVar[bool] = True
    takes_slopes: ClassVar[bool] = True
    bounds_slope: ClassVar[bool] = True

    weight: float = option(default=2.0, ge=0, le=10_000, log=True, help="k. The paper has 2.")
    power: float = option(default=6.0, ge=2, le=12, help="p: how much harder steep slopes count. The paper has 6.")

    def slope(self) -> float | None:
        return 0.0

    def d_value(self, turn: Turn) -> Tensor:
        from ganstudio.nets.gradients import interpolated, squared_gradient_norms

        squares = squared_gradient_norms(turn.D, interpolated(turn.real, turn.fake, turn.rng))
        return squares.pow(self.power / 2).mean()
