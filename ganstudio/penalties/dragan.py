"""The gradient penalty of DRAGAN."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.penalties.base import WeightedPenalty
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class Dragan(WeightedPenalty):
    """Keeps the slope of D near 1 around real samples only, which was found to prevent collapse with any loss."""

    kind: Literal["dragan"] = "dragan"
    label: ClassVar[str] = "Gradient penalty around real samples (DRAGAN)"
    formula: ClassVar[str] = (
        r"\lambda\, \mathbb{E}[(\|\nabla_x D(x + \delta)\|_2 - 1)^2] \qquad \delta \sim N(0, (c\, s_x)^2 I)"
    )
    paper: ClassVar[str] = "Kodali et al. 2017, On Convergence and Stability of GANs"

    judges_alone: ClassVar[bool] = True
    takes_slopes: ClassVar[bool] = True
    bounds_slope: ClassVar[bool] = True

    # The paper's δ ~ N(0, cI) has c ≈ 10 whatever the scale of the data; its public code takes uniform noise in 0…1,
    # so to one side only, times half the batch's spread. This is the paper's distribution at the code's scale.
    noise: float = option(
        default=0.5, gt=0, le=10, help="c: standard deviation of δ, as a share of the spread of the real samples."
    )
    target: float = option(
        default=1.0, ge=0, le=1000, label="Target slope", help="The slope that is aimed at. The paper has 1."
    )

    def slope(self) -> float | None:
        return self.target

    def d_value(self, turn: Turn) -> Tensor:
        from ganstudio.nets.gradients import gradient_norms
        from ganstudio.nets.perturbations import noised

        around = noised(turn.real, self.noise * turn.real.std(), turn.rng)
        return (gradient_norms(turn.D, around) - self.target).square().mean()
