"""Scalars of training, kept on the device and read when due: the only point where the host waits for it."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

FOLD = 256  # steps; bounds what is kept between two reads


class Meter:
    """Means of named scalars since the last read."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Tensor]] = {}
        self._sums: dict[str, tuple[Tensor, int]] = {}

    def add(self, name: str, value: Tensor) -> None:
        """Takes a scalar without waiting for it."""
        kept = self._kept.setdefault(name, [])
        kept.append(value.detach())
        if len(kept) >= FOLD:
            self._fold(name)

    def take(self, values: Mapping[str, Tensor]) -> None:
        """Takes several."""
        for name, value in values.items():
            self.add(name, value)

    def read(self) -> dict[str, float]:
        """The means, and a fresh start."""
        for name in list(self._kept):
            self._fold(name)
        means = {name: total / count for name, (total, count) in self._sums.items()}
        self._sums.clear()
        if not means:
            return {}
        values = torch.stack(list(means.values())).tolist()  # one transfer for all
        return dict(zip(means, values, strict=True))

    def _fold(self, name: str) -> None:
        kept = self._kept.pop(name)
        total, count = self._sums.get(name, (torch.zeros((), device=kept[0].device), 0))
        self._sums[name] = (total + torch.stack(kept).float().sum(), count + len(kept))
