"""What Adam and AdamW share: step sizes from running means of the gradient and of its square."""

from __future__ import annotations

from typing import Annotated, Any

from ganstudio.optimizers.base import Optimizer, epsilon
from ganstudio.options import option
from ganstudio.schedules import SCHEDULES, Constant, Schedule


class Moments(Optimizer):
    """Scales each weight's step by the recent size of its gradients."""

    beta1: float = option(
        default=0.5,
        ge=0,
        lt=1,
        label="β₁",
        help="Memory of the gradient's mean. GANs do better with 0 to 0.5.",
    )
    beta2: float = option(default=0.999, ge=0, lt=1, label="β₂", help="Memory of the gradient's size.")
    beta2_schedule: Annotated[Schedule, SCHEDULES] = option(
        default=Constant(), label="β₂ during the run", help="How β₂ changes during the run. R3GAN raises it."
    )
    eps: float = epsilon(1e-8)
    amsgrad: bool = option(
        default=False,
        label="AMSGrad",
        help="Never forget a large gradient: a weight's steps stay as careful as they had to be once.",
    )

    def scheduled(self, step: int, steps: int) -> dict[str, Any]:
        changes = super().scheduled(step, steps)
        if not self.beta2_schedule.is_constant:
            changes["betas"] = (self.beta1, self.beta2_schedule.value(self.beta2, step, steps))
        return changes
