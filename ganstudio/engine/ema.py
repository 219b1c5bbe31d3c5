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
    """w̄ ← β w̄ + (1 − β) w after every update of G, for weights and for what batch normalisation keeps of its batches.

    Other buffers are copied: vectors of length 1, as spectral normalisation has, would not be so on average.
    """

    def __init__(self, G: nn.Module) -> None:
        self.network = deepcopy(G).eval().requires_grad_(False)
        self._averages, self._weights = _averaged(self.network), _averaged(G)
        self._buffers, self._sources = _copied(self.network), _copied(G)

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


def _averaged(network: nn.Module) -> list[Tensor]:
    # the statistics, too: those of G as it stands do not suit averaged weights
    return [*network.parameters(), *_statistics(network)]


def _copied(network: nn.Module) -> list[Tensor]:
    averaged = {id(tensor) for tensor in _statistics(network)}
    return [buffer for buffer in network.buffers() if id(buffer) not in averaged]


def _statistics(network: nn.Module) -> list[Tensor]:
    """The running means and variances of all batch normalisation."""
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d)]
    return [kept for norm in norms for kept in (norm.running_mean, norm.running_var) if kept is not None]
