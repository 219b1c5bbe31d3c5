"""RpGAN: each real sample is compared with a fake one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.lead import COST, LeadLoss

if TYPE_CHECKING:
    from torch import Tensor


class Relativistic(LeadLoss):
    """D says of pairs which sample is the real one, and G turns the answer round. Far-apart modes keep pulling on G.

    In its logistic form it is RSGAN; with R1 and R2 penalties it is the loss of R3GAN.
    """

    kind: Literal["relativistic"] = "relativistic"
    label: ClassVar[str] = "Relativistic pairing"
    formula: ClassVar[str] = (
        r"L_D = \mathbb{E}[\ell(D(x) - D(G(z)))] \qquad L_G = \mathbb{E}[\ell(D(G(z)) - D(x))]" + COST
    )
    paper: ClassVar[str] = (
        "Jolicoeur-Martineau 2018, The relativistic discriminator, section 4; "
        "Huang et al. 2024, The GAN is dead; long live the GAN!, eq. 2"
    )

    def d_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return self.cost(real_logits - fake_logits).mean()

    def g_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return self.cost(fake_logits - real_logits).mean()
