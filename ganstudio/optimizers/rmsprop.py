"""RMSprop, which the first Wasserstein GAN was trained with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.optimizers.base import Optimizer, epsilon
from ganstudio.options import option

if TYPE_CHECKING:
    import torch


class RmsProp(Optimizer):
    """Scales each weight's step by the recent size of its gradients, without a mean over past directions.

    WGAN was trained with it at a learning rate of 0.00005 (Arjovsky et al. 2017, algorithm 1).
    """

    kind: Literal["rmsprop"] = "rmsprop"
    label: ClassVar[str] = "RMSprop"
    formula: ClassVar[str] = r"v = \alpha v + (1 - \alpha) g^2 \qquad w = w - \mathrm{lr}\, g / (\sqrt{v} + \epsilon)"
    paper: ClassVar[str] = "Tieleman, Hinton 2012, Neural Networks for Machine Learning, lecture 6.5"
    alpha: float = option(default=0.99, ge=0, lt=1, label="α", help="Memory of the gradient's size.")
    eps: float = epsilon(1e-8)
    centered: bool = option(
        default=False,
        label="Centred",
        help="Scale by how much gradients vary about their mean (Graves 2013), not by how large they are.",
    )

    def build(self, parameters: Iterable[torch.nn.Parameter]) -> torch.optim.Optimizer:
        import torch

        return torch.optim.RMSprop(parameters, lr=self.lr, alpha=self.alpha, eps=self.eps, centered=self.centered)
