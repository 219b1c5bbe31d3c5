"""Latent consistency regularisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.penalties.base import Side, WeightedPenalty
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class Zcr(WeightedPenalty):
    """When the noise z changes a little, D is to keep its score and G to change its sample: more variety.

    The weight in G's loss is a share of that in D's. G's term is the mean over the numbers of a sample, so that it
    means the same for pictures of any size.
    """

    kind: Literal["zcr"] = "zcr"
    label: ClassVar[str] = "Consistency in the latent space (zCR)"
    formula: ClassVar[str] = (
        r"L_D: \lambda\, \mathbb{E}[(D(G(z)) - D(G(z + \delta)))^2]"
        r"\qquad L_G: -s\, \lambda\, \mathbb{E}[(G(z) - G(z + \delta))^2]"
        r"\qquad \delta \sim N(0, \sigma^2 I)"
    )
    paper: ClassVar[str] = "Zhao et al. 2021, Improved Consistency Regularization for GANs, algorithm 2"

    sides: ClassVar[frozenset[Side]] = frozenset({"D", "G"})

    weight: float = option(
        default=5.0, ge=0, le=10_000, log=True, help="λ, before D's term. The paper has 5 for small networks."
    )
    share: float = option(
        default=0.1,
        ge=0,
        le=10,
        label="Share in G's loss",
        help="s: G's weight as a share of λ. The paper's 0.5 in G is 0.1 of 5.",
    )
    noise: float = option(default=0.03, gt=0, le=10, log=True, help="σ: how much z is changed, where z itself has 1.")

    def d_value(self, turn: Turn) -> Tensor:
        import torch

        with torch.no_grad():
            near = turn.shown(self._near(turn))
        return (turn.fake_logits - turn.D(near)).square().mean()

    def g_value(self, turn: Turn) -> Tensor:
        from torch.nn.functional import mse_loss

        # not of what D sees of them, where an augment by chance would make most of the change
        return -self.share * mse_loss(turn.G(turn.z), self._near(turn))  # which is taken in float32 always

    def _near(self, turn: Turn) -> Tensor:
        """G(z + δ)."""
        from ganstudio.nets.perturbations import noised

        return turn.G(noised(turn.z, self.noise, turn.rng))
