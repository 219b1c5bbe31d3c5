"""Batches of real samples, on the training device, in an order that a resumed run continues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from ganstudio.datasets.base import Data, Distribution, Pictures, Rows


class Loader(Protocol):
    """Gives batches for ever. Its state is two numbers, so that a run can go on where it was."""

    def next(self, count: int) -> Tensor:
        """The next `count` real samples, (count, *shape) float32; pictures in −1…1."""
        ...

    def state(self) -> dict[str, int]: ...
    def restore(self, state: dict[str, int]) -> None: ...


class EpochLoader:
    """Every sample once an epoch, in an order drawn from (seed, epoch). All samples are one tensor on the device.

    samples: (N, *shape), of any type. ready: what makes a batch of them what the networks see.
    """

    def __init__(self, samples: np.ndarray, ready: Callable[[Tensor], Tensor], seed: int, device: torch.device) -> None:
        self._samples = torch.from_numpy(np.ascontiguousarray(samples)).to(device)
        self._ready, self._seed, self._device = ready, seed, device
        self._epoch, self._position = 0, 0
        self._order = self._shuffled()

    def next(self, count: int) -> Tensor:
        while self._position + count > len(self._order):  # the rest of this epoch, then the start of the next
            self._epoch += 1
            self._order = torch.cat((self._order[self._position :], self._shuffled()))
            self._position = 0
        index = self._order[self._position : self._position + count]
        self._position += count
        return self._ready(self._samples[index])

    def state(self) -> dict[str, int]:
        # counted from the end, because the order may begin with what was left of the epoch before
        return {"epoch": self._epoch, "left": len(self._order) - self._position}

    def restore(self, state: dict[str, int]) -> None:
        self._epoch = state["epoch"]
        self._order = self._shuffled()
        self._position = len(self._order) - state["left"]
        if self._position < 0:  # the data shrank, or the rest of the epoch before is still to come
            self._position = 0

    def _shuffled(self) -> Tensor:
        rng = np.random.default_rng((self._seed, self._epoch))
        return torch.from_numpy(rng.permutation(len(self._samples))).to(self._device)


class DistributionLoader:
    """Fresh draws from a distribution. Batch n is drawn from (seed, n), on the CPU, so that every device sees the
    same samples."""

    def __init__(self, distribution: Distribution, seed: int, device: torch.device) -> None:
        self._distribution, self._seed, self._device = distribution, seed, device
        self._batch = 0
        self._rng = torch.Generator()

    def next(self, count: int) -> Tensor:
        self._rng.manual_seed(derived_seed(self._seed, self._batch))
        self._batch += 1
        return self._distribution.draw(count, self._rng).to(self._device)

    def state(self) -> dict[str, int]:
        return {"batch": self._batch}

    def restore(self, state: dict[str, int]) -> None:
        self._batch = state["batch"]


def loader_of(data: Data, seed: int, device: torch.device) -> Loader:
    """The loader that such data needs."""
    match data:
        case Pictures():
            return EpochLoader(data.pixels, lambda pixels: pixels.float().mul_(2 / 255).sub_(1), seed, device)
        case Rows():
            return EpochLoader(data.values, lambda rows: rows, seed, device)
        case _:
            return DistributionLoader(data, seed, device)


def derived_seed(*parts: int) -> int:
    """A seed of its own for each purpose: streams from neighbouring seeds must not overlap."""
    return int(np.random.SeedSequence(parts).generate_state(1, np.uint64)[0] >> np.uint64(1))
