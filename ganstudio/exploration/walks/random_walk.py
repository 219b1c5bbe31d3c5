"""A smooth path past random places."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from ganstudio.exploration.blending import spline
from ganstudio.exploration.walks.base import Walk, closed_option, draws, seed_option
from ganstudio.options import option


class RandomWalk(Walk):
    """Wanders from the first point past random places, smoothly.

    Each place mixes the one before with a fresh draw so that normal latents stay normal.
    """

    kind: Literal["random_walk"] = "random_walk"
    label: ClassVar[str] = "Random walk"
    formula: ClassVar[str] = r"z_{i+1} = \sqrt{1 - s^2}\; z_i + s\, \epsilon_i \qquad \epsilon_i \sim N(0, I)"
    paper: ClassVar[str] = (
        "Cotter et al. 2013, MCMC Methods for Functions: Modifying Old Algorithms to Make Them Faster"
    )
    seed: int = seed_option()
    stops: int = option(default=8, ge=1, le=100, help="How many random places it passes.")
    stride: float = option(
        default=0.5,
        ge=0.01,
        le=1,
        help="How far each place lies from the one before: the share of a fresh draw in it. 1 forgets where it was.",
    )
    closed: bool = closed_option()

    @property
    def is_loop(self) -> bool:
        return self.closed

    def course(self, points: np.ndarray, t: np.ndarray) -> np.ndarray:
        return spline(self._stops(points[0]), t, self.closed)

    def _stops(self, start: np.ndarray) -> np.ndarray:
        """The start and the random places, (1 + stops, D); the first k do not depend on how many follow."""
        stops = [start]
        for fresh in draws(self.seed).standard_normal((self.stops, len(start))):
            stops.append(np.sqrt(1 - self.stride**2) * stops[-1] + self.stride * fresh)
        return np.stack(stops)
