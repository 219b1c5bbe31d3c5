"""What the f-GANs share: D bounds an f-divergence between data and samples from below, G brings it down."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from ganstudio.losses.base import Loss
from ganstudio.options import option

if TYPE_CHECKING:
    from torch import Tensor

STRAIGHT_FROM = 20.0  # the exponent from which on an exponential goes straight


class FGan(Loss):
    """−d_loss is the paper's bound (eq. 4) of the divergence D_f(P‖Q) = E_q[f(p/q)], P the data and Q G's samples.

    It is tight where T = f'(p/q). T is an increasing function of D's logit that ends where f* does.
    """

    g_objective: Literal["saturating", "non_saturating"] = option(
        default="saturating",
        label="G's objective",
        help="“Saturating” lowers the divergence itself and trained as well or better on points and digits. "
        "“Non-saturating” raises T of the samples: it pushes even where D is sure, but towards another divergence.",
    )

    def d_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return self.conjugate(fake_logits).mean() - self.activation(real_logits).mean()

    def g_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        match self.g_objective:
            case "saturating":
                return -self.conjugate(fake_logits).mean()
            case "non_saturating":
                return -self.activation(fake_logits).mean()  # section 3.2

    def activation(self, logits: Tensor) -> Tensor:
        """T = g_f(v) of each logit v."""
        raise NotImplementedError

    def conjugate(self, logits: Tensor) -> Tensor:
        """f*(T) of each logit, worked out by hand, so that no logarithm has to undo an exponential."""
        raise NotImplementedError


def exponential(x: Tensor) -> Tensor:
    """eˣ to x = 20 and its tangent from there on: convex, smooth once, finite for logits in the hundreds."""
    import torch

    bend = math.exp(STRAIGHT_FROM)
    return torch.where(x >= STRAIGHT_FROM, bend * (1 + x - STRAIGHT_FROM), x.clamp(max=STRAIGHT_FROM).exp())


L_D_AND_L_G = (
    r"L_D = \mathbb{E}[f^*(T(G(z)))] - \mathbb{E}[T(x)]"
    r"\qquad L_G = -\mathbb{E}[f^*(T(G(z)))] \mathrm{\ or\ } -\mathbb{E}[T(G(z))]"
)
PAPER = (
    "Nowozin et al. 2016, f-GAN: Training Generative Neural Samplers using Variational Divergence Minimization, "
    "eq. 4 and 6, tables 2 and 6"
)
