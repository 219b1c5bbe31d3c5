"""The plainest way downhill."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.optimizers.base import Optimizer, learning_rate

if TYPE_CHECKING:
    import torch


class Sgd(Optimizer):
    """Steps straight down the gradient and remembers nothing. Simple to understand, slow and touchy for GANs."""

    kind: Literal["sgd"] = "sgd"
    label: ClassVar[str] = "SGD"
    formula: ClassVar[str] = r"w = w - \mathrm{lr}\, g"
    paper: ClassVar[str] = "Robbins, Monro 1951, A Stochastic Approximation Method, eq. 8"
    lr: float = learning_rate(0.01)

    def build(self, parameters: Iterable[torch.nn.Parameter]) -> torch.optim.Optimizer:
        import torch

        return torch.optim.SGD(parameters, lr=self.lr, fused=True)
