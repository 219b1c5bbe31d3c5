"""Gaussian noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.priors.base import Prior

if TYPE_CHECKING:
    from torch import Tensor


class Normal(Prior):
    """Bell-shaped noise: most numbers lie near 0, a few far out. The usual choice."""

    kind: Literal["normal"] = "normal"
    label: ClassVar[str] = "Normal"
    formula: ClassVar[str] = r"z \sim \mathcal{N}(0, I)"
    paper: ClassVar[str] = "White 2016, Sampling Generative Networks, section 2"

    def of_normal(self, n: Tensor) -> Tensor:
        return n
