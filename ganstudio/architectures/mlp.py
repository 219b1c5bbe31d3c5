"""Fully connected networks: fit points and small pictures alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.architectures.base import (
    OUTPUT_HELP,
    Activation,
    Discriminator,
    Generator,
    Output,
    Width,
    squashing,
)
from ganstudio.options import option
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    from torch import nn


class MlpGenerator(Generator):
    """Fully connected layers: quick, for points and small pictures."""

    kind: Literal["mlp"] = "mlp"
    label: ClassVar[str] = "MLP"
    widths: tuple[Width, ...] = option(
        default=(128, 256), max_length=16, help="Units of each hidden layer, from the noise to the sample."
    )
    activation: Activation = option(default="leaky_relu", help="Non-linearity after each hidden layer.")
    output: Output = option(default="auto", help=OUTPUT_HELP)

    def build(self, spec: DataSpec, latent_dim: int) -> nn.Module:
        from ganstudio.nets.mlp import MlpGenerator

        return MlpGenerator(latent_dim, self.widths, spec.shape, self.activation, squashing(self.output, spec))


class MlpDiscriminator(Discriminator):
    """Fully connected layers: quick, for points and small pictures."""

    kind: Literal["mlp"] = "mlp"
    label: ClassVar[str] = "MLP"
    widths: tuple[Width, ...] = option(
        default=(256, 128), max_length=16, help="Units of each hidden layer, from the sample to the score."
    )
    activation: Activation = option(default="leaky_relu", help="Non-linearity after each hidden layer.")

    def build(self, spec: DataSpec) -> nn.Module:
        from ganstudio.nets.mlp import MlpDiscriminator

        return MlpDiscriminator(spec.shape, self.widths, self.activation)
