"""WGAN: D as a critic whose scores estimate a distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.base import Loss

if TYPE_CHECKING:
    from torch import Tensor


class Wasserstein(Loss):
    """D scores samples freely; the gap between real and fake estimates their distance. Needs a bound on D's slope.

    A gradient penalty, spectral normalisation or weight clipping is such a bound.
    """

    kind: Literal["wasserstein"] = "wasserstein"
    label: ClassVar[str] = "Wasserstein"
    needs_bounded_slope: ClassVar[bool] = True
    formula: ClassVar[str] = r"L_D = \mathbb{E}[D(G(z))] - \mathbb{E}[D(x)] \qquad L_G = -\mathbb{E}[D(G(z))]"
    paper: ClassVar[str] = "Arjovsky et al. 2017, Wasserstein GAN, eq. 2 and 3"

    def d_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return fake_logits.mean() - real_logits.mean()

    def g_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return -fake_logits.mean()
