"""The order in which samples come: all of them once an epoch, as a seed says."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor


class Order:
    """The numbers 0…count − 1 for ever, each once an epoch, in an order drawn from (seed, epoch)."""

    def __init__(self, count: int, seed: int, device: torch.device) -> None:
        self._count, self._seed, self._device = count, seed, device
        self._epoch, self._position = 0, 0
        self._numbers = self._shuffled()

    def next(self, count: int) -> Tensor:
        """The next `count` numbers, (count,) int64, on the device."""
        while self._position + count > len(self._numbers):  # the rest of this epoch, then the start of the next
            self._epoch += 1
            self._numbers = torch.cat((self._numbers[self._position :], self._shuffled()))
            self._position = 0
        self._position += count
        return self._numbers[self._position - count : self._position]

    def state(self) -> dict[str, int]:
        # counted from the end, because the numbers may begin with what was left of the epoch before
        return {"epoch": self._epoch, "left": len(self._numbers) - self._position}

    def restore(self, state: dict[str, int]) -> None:
        self._epoch = state["epoch"]
        self._numbers = self._shuffled()
        self._position = max(0, self._count - state["left"])  # below 0 where the data shrank

    def _shuffled(self) -> Tensor:
        rng = np.random.default_rng((self._seed, self._epoch))
        return torch.from_numpy(rng.permutation(self._count)).to(self._device)
