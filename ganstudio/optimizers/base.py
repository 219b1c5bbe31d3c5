"""What every optimiser offers: steps along the gradient, of a length that may change during the run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

from ganstudio.catalog import Kind
from ganstudio.options import option
from ganstudio.schedules import SCHEDULES, Constant, Schedule

if TYPE_CHECKING:
    import torch


def learning_rate(default: float) -> Any:
    """The option `lr` with the default that suits a kind."""
    return option(
        default=default,
        gt=0,
        le=10,
        log=True,
        label="Learning rate",
        help="Size of a step. Too large and the losses swing or break; too small and nothing seems to happen.",
    )


class Optimizer(Kind):
    """How a network follows its gradient."""

    lr: float = learning_rate(2e-4)
    lr_schedule: Annotated[Schedule, SCHEDULES] = option(
        default=Constant(), label="Rate during the run", help="How the learning rate changes during the run."
    )
    clip_norm: float = option(
        default=0.0,
        ge=0,
        le=1e6,
        label="Longest gradient",
        help="The longest gradient that is followed; longer ones are shortened. 0 leaves all as they are.",
    )

    def build(self, parameters: Iterable[torch.nn.Parameter]) -> torch.optim.Optimizer:
        raise NotImplementedError

    def adjust(self, optimizer: torch.optim.Optimizer, step: int, steps: int) -> None:
        """Sets what the schedules say for `step`, from 1 to `steps`, in the optimiser that was built."""
        if scheduled := self.scheduled(step, steps):
            for group in optimizer.param_groups:
                group.update(scheduled)

    def scheduled(self, step: int, steps: int) -> dict[str, Any]:
        """torch's names and this step's values of all that changes during the run; empty where nothing does."""
        if self.lr_schedule.is_constant:
            return {}
        return {"lr": self.lr_schedule.value(self.lr, step, steps)}


def epsilon(default: float) -> Any:
    """The option of an optimiser's ε, with its own default."""
    return option(
        default=default, gt=0, le=1, log=True, label="ε", help="Keeps the division finite where gradients vanish."
    )
