"""Batches of real samples, on the training device, in an order that a resumed run continues."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from ganstudio.datasets.base import Data, Distribution, Pictures, Rows


@dataclass(frozen=True)
class Batch:
    """Real samples: x (B, *shape) float32, pictures in −1…1; y (B,) int64, their classes where the data has any."""

    x: Tensor
    y: Tensor | None = None

    def __len__(self) -> int:
        return len(self.x)


class Loader(Protocol):
    """Gives batches for ever. Its state is two numbers, so that a run can go on where it was."""

    def next(self, count: int) -> Batch:
        """The next `count` real samples."""
        ...

    def state(self) -> dict[str, int]: ...
    def restore(self, state: dict[str, int]) -> None: ...


class EpochLoader:
    """Every sample once an epoch, in an order drawn from (seed, epoch). All samples are one tensor on the device.

    samples: (N, *shape), of any type. ready: what makes a batch of them what the networks see. labels: (N,) int64.
    flips: whether each sample also comes mirrored, once an epoch.
    """

    def __init__(
        self,
        samples: np.ndarray,
        ready: Callable[[Tensor], Tensor],
        seed: int,
        device: torch.device,
        *,
        labels: np.ndarray | None = None,
        flips: bool = False,
    ) -> None:
        self._samples = _tensor(samples).to(device)
        self._labels = None if labels is None else _tensor(labels).to(device)
        self._ready, self._seed, self._device = ready, seed, device
        self._flips = flips
        self._epoch, self._position = 0, 0
        self._order = self._shuffled()

    def next(self, count: int) -> Batch:
        while self._position + count > len(self._order):  # the rest of this epoch, then the start of the next
            self._epoch += 1
            self._order = torch.cat((self._order[self._position :], self._shuffled()))
            self._position = 0
        index = self._order[self._position : self._position + count]
        self._position += count
        place = index % len(self._samples) if self._flips else index
        x = self._ready(self._samples[place])
        if self._flips:
            mirrored = (index >= len(self._samples)).view(-1, *[1] * (x.dim() - 1))
            x = torch.where(mirrored, x.flip(-1), x)
        return Batch(x, None if self._labels is None else self._labels[place])

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
        count = len(self._samples) * (2 if self._flips else 1)  # the second half stands for the mirrored ones
        return torch.from_numpy(rng.permutation(count)).to(self._device)


class DistributionLoader:
    """Fresh draws from a distribution. Batch n is drawn from (seed, n), on the CPU, so that every device sees the
    same samples."""

    def __init__(self, distribution: Distribution, seed: int, device: torch.device) -> None:
        self._distribution, self._seed, self._device = distribution, seed, device
        self._batch = 0
        self._rng = torch.Generator()

    def next(self, count: int) -> Batch:
        self._rng.manual_seed(derived_seed(self._seed, self._batch))
        self._batch += 1
        return Batch(self._distribution.draw(count, self._rng).to(self._device))

    def state(self) -> dict[str, int]:
        return {"batch": self._batch}

    def restore(self, state: dict[str, int]) -> None:
        self._batch = state["batch"]


def loader_of(data: Data, seed: int, device: torch.device) -> Loader:
    """The loader that such data needs."""
    match data:
        case Pictures():
            return EpochLoader(data.pixels, as_seen, seed, device, labels=data.labels, flips=data.flips)
        case Rows():
            return EpochLoader(data.values, lambda rows: rows, seed, device)
        case _:
            return DistributionLoader(data, seed, device)


def as_seen(pixels: Tensor) -> Tensor:
    """uint8 pixels → −1…1 float32, as networks see them."""
    return pixels.float().mul_(2 / 255).sub_(1)


def derived_seed(*parts: int) -> int:
    """A seed of its own for each purpose: streams from neighbouring seeds must not overlap."""
    return int(np.random.SeedSequence(parts).generate_state(1, np.uint64)[0] >> np.uint64(1))


def _tensor(values: np.ndarray) -> Tensor:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that memory-mapped files cannot be written to: nobody does
        return torch.from_numpy(np.ascontiguousarray(values))
