"""The small parts that networks are built of, chosen by name."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrize import type_before_parametrizations

from ganstudio.nets.convolutions import Doubling

_ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "relu": lambda: nn.ReLU(inplace=True),
    "leaky_relu": lambda: nn.LeakyReLU(0.2, inplace=True),
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
}
_NORMALIZATIONS: dict[str, Callable[[int], nn.Module]] = {
    "none": lambda channels: nn.Identity(),
    "batch": nn.BatchNorm2d,
    "instance": lambda channels: nn.InstanceNorm2d(channels, affine=True),
    "layer": lambda channels: nn.GroupNorm(1, channels),  # over all channels and pixels of a sample
    "group": lambda channels: nn.GroupNorm(math.gcd(channels, GROUPS), channels),
    "pixel": lambda channels: PixelNorm(),
}
_FLAT_NORMALIZATIONS: dict[str, Callable[[int], nn.Module]] = {
    "batch": nn.BatchNorm1d,
    "layer": nn.LayerNorm,
}
GROUPS = 32  # of group normalisation at most: Wu and He 2018


def activation(name: str) -> nn.Module:
    """The non-linearity of that name; leaky ReLU has slope 0.2, as DCGAN."""
    return _ACTIVATIONS[name]()


def normalization(name: str, channels: int, classes: int = 0) -> nn.Module:
    """The normalisation of that name over (B, channels, H, W).

    classes: where there are any, “batch” and “instance” scale and shift by the class: the layer takes (x, y).
    """
    return ClassNorm(name, channels, classes) if classes else _NORMALIZATIONS[name](channels)


def flat_normalization(name: str, units: int) -> nn.Module:
    """The normalisation of that name over (B, units)."""
    return _FLAT_NORMALIZATIONS[name](units)


def kind_of(layer: nn.Module) -> str:
    """What the field calls it: torch's name of what it is, however it is computed; its own where torch has none."""
    kind = type_before_parametrizations(layer)
    known = next(each for each in kind.__mro__ if each.__module__.startswith("torch.nn"))
    return (kind if known is nn.Module else known).__name__


def parameter_count(network: nn.Module) -> int:
    """Numbers that training changes."""
    return sum(p.numel() for p in network.parameters())


def widened(x: Tensor) -> Tensor:
    """x in float32 at least: in float16 squares overflow from 256 on, and 1e-8 is 0."""
    return x.to(torch.promote_types(x.dtype, torch.float32))


class PixelNorm(nn.Module):
    """x / √(mean over the channels of x²): Karras et al. 2018, section 4.2. (B, C, …) → the same."""

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(widened(x).square().mean(dim=1, keepdim=True) + 1e-8).to(x.dtype)


class Conditioned:
    """Marks a layer that takes (x, y): what goes through it, and what it is told beside that, a class or a vector."""


def known(y: Tensor | None) -> Tensor:
    """The classes, for what cannot work without them."""
    if y is None:
        raise ValueError("this network is told the class of each sample: give it y, (B,) int64, beside them")
    return y


def embedded(y: Tensor | None, embedding: nn.Embedding) -> Tensor:
    """What stands for the classes, (B, dim). y: (B,) int64, or the weights of a blend of classes, (B, classes)."""
    y = known(y)
    return y @ embedding.weight if y.is_floating_point() else embedding(y)


class ClassNorm(Conditioned, nn.Module):
    """γ_y · norm(x) + β_y: conditional batch normalisation (de Vries et al. 2017; Dumoulin et al. 2017) where the norm
    is "batch", adaptive instance normalisation (Huang and Belongie 2017) by class where it is "instance"."""

    def __init__(self, name: str, channels: int, classes: int) -> None:
        super().__init__()
        if name not in ("batch", "instance"):
            raise ValueError(f"normalisation “{name}” has no scales and shifts for each class")
        norm = nn.BatchNorm2d if name == "batch" else nn.InstanceNorm2d
        self.norm = norm(channels, affine=False)
        self.scale, self.shift = nn.Embedding(classes, channels), nn.Embedding(classes, channels)
        nn.init.ones_(self.scale.weight)
        nn.init.zeros_(self.shift.weight)

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        """x (B, C, H, W), y (B,) int64 or (B, classes) weights of a blend. Raises ValueError without y."""
        scale, shift = embedded(y, self.scale), embedded(y, self.shift)
        return self.norm(x) * scale[:, :, None, None] + shift[:, :, None, None]


