"""f-GAN of the total variation distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.f_gan import L_D_AND_L_G, PAPER, FGan

if TYPE_CHECKING:
    from torch import Tensor


class FTotalVariation(FGan):
    """The share of samples that D can tell from data at best. Gradients fade where D is sure: bound its slope.

    T is its own conjugate, so both of G's objectives are the same.
    """

    kind: Literal["f_total_variation"] = "f_total_variation"
    label: ClassVar[str] = "f-GAN: total variation"
    needs_bounded_slope: ClassVar[bool] = True
    formula: ClassVar[str] = L_D_AND_L_G + r"\qquad T = f^*(T) = \frac{1}{2}\tanh D"
    paper: ClassVar[str] = PAPER

    def activation(self, logits: Tensor) -> Tensor:
        return (2 * logits).sigmoid() - 0.5  # ½ tanh v, whose gradient this way lasts for v far below zero

    def conjugate(self, logits: Tensor) -> Tensor:
        return self.activation(logits)
