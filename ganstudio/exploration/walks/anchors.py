"""A path through points that a person chose."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from ganstudio.exploration import blending
from ganstudio.exploration.walks.base import Walk, closed_option
from ganstudio.options import option


class Anchors(Walk):
    """Leads through the chosen points, one after the other, each stretch in the same time."""

    kind: Literal["anchors"] = "anchors"
    label: ClassVar[str] = "Through the anchors"
    formula: ClassVar[str] = (
        r"z_t = \ell_t \left(\frac{\sin((1 - t)\,\theta)}{\sin\theta} \frac{a}{|a|}"
        r" + \frac{\sin(t\,\theta)}{\sin\theta} \frac{b}{|b|}\right)"
        r"\qquad \ell_t = (1 - t)\,|a| + t\,|b|"
    )
    paper: ClassVar[str] = (
        "Shoemake 1985, Animating Rotation with Quaternion Curves; White 2016, Sampling Generative Networks"
    )
    fewest: ClassVar[int] = 2
    method: blending.Method = option(
        default="spherical",
        help="“linear” goes straight, through the rarer latents near the middle; “spherical” turns and stays among "
        "the usual ones; “spline” goes round the anchors without corners.",
    )
    closed: bool = closed_option()

    @property
    def is_loop(self) -> bool:
        return self.closed

    def course(self, points: np.ndarray, t: np.ndarray) -> np.ndarray:
        return blending.through(points, t, self.method, self.closed)
