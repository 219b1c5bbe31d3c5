"""A circle that begins and ends at one point."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from ganstudio.exploration.blending import NO_LENGTH, length, perpendicular
from ganstudio.exploration.walks.base import Walk, draws, seed_option
from ganstudio.options import option


class Circle(Walk):
    """Goes round a circle that begins and ends at the first point, on the sphere on which that lies.

    In two dimensions there is only one circle, whatever its radius is said to be. In the formula v and e are random
    unit vectors across z and each other.
    """

    kind: Literal["circle"] = "circle"
    label: ClassVar[str] = "Circle"
    formula: ClassVar[str] = (
        r"z_t = z + |z| \sin r\, ((\cos 2 \pi t - 1)\, u + \sin 2 \pi t\; v)"
        r"\qquad u = \sin r\, \frac{z}{|z|} - \cos r\; e"
    )
    radius: float = option(
        default=30.0, ge=1, le=90, unit="°", help="How wide it is, seen from the middle of the sphere; 90° is widest."
    )
    seed: int = seed_option()

    @property
    def is_loop(self) -> bool:
        return True

    def course(self, points: np.ndarray, t: np.ndarray) -> np.ndarray:
        start = points[0]
        if len(start) == 1 or length(start) < NO_LENGTH:  # no way leads round
            return np.repeat(start[None], len(t), axis=0)
        z = start / length(start)
        v, e = self._across(z)
        radius = np.pi / 2 if len(start) == 2 else np.radians(self.radius)
        u = np.sin(radius) * z - np.cos(radius) * e
        angle = 2 * np.pi * (t % 1.0)[:, None]  # the last frame is the first to the bit
        return start + length(start) * np.sin(radius) * ((np.cos(angle) - 1) * u + np.sin(angle) * v)

    def _across(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Two random unit vectors across the unit vector z and each other; in two dimensions the second is zero."""
        first, second = draws(self.seed).standard_normal((2, len(z)))
        v = perpendicular(first, z)
        v = v / length(v)
        if len(z) == 2:
            return v, np.zeros(2)
        e = perpendicular(perpendicular(second, z), v)
        return v, e / length(e)
