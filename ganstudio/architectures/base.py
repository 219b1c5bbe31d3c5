"""What every generator and discriminator offers: what it fits, and the network itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from ganstudio.catalog import Kind
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec
from ganstudio.turn import Offer

if TYPE_CHECKING:
    from torch import nn

    from ganstudio.nets.critic import Critic

Activation = Literal["relu", "leaky_relu", "elu", "gelu", "silu", "tanh"]
Normalization = Literal["none", "batch", "instance", "layer", "group", "pixel"]
FlatNormalization = Literal["none", "batch", "layer"]
Weights = Literal["plain", "spectral_norm", "equalized_lr"]
Upsampling = Literal["transposed", "nearest", "bilinear", "pixel_shuffle"]
Initialization = Literal["normal", "orthogonal", "xavier", "he"]
Output = Literal["auto", "tanh", "none"]
Width = Annotated[int, Field(ge=1, le=16384)]
WEIGHTS_HELP = (
    "How layers hold their weights. “spectral_norm” (Miyato et al. 2018) bounds the slope of each layer by 1; "
    "“equalized_lr” (Karras et al. 2018) lets all layers learn equally fast and wants a learning rate near 0.001."
)
UPSAMPLING_HELP = (
    "How G doubles the picture: “transposed” is a 4×4 transposed convolution; “nearest” and “bilinear” enlarge "
    "before a 3×3 convolution and leave no checkerboards; “pixel_shuffle” turns channels into pixels."
)
INITIALIZATION_HELP = (
    "How weights are drawn at the start: “normal” from N(0, 0.02²) as DCGAN, “orthogonal” as BigGAN, “xavier” (Glorot) "
    "and “he” by the size of each layer. With the equalised learning rate all start from N(0, 1)."
)
MINIBATCH_STD_HELP = (
    "Tells D how much the samples of a small group differ, so that samples alike give themselves away (Karras et al. "
    "2018, section 3)."
)
OUTPUT_HELP = "Squashing of the last layer. “auto” is tanh for pictures, whose values lie in −1…1, and none for points."


class Network(Kind):
    """What generators and discriminators have in common."""

    offers: ClassVar[frozenset[Offer]] = frozenset()  # what penalties may ask for beside samples or scores

    def sizes(self) -> frozenset[int] | None:
        """The picture sizes it can work with, None for any."""
        return None

    def problems(self, spec: DataSpec) -> Iterator[Problem]:
        """What keeps it from working with such data; paths relative to this network."""
        return iter(())


class Generator(Network):
    """Makes samples of noise."""

    def takes_classes(self) -> bool:
        """True when its normalisation can scale and shift by the class, or it has another way of its own."""
        return False

    def build(self, spec: DataSpec, latent_dim: int, classes: int = 0) -> nn.Module:
        """The network: z (B, latent_dim), classes y (B,) int64 or None → (B, *spec.shape).

        classes: how many it is to tell apart itself, only where it takes classes; with 0 it ignores y.
        """
        raise NotImplementedError


class Discriminator(Network):
    """Judges samples."""

    is_energy: ClassVar[bool] = False  # True where its score is minus an error, and so never above 0

    def build(self, spec: DataSpec) -> Critic:
        """The network: (B, *spec.shape) → logits (B,), see `nets.critic`."""
        raise NotImplementedError

    def mixes_samples(self) -> bool:
        """True when one sample's score depends on the others in its batch."""
        return self.normalises_over_batch()

    def normalises_over_batch(self) -> bool:
        """True with batch normalisation, which leaves a slope at one sample no meaning."""
        return False

    def bounds_slope(self) -> bool:
        """True when its weights are held such that its slope is bounded, as by spectral normalisation."""
        return False


def squashing(output: Output, spec: DataSpec) -> str:
    """What "auto" means for such data."""
    if output == "auto":
        return "tanh" if spec.is_pictures else "none"
    return output
