"""What every moving average of G's weights offers: how much of it stays at an update of G."""

from __future__ import annotations

from typing import ClassVar

from ganstudio.catalog import Kind


class Average(Kind):
    """How the weights are averaged that samples are drawn with."""

    is_on: ClassVar[bool] = True

    def keep(self, step: int, steps: int, images: int, batch: float) -> float:
        """The share of the average that is kept at this update of G; the rest becomes G's weights.

        step: from 1 to `steps`. images: real images seen so far. batch: real images for each update of G.
        """
        raise NotImplementedError
