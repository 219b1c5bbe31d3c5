"""The networks of BigGAN, whose noise and classes reach every level of G."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.architectures.base import INITIALIZATION_HELP, WEIGHTS_HELP, Initialization, Weights
from ganstudio.architectures.resnet import ATTENTION_HELP, Residual, ResidualDiscriminator, ResidualGenerator
from ganstudio.options import option
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    from torch import nn


class _Biggan(Residual):
    kind: Literal["biggan"] = "biggan"
    label: ClassVar[str] = "BigGAN"
    paper: ClassVar[str] = (
        "Brock et al. 2019, Large Scale GAN Training for High Fidelity Natural Image Synthesis, appendix B"
    )
    base_width: int = option(
        default=32,
        ge=1,
        le=1024,
        unit="channels",
        help="Channels of the largest feature map. The paper has 96 at 128 pixels; 256 are usual at 32.",
    )
    attention_at: int = option(default=64, ge=8, le=64, unit="pixels", label="Attention up to", help=ATTENTION_HELP)

    def attention_size(self) -> int:
        return self.attention_at


class BigganGenerator(_Biggan, ResidualGenerator):
    """Residual blocks whose normalisation is steered by the noise and, with classes, by a shared embedding of the
    class.

    Each level of the picture has its own part of the noise. It learns classes best where G is told by “normalization”.
    """

    normalization: Literal["batch", "instance"] = option(
        default="batch",
        label="Normalisation",
        help="What the noise and the class scale and shift, before each hidden convolution.",
    )
    initialization: Initialization = option(default="orthogonal", label="Initialisation", help=INITIALIZATION_HELP)
    weights: Weights = option(default="spectral_norm", help=WEIGHTS_HELP)
    shared_dim: int = option(
        default=128,
        ge=1,
        le=1024,
        unit="numbers",
        label="Shared class embedding",
        help="How many learnt numbers stand for a class in all levels of G, where it is told by “normalization”.",
    )
    split_latent: bool = option(
        default=True,
        label="Split noise",
        help="Gives each level a part of the noise of its own. Otherwise, or with fewer numbers than levels, each is "
        "given all of it, as in BigGAN-deep.",
    )

    def build(self, spec: DataSpec, latent_dim: int, classes: int = 0) -> nn.Module:
        from ganstudio.nets.biggan import BigganGenerator

        channels, size, _ = spec.shape
        return BigganGenerator(
            latent_dim,
            self.base_width,
            size,
            channels,
            classes=classes,
            shared_dim=self.shared_dim,
            split_latent=self.split_latent,
            **self.built_with(spec),
        )


class BigganDiscriminator(_Biggan, ResidualDiscriminator):
    """Residual blocks that widen in their first convolution, with self-attention, that halve the picture."""

    is_wide: ClassVar[bool] = True

    initialization: Initialization = option(default="orthogonal", label="Initialisation", help=INITIALIZATION_HELP)
