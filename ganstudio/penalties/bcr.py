"""Balanced consistency regularisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.penalties.consistency import Consistency
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class Bcr(Consistency):
    """Asks D for the same score when a picture is shifted, real or generated: so G is not taught to shift, too."""

    kind: Literal["bcr"] = "bcr"
    label: ClassVar[str] = "Consistency on all pictures (bCR)"
    formula: ClassVar[str] = (
        r"\lambda\, \mathbb{E}[(D(x) - D(T(x)))^2]"
        r"\qquad + \; \lambda\, \mathbb{E}[(D(G(z)) - D(T(G(z))))^2]"
    )
    paper: ClassVar[str] = "Zhao et al. 2021, Improved Consistency Regularization for GANs, algorithm 1"

    def d_value(self, turn: Turn) -> Tensor:
        real = self.inconsistency(turn, turn.real, turn.real_logits)
        return real + self.inconsistency(turn, turn.fake, turn.fake_logits)
