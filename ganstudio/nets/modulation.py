"""Layers that styles act on: modulated convolutions, noise, and the mapping network that makes the styles."""

from __future__ import annotations

import math
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils import parametrize

from ganstudio.nets.blocks import Chance, PixelNorm
from ganstudio.nets.resampling import Blur
from ganstudio.nets.weights import Scaled, equalise

MAPPING_SPEED = 0.01  # learning rate of the mapping network, of the rate of the others: Karras et al. 2019, appendix C


class ScaledLeakyReLU(nn.Module):
    """√2 · leaky ReLU with slope 0.2, which keeps the variance: Karras et al. 2020, appendix B."""

    def forward(self, x: Tensor) -> Tensor:
        return F.leaky_relu(x, 0.2) * math.sqrt(2)


class Mapping(nn.Module):
    """z (B, latent_dim) → w (B, w_dim); classes are not looked at."""

    def __init__(self, latent_dim: int, w_dim: int, layers: int) -> None:
        super().__init__()
        parts: list[nn.Module] = [PixelNorm()]
        for before, after in pairwise((latent_dim, *[w_dim] * layers)):
            parts += [_slow_layer(before, after), ScaledLeakyReLU()]
        self.layers = nn.Sequential(*parts)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.layers(z)


class ModulatedConv2d(nn.Module):
    """A convolution whose weights a style scales by input channel: Karras et al. 2020, section 2.2.

    x (B, before, H, W), styles (B, before) → (B, after, H, W), or (B, after, 2H + 1, 2W + 1) where it doubles, which a
    blur is to bring to 2H. Scaling what goes in and what comes out is the same as weights of each sample's own, and
    takes one convolution for the batch. demodulated: each output map is divided by the length of its modulated weights.
    """

    def __init__(self, before: int, after: int, kernel: int, doubles: bool = False, demodulated: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(after, before, kernel, kernel))
        self.gain = 1 / math.sqrt(before * kernel * kernel)  # equalised learning rate
        self.doubles, self.demodulated = doubles, demodulated

    def forward(self, x: Tensor, styles: Tensor) -> Tensor:
        weight = self.weight * self.gain
        x = x * styles[:, :, None, None]
        if self.doubles:
            x = F.conv_transpose2d(x, weight.transpose(0, 1), stride=2)
        else:
            x = F.conv2d(x, weight, padding=weight.shape[-1] // 2)
        if self.demodulated:
            squares = styles.square() @ weight.square().sum(dim=(2, 3)).T  # (B, after)
            x = x * torch.rsqrt(squares + 1e-8)[:, :, None, None]
        return x


class Bias(nn.Module):
    """Adds a number of its own to each map (B, channels, H, W)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.bias[:, None, None]


class Noise(nn.Module, Chance):
    """Adds noise of a learnt strength, 0 at first, the same to all maps: new in training, always the same after it."""

    fixed: Tensor

    def __init__(self, side: int) -> None:
        super().__init__()
        self.strength = nn.Parameter(torch.zeros(()))
        self.register_buffer("fixed", torch.randn(1, 1, side, side))

    def forward(self, x: Tensor) -> Tensor:
        noise = self.fixed
        if self.training:
            shape = (len(x), 1, *x.shape[2:])
            noise = torch.randn(shape, generator=self.rng, device=x.device, dtype=x.dtype)
        return x + self.strength * noise


class StyledLayer(nn.Module):
    """A modulated 3×3 convolution with noise and non-linearity: x (B, before, H, W), w (B, w_dim) → maps of `side`."""

    def __init__(self, before: int, after: int, side: int, w_dim: int, doubles: bool, noise: bool) -> None:
        super().__init__()
        self.style = style_layer(w_dim, before)
        self.conv = ModulatedConv2d(before, after, 3, doubles)
        finish: list[nn.Module] = [Blur(padding=1, gain=4.0)] if doubles else []
        if noise:
            finish.append(Noise(side))
        self.finish = nn.Sequential(*finish, Bias(after), ScaledLeakyReLU())

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        return self.finish(self.conv(x, self.style(w)))


class ToPicture(nn.Module):
    """Maps (B, before, H, W), w (B, w_dim) → their part of the picture (B, channels, H, W)."""

    def __init__(self, before: int, channels: int, w_dim: int) -> None:
        super().__init__()
        self.style = style_layer(w_dim, before)
        self.conv = ModulatedConv2d(before, channels, 1, demodulated=False)
        self.bias = Bias(channels)

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        return self.bias(self.conv(x, self.style(w)))


def style_layer(w_dim: int, channels: int) -> nn.Linear:
    """w (B, w_dim) → styles (B, channels), around 1 at first."""
    layer = nn.Linear(w_dim, channels)
    equalise(layer, 1.0)
    nn.init.ones_(layer.bias)
    return layer


def _slow_layer(before: int, after: int) -> nn.Linear:
    """An equalised layer whose weights and biases follow `MAPPING_SPEED` of the learning rate."""
    layer = nn.Linear(before, after)
    nn.init.normal_(layer.weight, std=1 / MAPPING_SPEED)
    nn.init.zeros_(layer.bias)
    parametrize.register_parametrization(layer, "weight", Scaled(MAPPING_SPEED / math.sqrt(before)))
    parametrize.register_parametrization(layer, "bias", Scaled(MAPPING_SPEED))
    return layer
