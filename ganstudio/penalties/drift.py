"""The drift penalty of progressive GANs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.penalties.base import WeightedPenalty
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class Drift(WeightedPenalty):
    """Keeps scores of real samples from wandering off: the Wasserstein loss itself does not care where they are."""

    kind: Literal["drift"] = "drift"
    label: ClassVar[str] = "Drift"
    formula: ClassVar[str] = r"\varepsilon\, \mathbb{E}[D(x)^2]"
    paper: ClassVar[str] = "Karras et al. 2018, Progressive Growing of GANs, appendix A.1"

    weight: float = option(default=0.001, ge=0, le=10_000, log=True, help="ε. The paper has 0.001.")

    def d_value(self, turn: Turn) -> Tensor:
        return turn.real_logits.square().mean()
