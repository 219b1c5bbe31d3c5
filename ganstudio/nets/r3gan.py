"""The networks of R3GAN (Huang et al. 2024), for any size 4…7 × 2ⁿ and any channels: no normalisation, no styles."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import torch
from torch import Tensor, nn

from ganstudio.nets.critic import Critic
from ganstudio.nets.dcgan import halvings
from ganstudio.nets.resampling import Double, Halve
from ganstudio.nets.stylegan2 import widths

SLOPE = 0.2  # of leaky ReLU


class R3GanGenerator(nn.Module):
    """z (B, latent_dim) → pictures (B, channels, size, size). output: "tanh", or "none" as in the paper."""

    def __init__(
        self,
        latent_dim: int,
        base_width: int,
        most: int,
        blocks: int,
        cardinality: int,
        expansion: int,
        size: int,
        channels: int,
        output: str,
    ) -> None:
        super().__init__()
        levels = halvings(size)
        maps = widths(base_width, levels, most)[::-1]
        layers: list[nn.Module] = [_drawn(nn.Linear(latent_dim, maps[0], bias=False)), Basis(maps[0], size >> levels)]
        layers += _blocks(maps[0], blocks, cardinality, expansion)
        for before, after in pairwise(maps):
            layers += [*_changed(before, after), Double(), *_blocks(after, blocks, cardinality, expansion)]
        layers.append(_drawn(nn.Conv2d(maps[-1], channels, 1)))
        if output == "tanh":
            layers.append(nn.Tanh())
        self.layers = nn.Sequential(*layers)
        temper(self)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.layers(z)


class R3GanDiscriminator(Critic):
    """Pictures (B, channels, size, size) → logits (B,)."""

    def __init__(
        self, base_width: int, most: int, blocks: int, cardinality: int, expansion: int, size: int, channels: int
    ) -> None:
        super().__init__()
        levels = halvings(size)
        maps, side = widths(base_width, levels, most), size >> levels
        layers: list[nn.Module] = [_drawn(nn.Conv2d(channels, maps[0], 1))]
        for before, after in pairwise(maps):
            layers += [*_blocks(before, blocks, cardinality, expansion), Halve(), *_changed(before, after)]
        layers += _blocks(maps[-1], blocks, cardinality, expansion)
        depthwise = nn.Conv2d(maps[-1], maps[-1], side, groups=maps[-1], bias=False)  # one filter of the whole map each
        self.body = nn.Sequential(*layers, _drawn(depthwise), nn.Flatten())
        self.last = _drawn(nn.Linear(maps[-1], 1))
        self.feature_dim = maps[-1]
        temper(self)

    def look(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        features = self.body(x)
        return self.last(features).squeeze(1), features


class Basis(nn.Module):
    """Weights (B, channels) → learnt maps times these, (B, channels, side, side)."""

    def __init__(self, channels: int, side: int) -> None:
        super().__init__()
        self.maps = nn.Parameter(torch.randn(channels, side, side))

    def forward(self, weights: Tensor) -> Tensor:
        return weights[:, :, None, None] * self.maps


class Bottleneck(nn.Module):
    """x + what three convolutions make of it: 1×1 to `expansion` times the channels, 3×3 in groups, 1×1 back.

    cardinality: channels of a group, or as many as divide the expanded channels evenly.
    """

    def __init__(self, channels: int, cardinality: int, expansion: int) -> None:
        super().__init__()
        wide = channels * expansion
        groups = wide // math.gcd(wide, cardinality)
        gain = nn.init.calculate_gain("leaky_relu", SLOPE)
        self.way = nn.Sequential(
            _drawn(nn.Conv2d(channels, wide, 1), gain),
            nn.LeakyReLU(SLOPE, inplace=True),
            _drawn(nn.Conv2d(wide, wide, 3, padding=1, groups=groups), gain),
            nn.LeakyReLU(SLOPE, inplace=True),
            _drawn(nn.Conv2d(wide, channels, 1, bias=False), 0.0),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.way(x)


@torch.no_grad()
def temper(network: nn.Module) -> None:
    """Makes the first two convolutions of each block weaker the more blocks there are, L: by L^(−1/4).

    Zhang et al. 2019, Fixup, by the number m = 3 of convolutions in a block: L^(−1 / (2m − 2)).
    """
    blocks = [module for module in network.modules() if isinstance(module, Bottleneck)]
    for block in blocks:
        for layer in (block.way[0], block.way[2]):
            assert isinstance(layer, nn.Conv2d)
            layer.weight.mul_(len(blocks) ** -0.25)


def _blocks(channels: int, count: int, cardinality: int, expansion: int) -> Iterator[nn.Module]:
    return (Bottleneck(channels, cardinality, expansion) for _ in range(count))


def _changed(before: int, after: int) -> list[nn.Module]:
    """A 1×1 convolution to other channels, nothing where they stay the same."""
    return [_drawn(nn.Conv2d(before, after, 1, bias=False))] if before != after else []


def _drawn(layer: nn.Linear | nn.Conv2d, gain: float = 1.0) -> nn.Linear | nn.Conv2d:
    """The layer with weights from N(0, gain² / fan-in) and biases 0: He et al. 2015."""
    nn.init.normal_(layer.weight, std=gain / math.sqrt(layer.weight[0].numel()))
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer
