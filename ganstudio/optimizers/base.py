"""What every optimiser offers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ganstudio.catalog import Kind
from ganstudio.options import option

if TYPE_CHECKING:
    import torch


class Optimizer(Kind):
    """How a network follows its gradient."""

    lr: float = option(
        default=2e-4,
        gt=0,
        le=10,
        log=True,
        label="Learning rate",
        help="Size of a step. Too large and the losses swing or break; too small and nothing seems to happen.",
    )

    def build(self, parameters: Iterable[torch.nn.Parameter]) -> torch.optim.Optimizer:
        raise NotImplementedError
