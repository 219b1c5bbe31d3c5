"""The residual networks of SNGAN (Miyato et al. 2018, appendix B), with or without self-attention (Zhang et al. 2019).

G and D of the ResNet in WGAN-GP (Gulrajani et al. 2017, appendix F) have the same shape.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from torch import Tensor, nn

from ganstudio.nets.attention import SelfAttention, attended
from ganstudio.nets.blocks import (
    ClassSequential,
    Conditioned,
    MinibatchStd,
    activation,
    initialise,
    normalization,
    upsampling,
)
from ganstudio.nets.critic import Critic
from ganstudio.nets.dcgan import halvings
from ganstudio.nets.weights import parametrise

MOST_WIDENING = 16  # × base width: Miyato et al. 2018, table 6
WIDENS_ABOVE = 32  # pixels: in the paper's tables, channels are alike for CIFAR-10 and widen for larger pictures


def widens(widening: str, size: int) -> bool:
    """Whether channels widen as maps shrink: "auto" does what the paper does at that size."""
    return size > WIDENS_ABOVE if widening == "auto" else widening == "doubling"


def widths(base_width: int, size: int, widening: str) -> list[int]:
    """Channels of the maps that halvings of a picture of `size` give, from the largest map to the smallest."""
    levels = halvings(size)
    if not widens(widening, size):
        return [base_width] * levels
    doubled = [min(2**level, MOST_WIDENING) for level in range(levels)]
    if levels == 6:  # 256 pixels: Brock et al. 2019, appendix B, have 8 twice before they come to 16
        doubled = [1, 2, 4, 8, 8, 16]
    return [base_width * factor for factor in doubled]


class ResnetGenerator(nn.Module):
    """z (B, latent_dim), classes y (B,) → pictures (B, channels, size, size); each level doubles the size.

    classes: how many the normalisation tells apart, 0 for none; then y is not looked at. attention_at: see
    `up_levels`.
    """

    def __init__(
        self,
        latent_dim: int,
        base_width: int,
        size: int,
        channels: int,
        *,
        widening: str = "auto",
        blocks: int = 1,
        activation_name: str = "relu",
        norm: str = "batch",
        upsample: str = "nearest",
        initialization: str = "xavier",
        weights: str = "plain",
        output: str = "tanh",
        attention_at: int = 0,
        classes: int = 0,
    ) -> None:
        super().__init__()
        maps = widths(base_width, size, widening)[::-1]
        levels = up_levels(
            size,
            maps,
            blocks,
            lambda width: normalization(norm, width, classes),
            activation_name,
            upsample,
            attention_at,
        )
        self.layers = ClassSequential(
            *seed(latent_dim, maps[0], size >> len(maps)),
            *levels,
            *picture(maps[-1], channels, norm, activation_name, output),
        )
        initialise(self, initialization)
        parametrise(self, weights)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.layers(z, y)


class ResnetDiscriminator(Critic):
    """Pictures (B, channels, size, size) → logits (B,): residual blocks that halve the size, then a sum over pixels.

    Without widening, the map is halved down to 8 pixels and two blocks follow (the paper's table 4), else down to
    4…7 pixels and one block follows (table 6). wide: whether the channels of a block grow in its first convolution,
    as in BigGAN, or in its second.
    """

    def __init__(
        self,
        base_width: int,
        size: int,
        channels: int,
        *,
        widening: str = "auto",
        blocks: int = 1,
        activation_name: str = "relu",
        norm: str = "none",
        initialization: str = "xavier",
        weights: str = "spectral_norm",
        minibatch_std: bool = False,
        attention_at: int = 0,
        wide: bool = False,
    ) -> None:
        super().__init__()
        maps = widths(base_width, size, widening)
        smallest, tail = (7, 1) if widens(widening, size) else (8, 2)
        attention = attended(size, attention_at) if attention_at else 0
        layers: list[nn.Module] = []
        before = channels
        for after in maps:
            if layers and size <= smallest:
                break
            size //= 2
            layers.append(
                DownBlock(before, after, norm, activation_name, halve=True, wide=wide)
                if layers
                else FirstBlock(before, after, activation_name)
            )
            layers += [DownBlock(after, after, norm, activation_name) for _ in range(blocks - 1)]
            if size == attention:
                layers.append(SelfAttention(after))
            before = after
        layers += [DownBlock(before, before, norm, activation_name) for _ in range(tail - 1)]
        if minibatch_std:
            layers.append(MinibatchStd())
        layers += [DownBlock(before + minibatch_std, before, norm, activation_name), activation(activation_name)]
        self.layers = nn.Sequential(*layers)
        self.feature_dim = before
        self.logit = nn.Linear(before, 1)
        initialise(self, initialization)
        parametrise(self, weights)

    def look(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        features = self.layers(x).sum(dim=(2, 3))
        return self.logit(features).flatten(), features


def seed(latent_dim: int, width: int, side: int) -> tuple[nn.Module, nn.Module]:
    """z (B, latent_dim) → the first map (B, width, side, side)."""
    return nn.Linear(latent_dim, width * side * side), nn.Unflatten(1, (width, side, side))


def up_levels(
    size: int,
    maps: list[int],
    blocks: int,
    norm: Callable[[int], nn.Module],
    activation_name: str,
    upsample: str,
    attention_at: int,
) -> list[ClassSequential]:
    """The levels from the first map to the picture's size; each takes (x, y) and doubles the size of x.

    maps: channels that each level gives, the first map has as many as the first. blocks: residual blocks in a level.
    norm: a normalisation of so many channels. attention_at: self-attention works on the largest map of at most so many
    pixels that is smaller than the picture; 0 for none.
    """
    attention = attended(size, attention_at) if attention_at else 0
    side = size >> len(maps)
    levels = []
    for before, after in pairwise([maps[0], *maps]):
        level: list[nn.Module] = [SelfAttention(before)] if side == attention else []
        level.append(UpBlock(before, after, norm, activation_name, upsample))
        level += [UpBlock(after, after, norm, activation_name) for _ in range(blocks - 1)]
        levels.append(ClassSequential(*level))
        side *= 2
    return levels


def picture(width: int, channels: int, norm: str, activation_name: str, output: str) -> list[nn.Module]:
    """The last map (B, width, H, W) → the picture (B, channels, H, W)."""
    layers = [normalization(norm, width), _unshared(activation_name), _conv(width, channels)]
    return [*layers, nn.Tanh()] if output == "tanh" else layers


class UpBlock(Conditioned, nn.Module):
    """x (B, before, H, W) → (B, after, 2H, 2W), or (B, after, H, W) without `upsample`.

    y is given to the normalisations that are conditioned.
    """

    def __init__(
        self,
        before: int,
        after: int,
        norm: Callable[[int], nn.Module],
        activation_name: str,
        upsample: str | None = None,
    ) -> None:
        super().__init__()
        self.residual = ClassSequential(
            norm(before),
            _unshared(activation_name),
            upsampling(upsample, before, after) if upsample else _conv(before, after),
            norm(after),
            activation(activation_name),
            _conv(after, after),
        )
        shortcut: list[nn.Module] = []
        if upsample or before != after:
            shortcut.append(nn.Conv2d(before, after, 1))
        if upsample:  # after the 1×1 convolution, which gives the same and has less to do on the small map
            shortcut.append(nn.Upsample(scale_factor=2, mode="bilinear" if upsample == "bilinear" else "nearest"))
        self.shortcut = nn.Sequential(*shortcut) if shortcut else nn.Identity()

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        return self.residual(x, y) + self.shortcut(x)


class DownBlock(nn.Module):
    """(B, before, H, W) → (B, after, H, W), or (B, after, H/2, W/2) where it halves."""

    def __init__(
        self,
        before: int,
        after: int,
        norm: str,
        activation_name: str,
        *,
        halve: bool = False,
        wide: bool = False,
    ) -> None:
        super().__init__()
        hidden = after if wide else before
        self.residual = nn.Sequential(
            normalization(norm, before),
            _unshared(activation_name),
            _conv(before, hidden),
            normalization(norm, hidden),
            activation(activation_name),
            _conv(hidden, after),
        )
        shortcut: list[nn.Module] = []
        if halve:
            self.residual.append(nn.AvgPool2d(2))
            shortcut.append(nn.AvgPool2d(2))
        if halve or before != after:
            shortcut.append(nn.Conv2d(before, after, 1))
        self.shortcut = nn.Sequential(*shortcut) if shortcut else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return self.residual(x) + self.shortcut(x)  # laid out as the first, whose kernels know that channels are last


class FirstBlock(nn.Module):
    """Pictures (B, before, H, W) → (B, after, H/2, W/2): no activation and no normalisation before they are seen."""

    def __init__(self, before: int, after: int, activation_name: str) -> None:
        super().__init__()
        convolutions = _conv(before, after), activation(activation_name), _conv(after, after)
        self.residual = nn.Sequential(*convolutions, nn.AvgPool2d(2))
        self.shortcut = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(before, after, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.residual(x) + self.shortcut(x)  # laid out as the first, whose kernels know that channels are last


def _conv(before: int, after: int) -> nn.Conv2d:
    return nn.Conv2d(before, after, 3, padding=1)


def _unshared(activation_name: str) -> nn.Module:
    """The non-linearity at the head of a block, which must leave its input to the shortcut as it is."""
    layer = activation(activation_name)
    if isinstance(layer, nn.ReLU | nn.LeakyReLU):
        layer.inplace = False
    return layer
