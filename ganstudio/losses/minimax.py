"""The game of the first GAN paper, played as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.base import softplus
from ganstudio.losses.logistic import L_D, LogisticLoss

if TYPE_CHECKING:
    from torch import Tensor


class Minimax(LogisticLoss):
    """G lowers what D raises: the game that the theory speaks of. Its gradient fades where D is sure of the fakes.

    G minimises E[log(1 − σ(D(G(z))))] with that sign, so its loss is below zero and falls as G improves.
    """

    kind: Literal["minimax"] = "minimax"
    label: ClassVar[str] = "Minimax (saturating)"
    formula: ClassVar[str] = L_D + r"\qquad L_G = \mathbb{E}[\log(1 - \sigma(D(G(z))))]"
    paper: ClassVar[str] = "Goodfellow et al. 2014, Generative Adversarial Nets, eq. 1"

    def g_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return -softplus(fake_logits).mean()  # log(1 − σ(x)) = −softplus(x)
