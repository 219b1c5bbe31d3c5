"""The hinge loss: a support vector machine's margin between real and fake."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.base import Loss

if TYPE_CHECKING:
    from torch import Tensor


class Hinge(Loss):
    """D learns only from samples on the wrong side of its margin; G always moves towards higher scores."""

    kind: Literal["hinge"] = "hinge"
    label: ClassVar[str] = "Hinge"
    formula: ClassVar[str] = (
        r"L_D = \mathbb{E}[\max(0, 1 - D(x))] + \mathbb{E}[\max(0, 1 + D(G(z)))]"
        r"\qquad L_G = -\mathbb{E}[D(G(z))]"
    )
    paper: ClassVar[str] = (
        "Lim and Ye 2017, Geometric GAN; Miyato et al. 2018, Spectral Normalization for GANs, eq. 16 and 17"
    )

    def d_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return (1 - real_logits).relu().mean() + (1 + fake_logits).relu().mean()

    def g_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return -fake_logits.mean()
