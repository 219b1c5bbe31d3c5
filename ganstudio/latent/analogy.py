"""A is to B as C is to what?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ganstudio.exploration.blending import length
from ganstudio.exploration.latents import Latents
from ganstudio.problems import ProblemError


def analogy(a: Latents, b: Latents, c: Latents) -> Latents:
    """c + (b − a), in z as long as c is; row by row. Mikolov et al. 2013; with pictures Radford et al. 2016.

    Classes follow alike. Raises ProblemError where the three are not in one space.
    """
    if not a.space == b.space == c.space:
        raise ProblemError.single(
            "", f"A, B and C are known in {a.space}, {b.space} and {c.space}: bring them into one space first"
        )
    values = c.values + (b.values - a.values)
    if c.space == "z":
        values = values * (length(c.values) / np.maximum(length(values), 1e-12))[:, None]
    return replace(c, values=values, classes=_classes(a, b, c))


def _classes(a: Latents, b: Latents, c: Latents) -> np.ndarray | None:
    """Weights that are not negative and sum to 1."""
    if a.classes is None or b.classes is None or c.classes is None:
        return c.classes
    weights = (c.classes + (b.classes - a.classes)).clip(0)
    return weights / weights.sum(axis=1, keepdims=True)
