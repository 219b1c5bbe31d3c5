"""The convolutional networks of DCGAN."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

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

PAPER = "Radford et al. 2016, Unsupervised Representation Learning with Deep Convolutional GANs"
WIDTH_HELP = "Channels of the largest feature map; they double with each halving, up to eightfold. The paper has 64."


class DcganGenerator(OfPictures, Generator):
    """Transposed convolutions that double the picture step by step."""

    kind: Literal["dcgan"] = "dcgan"
    label: ClassVar[str] = "DCGAN"
    paper: ClassVar[str] = PAPER
    base_width: int = option(default=64, ge=1, le=1024, unit="channels", help=WIDTH_HELP)
    activation: Activation = option(default="relu", help="Non-linearity after each hidden layer.")
    normalization: Normalization = option(
        default="batch", label="Normalisation", help="Normalisation after each hidden convolution."
    )
    upsampling: Upsampling = option(default="transposed", label="Up-sampling", help=UPSAMPLING_HELP)
    initialization: Initialization = option(default="normal", label="Initialisation", help=INITIALIZATION_HELP)
    weights: Weights = option(default="plain", help=WEIGHTS_HELP)
    output: Output = option(default="auto", help=OUTPUT_HELP)

    def takes_classes(self) -> bool:
        return self.normalization in ("batch", "instance")

    def build(self, spec: DataSpec, latent_dim: int, classes: int = 0) -> nn.Module:
        from ganstudio.nets.dcgan import DcganGenerator

        channels, size, _ = spec.shape
        return DcganGenerator(
            latent_dim,
            self.base_width,
            size,
            channels,
            self.activation,
            self.normalization,
            squashing(self.output, spec),
            self.weights,
            self.upsampling,
            self.initialization,
            classes,
        )


class DcganDiscriminator(OfPictures, Discriminator):
    """Strided convolutions that halve the picture step by step."""

    kind: Literal["dcgan"] = "dcgan"
    label: ClassVar[str] = "DCGAN"
    paper: ClassVar[str] = PAPER
    base_width: int = option(default=64, ge=1, le=1024, unit="channels", help=WIDTH_HELP)
    activation: Activation = option(default="leaky_relu", help="Non-linearity after each hidden layer.")
    normalization: Normalization = option(
        default="batch",
        label="Normalisation",
        help="Normalisation after each hidden convolution but the first. A gradient penalty allows no “batch”.",
    )
    initialization: Initialization = option(default="normal", label="Initialisation", help=INITIALIZATION_HELP)
    weights: Weights = option(default="plain", help=WEIGHTS_HELP)
    minibatch_std: bool = option(default=False, label="Minibatch std", help=MINIBATCH_STD_HELP)

    def build(self, spec: DataSpec) -> Critic:
        from ganstudio.nets.dcgan import DcganDiscriminator

        channels, size, _ = spec.shape
        return DcganDiscriminator(
            self.base_width,
            size,
            channels,
            self.activation,
            self.normalization,
            self.weights,
            self.initialization,
            self.minibatch_std,
        )

    def mixes_samples(self) -> bool:
        return self.normalises_over_batch() or self.minibatch_std

    def normalises_over_batch(self) -> bool:
        return self.normalization == "batch"

    def bounds_slope(self) -> bool:
        return self.weights == "spectral_norm"
