"""f-GAN of the squared Hellinger distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.f_gan import L_D_AND_L_G, PAPER, FGan, exponential

if TYPE_CHECKING:
    from torch import Tensor


class FHellinger(FGan):
    """A distance that treats data and samples alike and stays finite where they have nothing in common.

    T = 1 − exp(−v) increases with the logit v, as the paper asks of its activations; the 1 − exp(v) of some printings
    of its table decreases. The exponentials go on as their tangents beyond logits ±20.
    """

    kind: Literal["f_hellinger"] = "f_hellinger"
    label: ClassVar[str] = "f-GAN: squared Hellinger"
    formula: ClassVar[str] = L_D_AND_L_G + r"\qquad T = 1 - e^{-D},\ f^*(T) = \frac{T}{1 - T} = e^D - 1"
    paper: ClassVar[str] = PAPER

    def activation(self, logits: Tensor) -> Tensor:
        return 1 - exponential(-logits)  # best at logit ½ log(p/q)

    def conjugate(self, logits: Tensor) -> Tensor:
        return exponential(logits) - 1
