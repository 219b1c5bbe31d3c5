"""Noise of one length in every direction."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.priors.base import Prior
from ganstudio.problems import Problem

if TYPE_CHECKING:
    from torch import Tensor


class Hypersphere(Prior):
    """Only the direction of z is random; its length is always the same. Every path on the sphere is as likely."""

    kind: Literal["hypersphere"] = "hypersphere"
    label: ClassVar[str] = "Hypersphere"
    formula: ClassVar[str] = r"z = \sqrt{d}\, \frac{n}{\|n\|_2} \qquad n \sim \mathcal{N}(0, I_d)"
    paper: ClassVar[str] = (
        "Karras et al. 2018, Progressive Growing of GANs for Improved Quality, Stability, and Variation, appendix A.1"
    )

    def of_normal(self, n: Tensor) -> Tensor:
        from torch.nn.functional import normalize

        return math.sqrt(n.shape[1]) * normalize(n, dim=1)

    def advice(self, latent_dim: int) -> Iterator[Problem]:
        if latent_dim == 1:
            yield Problem("", "a sphere of one dimension is just two points, −1 and 1: G can make only two samples")
