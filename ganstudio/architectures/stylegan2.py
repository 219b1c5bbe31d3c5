"""The networks of StyleGAN2."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.architectures.base import (
    MINIBATCH_STD_HELP,
    OUTPUT_HELP,
    Discriminator,
    Generator,
    Output,
    squashing,
)
from ganstudio.architectures.pyramid import Pyramid
from ganstudio.options import option
from ganstudio.spec import DataSpec
from ganstudio.turn import Offer

if TYPE_CHECKING:
    from torch import nn

    from ganstudio.nets.critic import Critic


class _StyleGan2(Pyramid):
    """What both networks of StyleGAN2 share. Their weights have an equalised learning rate."""

    kind: Literal["stylegan2"] = "stylegan2"
    label: ClassVar[str] = "StyleGAN2"
    paper: ClassVar[str] = "Karras et al. 2020, Analyzing and Improving the Image Quality of StyleGAN"
    base_width: int = option(
        default=16,
        ge=1,
        le=1024,
        unit="channels",
        help="Channels of the largest feature map; they double with each halving. The paper's would be 128 at 256 "
        "pixels, its small variant has 64 there.",
    )


class StyleGan2Generator(_StyleGan2, Generator):
    """Turns z into a style w, which steers each layer of the picture, coarse to fine: rich, smooth and well explored.
    Wants Adam with a learning rate near 0.002, β₁ = 0 and R1.

    The paper's pictures are not squashed; here tanh holds them in −1…1 unless the output is “none”.
    """

    offers: ClassVar[frozenset[Offer]] = frozenset({"styles"})

    w_dim: int = option(default=128, ge=1, le=4096, label="Style dimension", help="Length of w. The paper has 512.")
    mapping_layers: int = option(
        default=2, ge=1, le=16, help="Layers between z and w. The paper has 8; 2 are better with little data."
    )
    style_mixing: float = option(
        default=0.9,
        ge=0,
        le=1,
        help="Share of the samples whose fine layers follow another sample's style in training, so that styles can be "
        "combined later. The paper has 0.9.",
    )
    noise: bool = option(default=True, help="Noise in each layer for what is left to chance, as the fall of hair.")
    output: Output = option(default="auto", help=OUTPUT_HELP)

    def build(self, spec: DataSpec, latent_dim: int, classes: int = 0) -> nn.Module:
        from ganstudio.nets.stylegan2 import StyleGan2Generator

        channels, size, _ = spec.shape
        return StyleGan2Generator(
            latent_dim,
            self.w_dim,
            self.mapping_layers,
            self.base_width,
            self.most,
            size,
            channels,
            self.style_mixing,
            self.noise,
            squashing(self.output, spec),
        )


class StyleGan2Discriminator(_StyleGan2, Discriminator):
    """Residual blocks that blur before they halve the picture."""

    minibatch_std: bool = option(default=True, label="Minibatch std", help=MINIBATCH_STD_HELP)

    def build(self, spec: DataSpec) -> Critic:
        from ganstudio.nets.stylegan2 import StyleGan2Discriminator

        channels, size, _ = spec.shape
        return StyleGan2Discriminator(self.base_width, self.most, size, channels, self.minibatch_std)

    def mixes_samples(self) -> bool:
        return self.minibatch_std
