"""Samples that are too many for the training device: the next batches are read while a step computes."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ganstudio.engine.order import Order

AHEAD = 2  # batches that are read, or being read, beyond the one that is asked for


@dataclass(frozen=True)
class Reading:
    """A batch that the thread reads, and the state of the order once it has been handed out."""

    count: int
    state: dict[str, int]
    done: Future[tuple[Tensor, Tensor]]


class ReadAhead:
    """Samples (N, *shape) that stay where they are, in the host's memory or a mapped file, and are gathered by a thread
    of its own. What comes, and the state, are as if nothing were read ahead.

    order: of numbers on the host, which stand for the samples of these numbers modulo N.
    """

    def __init__(self, samples: np.ndarray, order: Order, device: torch.device) -> None:
        self._samples, self._order, self._device = samples, order, device
        self._kind = torch.from_numpy(np.empty(0, samples.dtype)).dtype
        self._state = order.state()
        self._ahead: deque[Reading] = deque()
        self._copying = torch.cuda.Stream(device) if device.type == "cuda" else None
        self._thread = ThreadPoolExecutor(1, "samples")  # it ends when this object is dropped

    def next(self, count: int) -> tuple[Tensor, Tensor]:
        """The next `count` numbers and their samples, on the device. Raises what went wrong when they were read."""
        if self._ahead and self._ahead[0].count != count:
            self.restore(self._state)
        while len(self._ahead) <= AHEAD:
            numbers = self._order.next(count)
            done = self._thread.submit(self._gathered, numbers)
            self._ahead.append(Reading(count, self._order.state(), done))
        numbers, samples = self._ahead[0].done.result()
        self._state = self._ahead.popleft().state
        if self._copying is not None:
            for tensor in (numbers, samples):  # their memory may be used for the next copy once this step is over
                tensor.record_stream(torch.cuda.current_stream(self._device))
        return numbers.to(self._device), samples.to(self._device)

    def state(self) -> dict[str, int]:
        return self._state

    def restore(self, state: dict[str, int]) -> None:
        self._forget()
        self._order.restore(state)
        self._state = self._order.state()

    def close(self) -> None:
        """Ends the thread. Nothing can be read afterwards."""
        self._forget()
        self._thread.shutdown()

    def _forget(self) -> None:
        for reading in self._ahead:
            reading.done.cancel()
        self._ahead.clear()

    def _gathered(self, numbers: Tensor) -> tuple[Tensor, Tensor]:
        """In the thread. By numpy, since each thread that computes with torch brings threads of its own."""
        shape = (len(numbers), *self._samples.shape[1:])
        host = torch.empty(shape, dtype=self._kind, pin_memory=self._copying is not None)
        # “clip”: else numpy gathers into a buffer first; no number is out of range
        np.take(self._samples, numbers.numpy() % len(self._samples), axis=0, out=host.numpy(), mode="clip")
        if self._copying is None:
            return numbers, host
        with torch.cuda.stream(self._copying):  # waits until all is copied, beside the step, which has its own stream
            return numbers.to(self._device), host.to(self._device)
