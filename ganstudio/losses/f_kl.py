"""f-GAN of the Kullback–Leibler divergence from data to samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.f_gan import L_D_AND_L_G, PAPER, FGan, exponential

if TYPE_CHECKING:
    from torch import Tensor


class FKl(FGan):
    """G is charged for every place where there is data and it makes nothing, so it would rather cover too much.

    With the non-saturating objective G follows the reverse divergence instead, near D's optimum. The exponential goes
    on as its tangent from logit 21.
    """

    kind: Literal["f_kl"] = "f_kl"
    label: ClassVar[str] = "f-GAN: Kullback–Leibler"
    formula: ClassVar[str] = L_D_AND_L_G + r"\qquad T = D,\ f^*(T) = e^{T - 1}"
    paper: ClassVar[str] = PAPER

    def activation(self, logits: Tensor) -> Tensor:
        return logits  # best at 1 + log(p/q)

    def conjugate(self, logits: Tensor) -> Tensor:
        return exponential(logits - 1)
