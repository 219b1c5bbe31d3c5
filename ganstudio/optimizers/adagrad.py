"""Steps that grow shorter with all that was learned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.optimizers.base import Optimizer, epsilon, learning_rate

if TYPE_CHECKING:
    import torch


class Adagrad(Optimizer):
    """Scales each weight's step by all of its gradients so far, so that steps only ever grow shorter."""

    kind: Literal["adagrad"] = "adagrad"
    label: ClassVar[str] = "Adagrad"
    formula: ClassVar[str] = r"v = v + g^2 \qquad w = w - \mathrm{lr}\, g / (\sqrt{v} + \epsilon)"
    paper: ClassVar[str] = (
        "Duchi et al. 2011, Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, figure 1"
    )
    lr: float = learning_rate(0.01)
    eps: float = epsilon(1e-10)

    def build(self, parameters: Iterable[torch.nn.Parameter]) -> torch.optim.Optimizer:
        import torch

        return torch.optim.Adagrad(parameters, lr=self.lr, eps=self.eps)  # torch 2.11 has it fused on the CPU only
