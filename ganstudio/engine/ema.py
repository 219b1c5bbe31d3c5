"""The moving average of the generator's weights."""

from __future__ import annotations

from copy import deepcopy
from typing import Protocol

import torch
from torch import Tensor, nn


class Average(Protocol):
    """The generator that samples are drawn with."""

    network: nn.Module

    def update(self, kept: float) -> None:
        """Follows one update of G, keeping that share of the average."""
        ...


class Ema:
    """w̄ ← β w̄ + (1 − β) w after every update of G; buffers are copied."""

    def __init__(self, G: nn.Module) -> None:
        self.network = deepcopy(G).eval().requires_grad_(False)
        self._averages: list[Tensor]
        self._weights: list[Tensor]
        self._averages, self._weights = [*self.network.parameters()], [*G.parameters()]
        self._buffers, self._sources = list(self.network.buffers()), list(G.buffers())

    @torch.no_grad()
    def update(self, kept: float) -> None:
        torch._foreach_lerp_(self._averages, self._weights, 1 - kept)
        if self._buffers:
            torch._foreach_copy_(self._buffers, self._sources)


class NoEma:
    """G itself, as it stands."""

    def __init__(self, G: nn.Module) -> None:
        self.network = G

    def update(self, kept: float) -> None:
        pass
