"""RaGAN: each sample is compared with the average of the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.lead import COST, LeadLoss

if TYPE_CHECKING:
    from torch import Tensor


class RelativisticAverage(LeadLoss):
    """D says whether a sample is more real than the average of the other side; G makes its samples so.

    Both terms are halved, as in the author's program and unlike the paper's equations, so that penalties weigh as
    much beside it as beside the pairing.
    """

    kind: Literal["relativistic_average"] = "relativistic_average"
    label: ClassVar[str] = "Relativistic average"
    formula: ClassVar[str] = (
        r"L_D = \frac{1}{2}\mathbb{E}[\ell(D(x) - \overline{D(G(z))}) + \ell(\overline{D(x)} - D(G(z)))]"
        r"\qquad L_G = L_D \mathrm{\ with\ } x \mathrm{\ and\ } G(z) \mathrm{\ exchanged}" + COST
    )
    paper: ClassVar[str] = "Jolicoeur-Martineau 2018, The relativistic discriminator, section 4"

    def d_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return self._cost_of_leading(real_logits, fake_logits)

    def g_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return self._cost_of_leading(fake_logits, real_logits)

    def _cost_of_leading(self, ahead: Tensor, behind: Tensor) -> Tensor:
        return 0.5 * self.cost(ahead - behind.mean()).mean() + 0.5 * self.cost(ahead.mean() - behind).mean()
