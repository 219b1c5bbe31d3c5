"""The loss of the first GAN paper in the form that is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.base import Loss, softplus

if TYPE_CHECKING:
    from torch import Tensor


class NonSaturating(Loss):
    """D tells real from fake; G makes D say “real”. Its gradient stays strong while G is still bad."""

    kind: Literal["non_saturating"] = "non_saturating"
    label: ClassVar[str] = "Non-saturating logistic"
    score: ClassVar[Literal["probability", "critic score"]] = "probability"
    formula: ClassVar[str] = (
        r"L_D = -\mathbb{E}[\log \sigma(D(x))] - \mathbb{E}[\log(1 - \sigma(D(G(z))))]"
        r"\qquad L_G = -\mathbb{E}[\log \sigma(D(G(z)))]"
    )
    paper: ClassVar[str] = "Goodfellow et al. 2014, Generative Adversarial Nets, section 3"

    def d_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return softplus(-real_logits).mean() + softplus(fake_logits).mean()  # −log σ(x) = softplus(−x)

    def g_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return softplus(-fake_logits).mean()
