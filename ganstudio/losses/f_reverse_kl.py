"""f-GAN of the Kullback–Leibler divergence from samples to data."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.f_gan import L_D_AND_L_G, PAPER, FGan, exponential

if TYPE_CHECKING:
    from torch import Tensor


class FReverseKl(FGan):
    """G is charged for every sample where there is no data, so it would rather keep to a part of the data.

    T = −exp(−v) increases with the logit v, as the paper asks of its activations; the −exp(v) of some printings of
    its table decreases. The exponential goes on as its tangent below logit −20.
    """

    kind: Literal["f_reverse_kl"] = "f_reverse_kl"
    label: ClassVar[str] = "f-GAN: reverse Kullback–Leibler"
    formula: ClassVar[str] = L_D_AND_L_G + r"\qquad T = -e^{-D},\ f^*(T) = -1 - \log(-T) = D - 1"
    paper: ClassVar[str] = PAPER

    def activation(self, logits: Tensor) -> Tensor:
        return -exponential(-logits)  # best at logit log(p/q)

    def conjugate(self, logits: Tensor) -> Tensor:
        return logits - 1
