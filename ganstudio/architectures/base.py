"""What every generator and discriminator offers: what it fits, and the network itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from ganstudio.catalog import Kind
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    from torch import nn

Activation = Literal["relu", "leaky_relu", "elu", "gelu", "silu", "tanh"]
Normalization = Literal["none", "batch", "instance", "layer"]
FlatNormalization = Literal["none", "batch", "layer"]
Weights = Literal["plain", "spectral_norm", "equalized_lr"]
Output = Literal["auto", "tanh", "none"]
Width = Annotated[int, Field(ge=1, le=16384)]
WEIGHTS_HELP = (
    "How layers hold their weights. “spectral_norm” (Miyato et al. 2018) bounds the slope of each layer by 1; "
    "“equalized_lr” (Karras et al. 2018) lets all layers learn equally fast and wants a learning rate near 0.001."
)
OUTPUT_HELP = "Squashing of the last layer. “auto” is tanh for pictures, whose values lie in −1…1, and none for points."


class Network(Kind):
    """What generators and discriminators have in common."""

    def sizes(self) -> frozenset[int] | None:
        """The picture sizes it can work with, None for any."""
        return None

    def problems(self, spec: DataSpec) -> Iterator[Problem]:
        """What keeps it from working with such data; paths relative to this network."""
        return iter(())


class Generator(Network):
    """Makes samples of noise."""

    def build(self, spec: DataSpec, latent_dim: int) -> nn.Module:
        """The network: (B, latent_dim) → (B, *spec.shape)."""
        raise NotImplementedError


class Discriminator(Network):
    """Judges samples."""

    def build(self, spec: DataSpec) -> nn.Module:
        """The network: (B, *spec.shape) → logits (B,)."""
        raise NotImplementedError

    def mixes_samples(self) -> bool:
        """True when one sample's score depends on the others in its batch, as with batch normalisation."""
        return False

    def bounds_slope(self) -> bool:
        """True when its weights are held such that its slope is bounded, as by spectral normalisation."""
        return False


def squashing(output: Output, spec: DataSpec) -> str:
    """What "auto" means for such data."""
    if output == "auto":
        return "tanh" if spec.is_pictures else "none"
    return output
