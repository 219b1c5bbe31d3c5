"""Adam, the usual choice for GANs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.optimizers.base import Optimizer
from ganstudio.options import option

if TYPE_CHECKING:
    import torch


class Adam(Optimizer):
    """Scales each weight's step by the recent size of its gradients."""

    kind: Literal["adam"] = "adam"
    label: ClassVar[str] = "Adam"
    formula: ClassVar[str] = (
        r"m = \beta_1 m + (1 - \beta_1) g \quad v = \beta_2 v + (1 - \beta_2) g^2"
        r"\quad w = w - \mathrm{lr}\, \hat m / (\sqrt{\hat v} + \epsilon)"
    )
    paper: ClassVar[str] = "Kingma, Ba 2015, Adam: A Method for Stochastic Optimization, algorithm 1"
    beta1: float = option(
        default=0.5,
        ge=0,
        lt=1,
        label="β₁",
        help="Memory of the gradient's mean. GANs do better with 0 to 0.5.",
    )
    beta2: float = option(default=0.999, ge=0, lt=1, label="β₂", help="Memory of the gradient's size.")
    eps: float = option(
        default=1e-8,
        gt=0,
        le=1,
        log=True,
        label="ε",
        help="Keeps the division finite where gradients vanish.",
    )

    def build(self, parameters: Iterable[torch.nn.Parameter]) -> torch.optim.Optimizer:
        import torch

        return torch.optim.Adam(parameters, lr=self.lr, betas=(self.beta1, self.beta2), eps=self.eps, fused=True)
