"""Fully connected networks: fit points and small pictures alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.architectures.base import (
    OUTPUT_HELP,
    WEIGHTS_HELP,
    Activation,
    Discriminator,
    FlatNormalization,
    Generator,
    Output,
    Weights,
    Width,
    squashing,
)
from ganstudio.options import option
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    from torch import nn

    from ganstudio.nets.critic import Critic


class MlpGenerator(Generator):
    """Fully connected layers: quick, for points and small pictures."""

    kind: Literal["mlp"] = "mlp"
    label: ClassVar[str] = "MLP"
    widths: tuple[Width, ...] = option(
        default=(128, 256), max_length=16, help="Units of each hidden layer, from the noise to the sample."
    )
    activation: Activation = option(default="leaky_relu", help="Non-linearity after each hidden layer.")
    normalization: FlatNormalization = option(
        default="none", label="Normalisation", help="Normalisation after each hidden layer."
    )
    weights: Weights = option(default="plain", help=WEIGHTS_HELP)
    output: Output = option(default="auto", help=OUTPUT_HELP)

    def build(self, spec: DataSpec, latent_dim: int, classes: int = 0) -> nn.Module:
        from ganstudio.nets.mlp import MlpGenerator

        output = squashing(self.output, spec)
        return MlpGenerator(
            latent_dim, self.widths, spec.shape, self.activation, output, self.normalization, self.weights
        )


class MlpDiscriminator(Discriminator):
    """Fully connected layers: quick, for points and small pictures."""

    kind: Literal["mlp"] = "mlp"
    label: ClassVar[str] = "MLP"
    widths: tuple[Width, ...] = option(
        default=(256, 128), max_length=16, help="Units of each hidden layer, from the sample to the score."
    )
    activation: Activation = option(default="leaky_relu", help="Non-linearity after each hidden layer.")
    normalization: FlatNormalization = option(
        default="none",
        label="Normalisation",
        help="Normalisation after each hidden layer but the first. A gradient penalty allows no “batch”.",
    )
    weights: Weights = option(default="plain", help=WEIGHTS_HELP)

    def build(self, spec: DataSpec) -> Critic:
        from ganstudio.nets.mlp import MlpDiscriminator

        return MlpDiscriminator(spec.shape, self.widths, self.activation, self.normalization, self.weights)

    def normalises_over_batch(self) -> bool:
        return self.normalization == "batch"

    def bounds_slope(self) -> bool:
        return self.weights == "spectral_norm"
