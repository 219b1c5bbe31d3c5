"""What the conditionings share that ask D about the class, instead of telling it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ganstudio.architectures import Discriminator
from ganstudio.conditionings.base import ByClass
from ganstudio.options import option
from ganstudio.priors import Prior
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    from torch import nn

    from ganstudio.nets.critic import Critic


class Auxiliary(ByClass):
    """D's score says nothing of the class; layers of their own on its features do, and G learns from them too."""

    d_weight: float = option(
        default=1.0, ge=0, le=1000, log=True, label="Weight for D", help="Factor before the class terms in D's loss."
    )
    g_weight: float = option(
        default=1.0,
        ge=0,
        le=1000,
        log=True,
        label="Weight for G",
        help="Factor before the class term in G's loss. Much more than 1 makes samples typical of their class, and "
        "alike.",
    )

    def heads(self, feature_dim: int, classes: int) -> dict[str, nn.Module]:
        """The layers on D's features (B, feature_dim), by name."""
        raise NotImplementedError

    def discriminator(self, discriminator: Discriminator, spec: DataSpec, prior: Prior) -> Critic:
        from ganstudio.nets.heads import HeadedCritic

        body = discriminator.build(spec)
        return HeadedCritic(body, self.heads(body.feature_dim, len(spec.classes)), discriminator.bounds_slope())
