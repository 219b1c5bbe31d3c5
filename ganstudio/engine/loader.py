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
from ganstudio.engine.order import Order
from ganstudio.engine.prefetch import ReadAhead

DEVICE_SHARE = 0.5  # of the free memory of a GPU that samples may take; the rest is for networks and their maps


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

    def close(self) -> None:
        """Ends what works in the background. No batch can be had afterwards."""
        ...


class EpochLoader:
    """Every sample once an epoch, in an order drawn from (seed, epoch).

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
        self._source = _source(samples, seed, device, copies=2 if flips else 1)
        self._labels = None if labels is None else _tensor(labels).to(device)
        self._ready, self._count, self._flips = ready, len(samples), flips

    def next(self, count: int) -> Batch:
        numbers, x = self._source.next(count)
        if self._flips:  # the second half of the numbers stands for the mirrored ones
            x, numbers = _mirrored(x, numbers >= self._count), numbers % self._count
        return Batch(self._ready(x), None if self._labels is None else self._labels.index_select(0, numbers))

    def state(self) -> dict[str, int]:
        return self._source.state()

    def restore(self, state: dict[str, int]) -> None:
        self._source.restore(state)

    def close(self) -> None:
        self._source.close()


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

    def close(self) -> None:
        pass


def loader_of(
    data: Data, seed: int, device: torch.device, *, memory_format: torch.memory_format = torch.contiguous_format
) -> Loader:
    """The loader that such data needs. memory_format: of batches of pictures."""
    match data:
        case Pictures():
            # Kept as they are and each batch laid out, which takes 0.1 ms: all at once would take the memory twice.
            return EpochLoader(
                data.pixels,
                lambda pixels: as_seen(pixels.contiguous(memory_format=memory_format)),
                seed,
                device,
                labels=data.labels,
                flips=data.flips,
            )
        case Rows():
            return EpochLoader(data.values, lambda rows: rows, seed, device)
        case _:
            return DistributionLoader(data, seed, device)


def fits(samples: np.ndarray, device: torch.device) -> bool:
    """Whether all samples may lie on the device. What is a mapped file would have to be read from the disk first."""
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return samples.nbytes <= free * DEVICE_SHARE
    return not isinstance(samples, np.memmap)


def as_seen(pixels: Tensor) -> Tensor:
    """uint8 pixels → −1…1 float32, as networks see them."""
    return pixels.float().mul_(2 / 255).sub_(1)


def derived_seed(*parts: int) -> int:
    """A seed of its own for each purpose: streams from neighbouring seeds must not overlap."""
    return int(np.random.SeedSequence(parts).generate_state(1, np.uint64)[0] >> np.uint64(1))


class _Source(Protocol):
    """Gives numbers in their order, and the samples of these numbers modulo N."""

    def next(self, count: int) -> tuple[Tensor, Tensor]: ...
    def state(self) -> dict[str, int]: ...
    def restore(self, state: dict[str, int]) -> None: ...
    def close(self) -> None: ...


class _OnDevice:
    """All samples are one tensor on the device, and so is their order: a batch is gathered there."""

    def __init__(self, samples: Tensor, order: Order) -> None:
        self._samples, self._order = samples, order
        self.state, self.restore = order.state, order.restore

    def next(self, count: int) -> tuple[Tensor, Tensor]:
        numbers = self._order.next(count)
        return numbers, self._samples.index_select(0, numbers % len(self._samples))

    def close(self) -> None:
        pass


def _source(samples: np.ndarray, seed: int, device: torch.device, copies: int) -> _Source:
    count = copies * len(samples)
    if fits(samples, device):
        return _OnDevice(_tensor(samples).to(device), Order(count, seed, device))
    return ReadAhead(np.asarray(samples), Order(count, seed, torch.device("cpu")), device)


def _mirrored(x: Tensor, which: Tensor) -> Tensor:
    """x (B, …, W), of which those that `which` (B,) says are turned left to right, in place where that is faster."""
    if x.device.type != "cpu":  # where they are not counted, since the host would have to wait for the count
        return torch.where(which.view(-1, *[1] * (x.dim() - 1)), x.flip(-1), x)
    places = which.nonzero().squeeze(1)
    return x.index_copy_(0, places, x.index_select(0, places).flip(-1))


def _tensor(values: np.ndarray) -> Tensor:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that memory-mapped files cannot be written to: nobody does
        return torch.from_numpy(np.ascontiguousarray(values))
