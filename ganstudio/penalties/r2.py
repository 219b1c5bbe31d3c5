"""The gradient penalty on generated samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.penalties.zero_centred import ZeroCentred
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class R2(ZeroCentred):
    """Flattens D at generated samples, as R1 does at real ones. Together they are the penalties of R3GAN."""

    kind: Literal["r2"] = "r2"
    label: ClassVar[str] = "Gradient penalty on generated samples (R2)"
    formula: ClassVar[str] = r"\frac{\gamma}{2}\, \mathbb{E}[\|\nabla_{G(z)} D(G(z))\|_2^2]"
    paper: ClassVar[str] = "Mescheder et al. 2018, Which Training Methods for GANs do actually Converge?, eq. 10"

    def d_value(self, turn: Turn) -> Tensor:
        return self.flatness(turn.D, turn.fake)
