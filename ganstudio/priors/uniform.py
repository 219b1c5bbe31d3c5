"""Noise of equal chances."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.priors.base import Prior

if TYPE_CHECKING:
    from torch import Tensor


class Uniform(Prior):
    """Every number between −1 and 1 is as likely as any other. DCGAN was trained with it."""

    kind: Literal["uniform"] = "uniform"
    label: ClassVar[str] = "Uniform"
    formula: ClassVar[str] = r"z \sim \mathcal{U}({-1}, 1) \qquad z = 2 \Phi(n) - 1"
    paper: ClassVar[str] = (
        "Radford et al. 2016, Unsupervised Representation Learning with Deep Convolutional GANs, section 4"
    )

    def of_normal(self, n: Tensor) -> Tensor:
        return (n / math.sqrt(2)).erf()  # 2 Φ(n) − 1
