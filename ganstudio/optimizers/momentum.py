"""Steps with the weight of those before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.optimizers.base import Optimizer, learning_rate
from ganstudio.options import option

if TYPE_CHECKING:
    import torch


class Momentum(Optimizer):
    """Rolls downhill like a ball: keeps part of its speed, so even slopes quicken it and ripples cancel out.

    Two networks that chase each other can swing ever wider with it; a small momentum is safer.
    """

    kind: Literal["momentum"] = "momentum"
    label: ClassVar[str] = "SGD with momentum"
    formula: ClassVar[str] = r"u = \mu u + g \qquad w = w - \mathrm{lr}\, u"
    paper: ClassVar[str] = (
        "Sutskever et al. 2013, On the importance of initialization and momentum in deep learning, eq. 1–4"
    )
    lr: float = learning_rate(0.01)
    momentum: float = option(
        default=0.5,
        gt=0,
        lt=1,
        label="Momentum μ",
        help="Share of its speed that is kept from step to step. A network alone likes 0.9, a GAN 0.5 or less.",
    )
    nesterov: bool = option(
        default=False, label="Nesterov", help="Look ahead: steer by where the speed is about to lead."
    )

    def build(self, parameters: Iterable[torch.nn.Parameter]) -> torch.optim.Optimizer:
        import torch

        return torch.optim.SGD(parameters, lr=self.lr, momentum=self.momentum, nesterov=self.nesterov, fused=True)
