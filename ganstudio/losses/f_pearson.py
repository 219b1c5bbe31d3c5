"""f-GAN of the Pearson χ² divergence."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.f_gan import L_D_AND_L_G, PAPER, FGan

if TYPE_CHECKING:
    from torch import Tensor


class FPearson(FGan):
    """D as a regression on the ratio of data to samples: large where there is much data and few samples.

    f* is −1 below T = −2, since a ratio is never negative; the paper's table goes on with T²/4 + T, which has the same
    optimum but would send saturating G's bad samples further away.
    """

    kind: Literal["f_pearson"] = "f_pearson"
    label: ClassVar[str] = "f-GAN: Pearson χ²"
    formula: ClassVar[str] = L_D_AND_L_G + r"\qquad T = D,\ f^*(T) = \frac{1}{4}\max(0, T + 2)^2 - 1"
    paper: ClassVar[str] = PAPER

    def activation(self, logits: Tensor) -> Tensor:
        return logits  # best at 2 (p/q − 1)

    def conjugate(self, logits: Tensor) -> Tensor:
        return (logits + 2).relu().square() / 4 - 1  # T²/4 + T from −2 on