class ClassSequential(Conditioned, nn.Sequential):
    """Layers in a row, of which those that are conditioned are given y."""

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        for layer in self:
            x = layer(x, y) if isinstance(layer, Conditioned) else layer(x)
        return x


def initialise(network: nn.Module, name: str) -> None:
    """Draws the weights of all layers anew, in the way of that name; biases become 0.

    normal: N(0, 0.02²), and batch-norm scales N(1, 0.02²) (Radford et al. 2016). orthogonal: Saxe et al. 2014, as
    BigGAN. xavier: Glorot and Bengio 2010, uniform. he: He et al. 2015, normal, for leaky ReLU.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
            _draw(module.weight, name)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif name == "normal" and isinstance(module, nn.BatchNorm2d) and module.affine:
            nn.init.normal_(module.weight, 1.0, 0.02)
            nn.init.zeros_(module.bias)


def _draw(weight: Tensor, name: str) -> None:
    match name:
        case "normal":
            nn.init.normal_(weight, 0.0, 0.02)
        case "orthogonal":
            nn.init.orthogonal_(weight)
        case "xavier":
            nn.init.xavier_uniform_(weight)
        case "he":
            nn.init.kaiming_normal_(weight, a=0.2, nonlinearity="leaky_relu")
        case _:
            raise ValueError(f"there is no initialisation “{name}”")


def upsampling(name: str, before: int, after: int, bias: bool = True) -> nn.Module:
    """(B, before, H, W) → (B, after, 2H, 2W) in the way of that name.

    transposed: a 4×4 transposed convolution of stride 2. nearest, bilinear: enlarged, then a 3×3 convolution (Odena et
    al. 2016 on checkerboards). pixel_shuffle: a 3×3 convolution to 4 × `after`, whose channels become pixels (Shi et
    al. 2016).
    """
    match name:
        case "transposed":
            return Doubling(before, after, bias)
        case "nearest" | "bilinear":
            enlarge = nn.Upsample(scale_factor=2, mode=name)
            return nn.Sequential(enlarge, nn.Conv2d(before, after, 3, padding=1, bias=bias))
        case "pixel_shuffle":
            return nn.Sequential(nn.Conv2d(before, 4 * after, 3, padding=1, bias=bias), nn.PixelShuffle(2))
        case _:
            raise ValueError(f"there is no up-sampling “{name}”")


class MinibatchStd(nn.Module):
    """Adds a map of how much the samples of a group differ: Karras et al. 2018, section 3; groups as StyleGAN2.

    (B, C, H, W) → (B, C + 1, H, W). A group has `group` samples, or as many as divide the batch evenly.
    """

    def __init__(self, group: int = 4) -> None:
        super().__init__()
        self.group = group

    def forward(self, x: Tensor) -> Tensor:
        count, _, height, width = x.shape
        size = math.gcd(count, self.group)
        grouped = widened(x).reshape(size, count // size, *x.shape[1:])
        spread = (grouped.var(dim=0, correction=0) + 1e-8).sqrt().mean(dim=(1, 2, 3)).to(x.dtype)  # one a group
        return torch.cat((x, spread.repeat(size).view(count, 1, 1, 1).expand(count, 1, height, width)), dim=1)


class Chance:
    """What a network's layer draws noise from while it trains; in evaluation mode a layer is to draw none.

    The engine sets `rng` to its own stream, so that a run can go on bit for bit.
    """

    rng: torch.Generator | None = None
