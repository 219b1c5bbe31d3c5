"""f-GAN of the Jensen–Shannon divergence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.base import softplus
from ganstudio.losses.f_gan import L_D_AND_L_G, PAPER, FGan

if TYPE_CHECKING:
    from torch import Tensor


class FJensenShannon(FGan):
    """The logistic losses as a bound of a divergence: same gradients, but zero where D sees no difference.

    The bound is twice the Jensen–Shannon divergence: the paper's f lacks the half that its table of divergences shows.
    """

    kind: Literal["f_jensen_shannon"] = "f_jensen_shannon"
    label: ClassVar[str] = "f-GAN: Jensen–Shannon"
    score: ClassVar[Literal["probability", "critic score"]] = "probability"
    formula: ClassVar[str] = (
        L_D_AND_L_G + r"\qquad T = \log 2 - \log(1 + e^{-D}) \qquad f^*(T) = -\log(2 - e^T) = \log(1 + e^D) - \log 2"
    )
    paper: ClassVar[str] = PAPER

    def activation(self, logits: Tensor) -> Tensor:
        return math.log(2) - softplus(-logits)  # best at logit log(p/q)

    def conjugate(self, logits: Tensor) -> Tensor:
        return softplus(logits) - math.log(2)
