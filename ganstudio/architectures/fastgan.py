"""The networks of FastGAN, for a few dozen to a few hundred pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.architectures.base import (
    INITIALIZATION_HELP,
    WEIGHTS_HELP,
    Discriminator,
    Generator,
    Initialization,
    Normalization,
    Weights,
)
from ganstudio.architectures.pictures import OfPictures
from ganstudio.options import option
from ganstudio.spec import DataSpec
from ganstudio.turn import Offer

if TYPE_CHECKING:
    from torch import nn

    from ganstudio.nets.critic import Critic


class _Fastgan(OfPictures):
    """What both networks of FastGAN share."""

    kind: Literal["fastgan"] = "fastgan"
    label: ClassVar[str] = "FastGAN"
    paper: ClassVar[str] = (
        "Liu et al. 2021, Towards Faster and Stabilized GAN Training for High-fidelity Few-shot Image Synthesis"
    )
    base_width: int = option(
        default=64,
        ge=1,
        le=1024,
        unit="channels",
        help="Scales all widths. The paper has 64, which gives G's smallest map 1,024 channels and D's 512.",
    )
    initialization: Initialization = option(default="normal", label="Initialisation", help=INITIALIZATION_HELP)
    weights: Weights = option(default="spectral_norm", help=WEIGHTS_HELP)


class FastganGenerator(_Fastgan, Generator):
    """A light network whose small maps tell the large ones which channels matter: learns few large pictures soon."""

    excitation_span: int = option(
        default=4,
        ge=1,
        le=6,
        unit="doublings",
        help="How much larger the map is whose channels a map excites. The paper has 4: of 4 and 64 pixels, 8 and 128, "
        "16 and 256. Smaller pictures have no such pairs, and learn without unless it is less.",
    )

    def takes_classes(self) -> bool:
        return True

    def build(self, spec: DataSpec, latent_dim: int, classes: int = 0) -> nn.Module:
        from ganstudio.nets.fastgan import FastganGenerator

        channels, size, _ = spec.shape
        return FastganGenerator(
            latent_dim,
            self.base_width,
            size,
            channels,
            self.excitation_span,
            self.weights,
            self.initialization,
            classes,
        )


class FastganDiscriminator(_Fastgan, Discriminator):
    """Residual blocks that halve the picture; with the penalty “reconstruction” it also learns to rebuild real ones.

    The published one scores patches of a picture, this one the picture.
    """

    offers: ClassVar[frozenset[Offer]] = frozenset({"reconstruction"})
    normalization: Normalization = option(
        default="batch",
        label="Normalisation",
        help="Normalisation after each convolution but the first. A gradient penalty allows no “batch”.",
    )
    excitation_span: int = option(
        default=3,
        ge=1,
        le=6,
        unit="halvings",
        help="How much smaller the map is whose channels a map excites. The paper has 3: of 64 and 8 pixels, 128 and "
        "16, 256 and 32.",
    )

    def build(self, spec: DataSpec) -> Critic:
        from ganstudio.nets.fastgan import FastganDiscriminator

        channels, size, _ = spec.shape
        return FastganDiscriminator(
            self.base_width,
            size,
            channels,
            self.normalization,
            self.excitation_span,
            self.weights,
            self.initialization,
        )

    def normalises_over_batch(self) -> bool:
        return self.normalization == "batch"

    def bounds_slope(self) -> bool:
        return self.weights == "spectral_norm"
