"""Half a cosine between two values."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from ganstudio.schedules.ramp import Ramp


class Cosine(Ramp):
    """Goes from its own value to the final one along half a cosine: slowly at both ends, fast between.

    R3GAN (Huang et al. 2024) leads learning rate, γ, β₂, the average of G and the augmentation so through the first
    part of a run.
    """

    kind: Literal["cosine"] = "cosine"
    label: ClassVar[str] = "Cosine"
    formula: ClassVar[str] = (
        r"v_t = v_{\mathrm{final}} + \frac{1 + \cos(\pi p_t)}{2}\, (v - v_{\mathrm{final}})"
        r"\qquad p_t = \frac{t / T - \mathrm{begin}}{\mathrm{end} - \mathrm{begin}}"
    )
    paper: ClassVar[str] = "Loshchilov, Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts, eq. 5"

    def weight(self, progress: float) -> float:
        return (1 - math.cos(math.pi * progress)) / 2
