"""The loss of boundary equilibrium GANs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.base import Loss
from ganstudio.options import option

if TYPE_CHECKING:
    from torch import Tensor


class Began(Loss):
    """D learns to rebuild real samples well and fakes badly, the latter just as much as keeps a balance of the two;
    needs an auto-encoder for D.

    The error L of a rebuilt sample is minus its score. k starts at 0: D first learns to rebuild real samples alone.
    The balance moves with each turn of D, on the samples of that turn. M tells how far it has come, the less the
    better.
    """

    kind: Literal["began"] = "began"
    label: ClassVar[str] = "BEGAN"
    formula: ClassVar[str] = (
        r"L_D = L(x) - k_t L(G(z)) \qquad L_G = L(G(z))"
        r"\qquad k_{t+1} = k_t + \lambda_k (\gamma L(x) - L(G(z)))"
        r"\qquad M = L(x) + |\gamma L(x) - L(G(z))|"
    )
    paper: ClassVar[str] = (
        "Berthelot et al. 2017, BEGAN: Boundary Equilibrium Generative Adversarial Networks, sections 3.3 and 3.4"
    )
    needs_energy: ClassVar[bool] = True

    gamma: float = option(
        default=0.5,
        gt=0,
        le=1,
        label="Diversity ratio",
        help="γ, the error of fakes over that of real samples that is kept to: lower for finer, higher for more "
        "diverse samples. The paper has 0.3 to 0.7.",
    )
    lambda_k: float = option(
        default=0.001,
        gt=0,
        le=1,
        log=True,
        label="Gain",
        help="λ, how fast k follows the balance. The paper has 0.001; runs of a few thousand steps want 0.01.",
    )

    def d_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """With k = 1, its greatest, where D heeds fakes as much as real samples; in training k moves from 0."""
        return fake_logits.mean() - real_logits.mean()

    def d_step(self, real_logits: Tensor, fake_logits: Tensor, memory: dict[str, Tensor]) -> Tensor:
        """`memory` keeps “k”, and of the last step “convergence”, the measure M."""
        import torch

        real, fake = -real_logits.mean(), -fake_logits.mean()
        k = memory.get("k", torch.zeros((), device=real.device))
        balance = (self.gamma * real - fake).detach()
        memory["k"] = (k + self.lambda_k * balance).clamp(0, 1)
        memory["convergence"] = real.detach() + balance.abs()
        return real - k * fake

    def g_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return -fake_logits.mean()
