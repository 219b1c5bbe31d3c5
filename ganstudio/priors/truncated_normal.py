"""Gaussian noise without its tails."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.priors.base import Prior

if TYPE_CHECKING:
    from torch import Tensor


class TruncatedNormal(Prior):
    """Bell-shaped noise in which nothing lies farther out than a threshold: less variety, fewer odd samples."""

    kind: Literal["truncated_normal"] = "truncated_normal"
    label: ClassVar[str] = "Truncated normal"
    formula: ClassVar[str] = (
        r"z \sim \mathcal{N}(0, I) \mid |z_i| \le \tau"
        r"\qquad 2 \Phi(z) - 1 = (2 \Phi(\tau) - 1)\, (2 \Phi(n) - 1)"
    )
    paper: ClassVar[str] = (
        "Brock et al. 2019, Large Scale GAN Training for High Fidelity Natural Image Synthesis, section 3.1"
    )
    threshold: float = option(
        default=2.0,
        ge=0.01,
        le=4,
        label="Threshold τ",
        help="No number lies farther from 0 than this. Smaller is more alike, 4 nearly the normal itself.",
    )

    def of_normal(self, n: Tensor) -> Tensor:
        inside = math.erf(self.threshold / math.sqrt(2))  # the share of a normal that is kept
        z = math.sqrt(2) * (inside * (n / math.sqrt(2)).erf()).erfinv()
        return z.clamp(-self.threshold, self.threshold)  # rounding may carry it past
