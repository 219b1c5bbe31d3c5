"""What all distributions in the plane share: they are there at once and never end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ganstudio.datasets.base import Dataset, Opening
from ganstudio.events import Preparing
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    import torch


class Planar(Dataset):
    """Points in the plane, drawn afresh for every batch."""

    def describe(self, sizes: frozenset[int] | None) -> DataSpec:
        return DataSpec((2,), 0)

    def open(self, spec: DataSpec) -> Opening:
        yield Preparing("Setting up the points")
        return self

    def draw(self, count: int, rng: torch.Generator) -> torch.Tensor:
        """`count` points, (count, 2) float32, on the device of `rng` and from no other source of chance."""
        raise NotImplementedError
