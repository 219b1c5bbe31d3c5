"""LSGAN: D as a regression."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.base import Loss
from ganstudio.options import option

if TYPE_CHECKING:
    from torch import Tensor


class LeastSquares(Loss):
    """D is pulled towards one value for real and another for fake samples; far-off fakes keep their gradient."""

    kind: Literal["least_squares"] = "least_squares"
    label: ClassVar[str] = "Least squares"
    has_targets: ClassVar[bool] = True
    formula: ClassVar[str] = (
        r"L_D = \frac{1}{2}\mathbb{E}[(D(x) - b)^2] + \frac{1}{2}\mathbb{E}[(D(G(z)) - a)^2]"
        r"\qquad L_G = \frac{1}{2}\mathbb{E}[(D(G(z)) - c)^2]"
    )
    paper: ClassVar[str] = "Mao et al. 2017, Least Squares Generative Adversarial Networks, eq. 2"
    a: float = option(default=0.0, ge=-10, le=10, label="Target a", help="What D should say of a fake sample.")
    b: float = option(default=1.0, ge=-10, le=10, label="Target b", help="What D should say of a real sample.")
    c: float = option(default=1.0, ge=-10, le=10, label="Target c", help="What G wants D to say of a fake sample.")

    def sign_tells(self) -> bool:
        return self.a < 0 < self.b

    def d_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return 0.5 * (real_logits - self.b).square().mean() + 0.5 * (fake_logits - self.a).square().mean()

    def g_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return 0.5 * (fake_logits - self.c).square().mean()
