"""Adam, the usual choice for GANs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.optimizers.moments import Moments

if TYPE_CHECKING:
    import torch


class Adam(Moments):
    """Scales each weight's step by the recent size of its gradients."""

    kind: Literal["adam"] = "adam"
    label: ClassVar[str] = "Adam"
    formula: ClassVar[str] = (
        r"m = \beta_1 m + (1 - \beta_1) g \quad v = \beta_2 v + (1 - \beta_2) g^2"
        r"\quad w = w - \mathrm{lr}\, \hat m / (\sqrt{\hat v} + \epsilon)"
    )
    paper: ClassVar[str] = "Kingma, Ba 2015, Adam: A Method for Stochastic Optimization, algorithm 1"

    def build(self, parameters: Iterable[torch.nn.Parameter]) -> torch.optim.Optimizer:
        from ganstudio.optimizers.fused import FusedAdam

        return FusedAdam(
            parameters,
            lr=self.lr,
            betas=(self.beta1, self.beta2),
            eps=self.eps,
            amsgrad=self.amsgrad,
        )
