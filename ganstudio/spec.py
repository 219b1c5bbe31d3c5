"""The shape of the data, as networks, plan and window need to know it before any of it is read."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class DataSpec:
    """What the networks and the window must know of the data before any of it is read.

    shape: (C, H, W) of a picture, (2,) of a point. count: how many there are, 0 where they are drawn without end.
    """

    shape: tuple[int, ...]
    count: int
    classes: tuple[str, ...] = ()

    @property
    def is_pictures(self) -> bool:
        return len(self.shape) == 3

    @property
    def values(self) -> int:
        """Numbers in one sample."""
        return math.prod(self.shape)
