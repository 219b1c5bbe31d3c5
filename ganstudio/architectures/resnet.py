"""The residual networks of SNGAN, and what all residual networks share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from ganstudio.architectures.base import (
    INITIALIZATION_HELP,
    MINIBATCH_STD_HELP,
    OUTPUT_HELP,
    UPSAMPLING_HELP,
    WEIGHTS_HELP,
    Activation,
    Discriminator,
    Generator,
    Initialization,
    Normalization,
    Output,
    Upsampling,
    Weights,
    squashing,
)
from ganstudio.architectures.pictures import OfPictures
from ganstudio.options import option
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    from torch import nn

    from ganstudio.nets.critic import Critic

Widening = Literal["auto", "constant", "doubling"]
ATTENTION_HELP = (
    "Self-attention works on the largest feature map of at most so many pixels a side that is smaller than the "
    "picture. Larger maps show more and cost sixteen times as much with each doubling."
)


class Residual(OfPictures):
    """What generators and discriminators of residual blocks have in common."""

    base_width: int = option(
        default=64,
        ge=1,
        le=1024,
        unit="channels",
        help="Channels of the largest feature map. SNGAN has 256 in G and 128 in D at 32 pixels, and 64 at 128 pixels.",
    )
    widening: Widening = option(
        default="auto",
        help="Whether channels double with each halving of the map, up to sixteenfold, or stay alike. “auto” is "
        "“constant” up to 32 pixels and “doubling” above, as the papers.",
    )
    blocks: int = option(
        default=1,
        ge=1,
        le=4,
        label="Blocks per size",
        help="Residual blocks at each size of the map; the papers have 1. More make the network deeper.",
    )
    activation: Activation = option(default="relu", help="Non-linearity before each hidden convolution.")

    def attention_size(self) -> int:
        """The largest map that self-attention may work on, 0 for no attention."""
        return 0

    def alike(self) -> dict[str, Any]:
        """What both networks of a kind are built with, by the names of `nets`."""
        return {
            "widening": self.widening,
            "blocks": self.blocks,
            "activation_name": self.activation,
            "attention_at": self.attention_size(),
        }


class ResidualGenerator(Residual, Generator):
    """A generator of residual blocks."""

    normalization: Normalization = option(
        default="batch", label="Normalisation", help="Normalisation before each hidden convolution."
    )
    upsampling: Upsampling = option(default="nearest", label="Up-sampling", help=UPSAMPLING_HELP)
    initialization: Initialization = option(default="xavier", label="Initialisation", help=INITIALIZATION_HELP)
    weights: Weights = option(default="plain", help=WEIGHTS_HELP)
    output: Output = option(default="auto", help=OUTPUT_HELP)

    def takes_classes(self) -> bool:
        return self.normalization in ("batch", "instance")

    def build(self, spec: DataSpec, latent_dim: int, classes: int = 0) -> nn.Module:
        from ganstudio.nets.resnet import ResnetGenerator

        channels, size, _ = spec.shape
        return ResnetGenerator(latent_dim, self.base_width, size, channels, classes=classes, **self.built_with(spec))

    def built_with(self, spec: DataSpec) -> dict[str, Any]:
        """What every generator of residual blocks is built with, by the names of `nets`."""
        return {
            **self.alike(),
            "norm": self.normalization,
            "upsample": self.upsampling,
            "initialization": self.initialization,
            "weights": self.weights,
            "output": squashing(self.output, spec),
        }


class ResidualDiscriminator(Residual, Discriminator):
    """A discriminator of residual blocks."""

    is_wide: ClassVar[bool] = False  # whether channels grow in the first convolution of a block

    normalization: Normalization = option(
        default="none",
        label="Normalisation",
        help="Normalisation before each hidden convolution, but for the first block. A gradient penalty allows no "
        "“batch”.",
    )
    initialization: Initialization = option(default="xavier", label="Initialisation", help=INITIALIZATION_HELP)
    weights: Weights = option(default="spectral_norm", help=WEIGHTS_HELP)
    minibatch_std: bool = option(default=False, label="Minibatch std", help=MINIBATCH_STD_HELP)

    def build(self, spec: DataSpec) -> Critic:
        from ganstudio.nets.resnet import ResnetDiscriminator

        channels, size, _ = spec.shape
        return ResnetDiscriminator(
            self.base_width,
            size,
            channels,
            norm=self.normalization,
            initialization=self.initialization,
            weights=self.weights,
            minibatch_std=self.minibatch_std,
            wide=self.is_wide,
            **self.alike(),
        )

    def mixes_samples(self) -> bool:
        return self.normalises_over_batch() or self.minibatch_std

    def normalises_over_batch(self) -> bool:
        return self.normalization == "batch"

    def bounds_slope(self) -> bool:
        return self.weights == "spectral_norm"


class _Resnet(Residual):
    kind: Literal["resnet"] = "resnet"
    label: ClassVar[str] = "ResNet"
    paper: ClassVar[str] = (
        "Miyato et al. 2018, Spectral Normalization for Generative Adversarial Networks, appendix B; "
        "Gulrajani et al. 2017, Improved Training of Wasserstein GANs, appendix F"
    )


class ResnetGenerator(_Resnet, ResidualGenerator):
    """Residual blocks that double the picture step by step, as in SNGAN and WGAN-GP."""


class ResnetDiscriminator(_Resnet, ResidualDiscriminator):
    """Residual blocks that halve the picture step by step, as in SNGAN and WGAN-GP."""
