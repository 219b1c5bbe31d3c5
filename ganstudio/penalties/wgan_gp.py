"""The gradient penalty of WGAN-GP."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.penalties.base import WeightedPenalty
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class WganGp(WeightedPenalty):
    """Keeps the slope of D near 1 on the way from fake to real, which is what Wasserstein's distance asks for."""

    kind: Literal["wgan_gp"] = "wgan_gp"
    label: ClassVar[str] = "Gradient penalty (WGAN-GP)"
    formula: ClassVar[str] = (
        r"\lambda\, \mathbb{E}[(\|\nabla_{\hat x} D(\hat x)\|_2 - 1)^2]"
        r"\qquad \hat x = \varepsilon x + (1 - \varepsilon)\, G(z)"
    )
    paper: ClassVar[str] = "Gulrajani et al. 2017, Improved Training of Wasserstein GANs, eq. 3"

    judges_alone: ClassVar[bool] = True
    takes_slopes: ClassVar[bool] = True
    bounds_slope: ClassVar[bool] = True

    sided: Literal["two", "one"] = option(
        default="two",
        label="Sides",
        help="“two” pulls the slope to its target from above and below, “one” from above only.",
    )
    target: float = option(
        default=1.0, ge=0, le=1000, label="Target slope", help="The slope that is aimed at. The paper has 1."
    )

    def slope(self) -> float | None:
        return self.target

    def d_value(self, turn: Turn) -> Tensor:
        from ganstudio.nets.gradients import gradient_norms, interpolated

        excess = gradient_norms(turn.D, interpolated(turn.real, turn.fake, turn.rng)) - self.target
        return (excess if self.sided == "two" else excess.relu()).square().mean()
