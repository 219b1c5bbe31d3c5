"""Consistency regularisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.penalties.consistency import Consistency
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class Cr(Consistency):
    """Asks D for the same score when a real picture is shifted a little, so that it judges what matters."""

    kind: Literal["cr"] = "cr"
    label: ClassVar[str] = "Consistency on real pictures (CR)"
    formula: ClassVar[str] = r"\lambda\, \mathbb{E}[(D(x) - D(T(x)))^2]"
    paper: ClassVar[str] = "Zhang et al. 2020, Consistency Regularization for GANs, algorithm 1"

    def d_value(self, turn: Turn) -> Tensor:
        return self.inconsistency(turn, turn.real, turn.real_logits)
