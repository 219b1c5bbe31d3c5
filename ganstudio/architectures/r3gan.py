"""The networks of R3GAN."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.architectures.base import OUTPUT_HELP, Discriminator, Generator, Output, squashing
from ganstudio.architectures.pyramid import Pyramid
from ganstudio.options import option
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    from torch import nn

    from ganstudio.nets.critic import Critic


class _R3Gan(Pyramid):
    """What both networks of R3GAN share."""

    kind: Literal["r3gan"] = "r3gan"
    label: ClassVar[str] = "R3GAN"
    paper: ClassVar[str] = "Huang et al. 2024, The GAN is dead; long live the GAN! A Modern GAN Baseline"
    base_width: int = option(
        default=16,
        ge=1,
        le=1024,
        unit="channels",
        help="Channels of the largest feature map; they double with each halving. The paper has 96 at 256 pixels.",
    )
    blocks: int = option(default=1, ge=1, le=16, help="Residual blocks at each size. The paper has 2.")
    cardinality: int = option(
        default=16,
        ge=1,
        le=1024,
        unit="channels",
        label="Group size",
        help="Channels of a group in the 3×3 convolutions, fewer where they would not come out even. Small groups are "
        "cheap. The paper has 16.",
    )
    expansion: int = option(
        default=2, ge=1, le=8, help="How many times as many channels a block has inside. The paper has 2."
    )


class R3GanGenerator(_R3Gan, Generator):
    """Residual blocks and nothing else: no normalisation, no styles, no tricks. Goes with the relativistic loss, R1 and
    R2.

    The paper's pictures are not squashed; here tanh holds them in −1…1 unless the output is “none”.
    """

    output: Output = option(default="auto", help=OUTPUT_HELP)

    def build(self, spec: DataSpec, latent_dim: int, classes: int = 0) -> nn.Module:
        from ganstudio.nets.r3gan import R3GanGenerator

        channels, size, _ = spec.shape
        return R3GanGenerator(
            latent_dim,
            self.base_width,
            self.most,
            self.blocks,
            self.cardinality,
            self.expansion,
            size,
            channels,
            squashing(self.output, spec),
        )


class R3GanDiscriminator(_R3Gan, Discriminator):
    """Residual blocks and nothing else: no normalisation, no tricks. Goes with the relativistic loss, R1 and R2."""

    def build(self, spec: DataSpec) -> Critic:
        from ganstudio.nets.r3gan import R3GanDiscriminator

        channels, size, _ = spec.shape
        return R3GanDiscriminator(
            self.base_width, self.most, self.blocks, self.cardinality, self.expansion, size, channels
        )
