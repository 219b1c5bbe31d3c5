"""The gradient penalty on real samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.penalties.zero_centred import ZeroCentred
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class R1(ZeroCentred):
    """Flattens D at real samples, so that it does not drive G away once G has come near. Works with any loss."""

    kind: Literal["r1"] = "r1"
    label: ClassVar[str] = "Gradient penalty on real samples (R1)"
    formula: ClassVar[str] = r"\frac{\gamma}{2}\, \mathbb{E}[\|\nabla_x D(x)\|_2^2]"
    paper: ClassVar[str] = "Mescheder et al. 2018, Which Training Methods for GANs do actually Converge?, eq. 9"

    def d_value(self, turn: Turn) -> Tensor:
        return self.flatness(turn.D, turn.real)
