"""The networks of StyleGAN2 (Karras et al. 2020), for any size 4…7 × 2ⁿ and any channels."""

from __future__ import annotations

import math
from itertools import pairwise

import torch
from torch import Tensor, nn

from ganstudio.nets.blocks import Chance, MinibatchStd
from ganstudio.nets.critic import Critic
from ganstudio.nets.dcgan import halvings
from ganstudio.nets.modulation import Mapping, ScaledLeakyReLU, StyledLayer, ToPicture
from ganstudio.nets.resampling import Blur, Double, Halve
from ganstudio.nets.weights import equalise

KEPT = 0.998  # of the mean of w at each batch


def widths(base_width: int, levels: int, most: int) -> list[int]:
    """Channels of the feature maps, from the largest map to the smallest: doubled with each halving, up to `most`."""
    return [min(base_width << level, most) for level in range(levels + 1)]


class StyleGan2Generator(nn.Module, Chance):
    """z (B, latent_dim) → pictures (B, channels, size, size), by way of styles w.

    w_mean: (w_dim,), the moving average of w, which truncation pulls towards. style_mixing: the probability that in
    training a sample's finer layers follow the style of another sample, of the same class where classes y are given.
    output: the squashing of the picture, "tanh" or "none", as in the paper.
    """

    w_mean: Tensor

    def __init__(
        self,
        latent_dim: int,
        w_dim: int,
        mapping_layers: int,
        base_width: int,
        most: int,
        size: int,
        channels: int,
        style_mixing: float,
        noise: bool,
        output: str,
    ) -> None:
        super().__init__()
        self.style_mixing = style_mixing
        self.mapping = Mapping(latent_dim, w_dim, mapping_layers)
        self.synthesis = Synthesis(w_dim, base_width, most, size, channels, noise, output)
        self.register_buffer("w_mean", torch.zeros(w_dim))

    @property
    def layers(self) -> int:
        """Layers that a style acts on."""
        return self.synthesis.layers

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        w = self.mapping(z)
        if self.training:
            with torch.no_grad():
                self.w_mean.lerp_(w.mean(dim=0).to(self.w_mean.dtype), 1 - KEPT)
            if self.style_mixing:
                w = self.mixed(w, y)
        return self.synthesis(w)

    def mixed(self, w: Tensor, y: Tensor | None = None) -> Tensor:
        """w (B, w_dim) → (B, layers, w_dim), some with another sample's style from a random layer on.

        Karras et al. 2019, section 3.1; the other style is one of the batch, whatever the latents are drawn from.
        """
        count = len(w)
        alike = torch.ones(count, count, device=w.device) if y is None else (y[:, None] == y).float()
        other = torch.multinomial(alike, 1, generator=self.rng).squeeze(1)
        start = torch.randint(1, self.layers, (count, 1), generator=self.rng, device=w.device)
        mixes = torch.rand(count, 1, generator=self.rng, device=w.device) < self.style_mixing
        follows = mixes & (torch.arange(self.layers, device=w.device) >= start)  # (B, layers)
        return torch.where(follows[:, :, None], w[other, None], w[:, None])

    def truncated(self, w: Tensor, psi: float) -> Tensor:
        """w (…, w_dim) → as much of its way from the mean as ψ says: Karras et al. 2019, appendix B."""
        return self.w_mean.lerp(w, psi)


class Synthesis(nn.Module):
    """w (B, w_dim) or (B, layers, w_dim) → pictures (B, channels, size, size), the sum of what each level adds.

    A level has a layer that doubles, one that does not, and one to the picture; the layer to the picture follows the
    same style as the first of the next level.
    """

    def __init__(
        self, w_dim: int, base_width: int, most: int, size: int, channels: int, noise: bool, output: str
    ) -> None:
        super().__init__()
        levels = halvings(size)
        maps, side = widths(base_width, levels, most)[::-1], size >> levels
        self.constant = Constant(maps[0], side)
        self.first = StyledLayer(maps[0], maps[0], side, w_dim, doubles=False, noise=noise)
        self.doubling, self.keeping = nn.ModuleList(), nn.ModuleList()
        self.to_picture = nn.ModuleList([ToPicture(maps[0], channels, w_dim)])
        for before, after in pairwise(maps):
            side *= 2
            self.doubling.append(StyledLayer(before, after, side, w_dim, doubles=True, noise=noise))
            self.keeping.append(StyledLayer(after, after, side, w_dim, doubles=False, noise=noise))
            self.to_picture.append(ToPicture(after, channels, w_dim))
        self.enlarge = nn.ModuleList(Double() for _ in range(levels))
        self.squash = nn.Tanh() if output == "tanh" else nn.Identity()
        self.layers = 2 * levels + 2

    def forward(self, w: Tensor) -> Tensor:
        styles = [w] * self.layers if w.dim() == 2 else w.unbind(dim=1)
        x = self.first(self.constant(len(w)), styles[0])
        picture = self.to_picture[0](x, styles[1])
        for level, (double, keep, enlarge) in enumerate(zip(self.doubling, self.keeping, self.enlarge, strict=True), 1):
            x = keep(double(x, styles[2 * level - 1]), styles[2 * level])
            picture = enlarge(picture) + self.to_picture[level](x, styles[2 * level + 1])
        return self.squash(picture)


class Constant(nn.Module):
    """How many → as many times the same learnt map, (B, channels, side, side)."""

    def __init__(self, channels: int, side: int) -> None:
        super().__init__()
        self.map = nn.Parameter(torch.randn(channels, side, side))

    def forward(self, count: int) -> Tensor:
        return self.map.expand(count, -1, -1, -1)


class StyleGan2Discriminator(Critic):
    """Pictures (B, channels, size, size) → logits (B,); residual blocks halve the size."""

    def __init__(self, base_width: int, most: int, size: int, channels: int, minibatch_std: bool) -> None:
        super().__init__()
        levels = halvings(size)
        maps, side = widths(base_width, levels, most), size >> levels
        self.body = nn.Sequential(
            _conv(channels, maps[0], 1),
            ScaledLeakyReLU(),
            *(HalvingBlock(before, after) for before, after in pairwise(maps)),
            *([MinibatchStd()] if minibatch_std else []),
            _conv(maps[-1] + minibatch_std, maps[-1], 3, padding=1),
            ScaledLeakyReLU(),
            nn.Flatten(),
            _linear(maps[-1] * side * side, maps[-1]),
            ScaledLeakyReLU(),
        )
        self.last = _linear(maps[-1], 1)
        self.feature_dim = maps[-1]

    def look(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        features = self.body(x)
        return self.last(features).squeeze(1), features


class HalvingBlock(nn.Module):
    """(B, before, H, W) → (B, after, H / 2, W / 2): two convolutions, beside them a straight way."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.way = nn.Sequential(
            _conv(before, before, 3, padding=1),
            ScaledLeakyReLU(),
            Blur(padding=2),
            _conv(before, after, 3, stride=2),
            ScaledLeakyReLU(),
        )
        self.skip = nn.Sequential(Halve(), _conv(before, after, 1, bias=False))

    def forward(self, x: Tensor) -> Tensor:
        return (self.way(x) + self.skip(x)) / math.sqrt(2)  # keeps the variance


def _conv(before: int, after: int, kernel: int, stride: int = 1, padding: int = 0, bias: bool = True) -> nn.Module:
    layer = nn.Conv2d(before, after, kernel, stride=stride, padding=padding, bias=bias)
    equalise(layer, 1.0)
    return layer


def _linear(before: int, after: int) -> nn.Module:
    layer = nn.Linear(before, after)
    equalise(layer, 1.0)
    return layer
