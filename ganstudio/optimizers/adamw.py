"""Adam with weight decay of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.optimizers.moments import Moments
from ganstudio.options import option

if TYPE_CHECKING:
    import torch


class AdamW(Moments):
    """Adam that also draws every weight a little towards 0 at each step, however large its gradients are."""

    kind: Literal["adamw"] = "adamw"
    label: ClassVar[str] = "AdamW"
    formula: ClassVar[str] = (
        r"w = w - \mathrm{lr}\, (\hat m / (\sqrt{\hat v} + \epsilon) + \lambda w)"
        r"\quad m = \beta_1 m + (1 - \beta_1) g \quad v = \beta_2 v + (1 - \beta_2) g^2"
    )
    paper: ClassVar[str] = "Loshchilov, Hutter 2019, Decoupled Weight Decay Regularization, algorithm 2"
    weight_decay: float = option(
        default=0.01,
        ge=0,
        le=10,
        log=True,
        label="Weight decay λ",
        help="Share of a weight, times the learning rate, that is taken away at each step.",
    )

    def build(self, parameters: Iterable[torch.nn.Parameter]) -> torch.optim.Optimizer:
        from ganstudio.optimizers.fused import FusedAdam

        return FusedAdam(
            parameters,
            lr=self.lr,
            betas=(self.beta1, self.beta2),
            eps=self.eps,
            weight_decay=self.weight_decay,
            amsgrad=self.amsgrad,
            decoupled_weight_decay=True,
        )
