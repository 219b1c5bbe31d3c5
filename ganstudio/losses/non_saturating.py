"""The loss of the first GAN paper in the form that is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.base import softplus
from ganstudio.losses.logistic import L_D, LogisticLoss

if TYPE_CHECKING:
    from torch import Tensor


class NonSaturating(LogisticLoss):
    """D tells real from fake; G makes D say “real”. Its gradient stays strong while G is still bad."""

    kind: Literal["non_saturating"] = "non_saturating"
    label: ClassVar[str] = "Non-saturating logistic"
    formula: ClassVar[str] = L_D + r"\qquad L_G = -\mathbb{E}[\log \sigma(D(G(z)))]"
    paper: ClassVar[str] = "Goodfellow et al. 2014, Generative Adversarial Nets, section 3"

    def g_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return softplus(-fake_logits).mean()
