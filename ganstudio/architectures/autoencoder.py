"""Discriminators that rebuild a sample and score it by the error."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.architectures.base import (
    INITIALIZATION_HELP,
    WEIGHTS_HELP,
    Activation,
    Discriminator,
    FlatNormalization,
    Initialization,
    Normalization,
    Weights,
    Width,
)
from ganstudio.architectures.pictures import OfPictures
from ganstudio.options import option
from ganstudio.spec import DataSpec
from ganstudio.turn import Offer

if TYPE_CHECKING:
    from ganstudio.nets.critic import Critic

NORMALIZATION_HELP = (
    "Normalisation after the hidden layers; the paper of BEGAN has none. A gradient penalty allows no “batch”."
)


class _AutoEncoder(Discriminator):
    """What auto-encoding discriminators share, whatever their layers."""

    paper: ClassVar[str] = (
        "Zhao et al. 2017, Energy-based Generative Adversarial Networks; "
        "Berthelot et al. 2017, BEGAN: Boundary Equilibrium Generative Adversarial Networks, figure 1"
    )
    offers: ClassVar[frozenset[Offer]] = frozenset({"reconstruction"})
    is_energy: ClassVar[bool] = True
    code_dim: int = option(
        default=64,
        ge=1,
        le=4096,
        label="Code",
        unit="numbers",
        help="What a sample is squeezed into before it is rebuilt: fewer numbers than it has itself, or D may learn to "
        "copy anything. The paper of BEGAN has 64 to 128.",
    )
    error: Literal["l1", "l2"] = option(
        default="l1",
        help="What the score is minus the mean of: “l1” the absolute error of the rebuilt sample, as BEGAN, “l2” the "
        "squared error, as EBGAN.",
    )
    initialization: Initialization = option(default="xavier", label="Initialisation", help=INITIALIZATION_HELP)
    weights: Weights = option(default="plain", help=WEIGHTS_HELP)

    def bounds_slope(self) -> bool:
        return self.weights == "spectral_norm"


class AutoEncoder(OfPictures, _AutoEncoder):
    """Squeezes a picture into a short code and rebuilds it: what it rebuilds well it takes for real. For “began”.

    With the hinge loss this is EBGAN with a margin of 1.
    """

    kind: Literal["autoencoder"] = "autoencoder"
    label: ClassVar[str] = "Auto-encoder"
    otherwise: ClassVar[str] = "mlp_autoencoder"
    base_width: int = option(
        default=64,
        ge=1,
        le=1024,
        unit="channels",
        help="Channels of the decoder, and of the encoder's first map; the encoder has as many more after each "
        "halving. The paper of BEGAN has 64 to 128.",
    )
    activation: Activation = option(default="elu", help="Non-linearity after each hidden layer.")
    normalization: Normalization = option(default="none", label="Normalisation", help=NORMALIZATION_HELP)

    def build(self, spec: DataSpec) -> Critic:
        from ganstudio.nets.autoencoder import ConvolutionalAutoEncoder

        channels, size, _ = spec.shape
        return ConvolutionalAutoEncoder(
            self.base_width,
            size,
            channels,
            self.code_dim,
            self.activation,
            self.normalization,
            self.weights,
            self.initialization,
            self.error,
        )

    def normalises_over_batch(self) -> bool:
        return self.normalization == "batch"


class MlpAutoEncoder(_AutoEncoder):
    """Squeezes a row or a small picture into a short code and rebuilds it: what it rebuilds well it takes for real. For
    “began”.

    With the hinge loss this is EBGAN with a margin of 1. Points of the plane are too easily copied to be learnt.
    """

    kind: Literal["mlp_autoencoder"] = "mlp_autoencoder"
    label: ClassVar[str] = "Auto-encoder (MLP)"
    widths: tuple[Width, ...] = option(
        default=(256, 128),
        max_length=16,
        help="Units of each hidden layer, from the sample to the code; from the code back they come in reverse.",
    )
    activation: Activation = option(default="elu", help="Non-linearity after each hidden layer.")
    normalization: FlatNormalization = option(default="none", label="Normalisation", help=NORMALIZATION_HELP)

    def build(self, spec: DataSpec) -> Critic:
        from ganstudio.nets.autoencoder import MlpAutoEncoder

        return MlpAutoEncoder(
            spec.shape,
            self.widths,
            self.code_dim,
            self.activation,
            self.normalization,
            self.weights,
            self.initialization,
            self.error,
        )

    def normalises_over_batch(self) -> bool:
        return self.normalization == "batch"
