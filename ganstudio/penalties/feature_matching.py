"""Feature matching."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.penalties.base import Side, WeightedPenalty
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class FeatureMatching(WeightedPenalty):
    """Has G match what D sees on average in real samples. The paper takes it for G's loss, here it is added to it."""

    kind: Literal["feature_matching"] = "feature_matching"
    label: ClassVar[str] = "Feature matching"
    formula: ClassVar[str] = r"\lambda\, \|\mathbb{E}[f(x)] - \mathbb{E}[f(G(z))]\|_2^2"
    paper: ClassVar[str] = "Salimans et al. 2016, Improved Techniques for Training GANs, section 3.1"

    sides: ClassVar[frozenset[Side]] = frozenset({"G"})
    sees_real_in_g: ClassVar[bool] = True

    weight: float = option(default=1.0, ge=0, le=10_000, log=True, help="λ, before the squared distance in G's loss.")

    def g_value(self, turn: Turn) -> Tensor:
        return (turn.real_features.mean(0) - turn.fake_features.mean(0)).square().sum()
