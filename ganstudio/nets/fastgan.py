"""The networks of FastGAN for few pictures (Liu et al. 2021), for any size 4…7 × 2ⁿ up to 256 and any channels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganstudio.nets.blocks import Chance, ClassSequential, activation, initialise, normalization
from ganstudio.nets.critic import Critic
from ganstudio.nets.dcgan import halvings
from ganstudio.nets.modulation import Noise
from ganstudio.nets.weights import parametrise

# × base width, from the smallest map to the largest, so that a map of so many pixels is as wide as in the paper
G_MULTIPLES = (16.0, 8.0, 4.0, 2.0, 2.0, 1.0, 0.5)
D_MULTIPLES = (8.0, 8.0, 4.0, 2.0, 1.0, 0.5, 0.25)
DECODER_MULTIPLES = (4.0, 2.0, 2.0, 1.0)
DECODER_DOUBLINGS = len(DECODER_MULTIPLES)  # at most: the paper decodes to 128 pixels, from 8


class FastganGenerator(nn.Module):
    """z (B, latent_dim), classes y (B,) → pictures (B, channels, size, size) in −1…1; each level doubles the size.

    span: doublings between a map and the larger one that it excites. classes: how many the normalisation tells apart,
    0 for none; then y is not looked at.
    """

    def __init__(
        self,
        latent_dim: int,
        base_width: int,
        size: int,
        channels: int,
        span: int = 4,
        weights: str = "spectral_norm",
        initialization: str = "normal",
        classes: int = 0,
    ) -> None:
        super().__init__()
        levels = halvings(size)
        side = size >> levels
        maps = _widths(base_width, G_MULTIPLES[: levels + 1])
        self.start = ClassSequential(
            nn.Unflatten(1, (latent_dim, 1, 1)),
            nn.ConvTranspose2d(latent_dim, 2 * maps[0], side, bias=False),
            normalization("batch", 2 * maps[0], classes),
            nn.GLU(dim=1),
        )
        self.ups = nn.ModuleList(
            _up(before, after, side << level, is_long=level % 2 == 1, classes=classes)
            for level, (before, after) in enumerate(pairwise(maps), 1)
        )
        self.excitations = nn.ModuleList(
            Excitation(low, high, side, 1 << level)
            for level, (low, high) in enumerate(zip(maps, maps[span:], strict=False))
        )
        self.picture = nn.Sequential(nn.Conv2d(maps[-1], channels, 3, padding=1), nn.Tanh())
        self.span = span
        initialise(self, initialization)
        parametrise(self, weights)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        maps = [self.start(z, y)]
        for level, up in enumerate(self.ups, 1):
            x = up(maps[-1], y)
            if level >= self.span:
                x = self.excitations[level - self.span](maps[level - self.span], x)
            maps.append(x)
        return self.picture(maps[-1])


class FastganDiscriminator(Critic, Chance):
    """Pictures (B, channels, size, size) → logits (B,); can rebuild pictures from what it saw in them.

    span: halvings between a map and the smaller one that it excites.
    """

    def __init__(
        self,
        base_width: int,
        size: int,
        channels: int,
        norm: str = "batch",
        span: int = 3,
        weights: str = "spectral_norm",
        initialization: str = "normal",
    ) -> None:
        super().__init__()
        self.levels = halvings(size)
        self.side = size >> self.levels
        maps = _widths(base_width, D_MULTIPLES[: self.levels + 1])[::-1]
        self.start = nn.Sequential(nn.Conv2d(channels, maps[0], 3, padding=1), activation("leaky_relu"))
        self.downs = nn.ModuleList(Down(before, after, norm) for before, after in pairwise(maps))
        self.excitations = nn.ModuleList(
            Excitation(low, high, self.side, 1 << (self.levels - level))
            for level, (low, high) in enumerate(zip(maps, maps[span:], strict=False))
        )
        self.whole_decoder = _decoder(maps[-1], base_width, channels, min(self.levels, DECODER_DOUBLINGS), norm)
        self.part_decoder = _decoder(maps[-2], base_width, channels, min(self.levels - 1, DECODER_DOUBLINGS), norm)
        self.last = nn.Sequential(*_convolution(maps[-1], maps[-1], 1, norm), activation("leaky_relu"))
        self.logit = nn.Sequential(nn.Conv2d(maps[-1], 1, self.side), nn.Flatten(0))
        self.feature_dim = maps[-1] * self.side**2
        self.span = span
        initialise(self, initialization)
        parametrise(self, weights)

    def look(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        seen = self.last(self._maps(x)[-1])
        return self.logit(seen), seen.flatten(1)

    def rebuilt(self, x: Tensor, y: Tensor | None = None) -> list[tuple[Tensor, Tensor]]:
        """x (B, channels, size, size) → the whole made smaller and a part of it, each with how it was decoded.

        The whole comes from the last map, the part from the same part of the map before.
        """
        *_, wider, last = self._maps(x)
        rows, columns = self._places(x.device)
        shrink = 1 << max(0, self.levels - DECODER_DOUBLINGS)
        part_shrink = 1 << max(0, self.levels - 1 - DECODER_DOUBLINGS)
        scale = (1 << (self.levels - 1)) // part_shrink  # pixels of the part for each of the map, along a side
        part = _cropped(F.avg_pool2d(x, part_shrink), _finer(rows, scale), _finer(columns, scale))
        return [
            (F.avg_pool2d(x, shrink), self.whole_decoder(last)),
            (part, self.part_decoder(_cropped(wider, rows, columns))),
        ]

    def _maps(self, x: Tensor) -> list[Tensor]:
        """The feature maps from the largest to the smallest."""
        maps = [self.start(x)]
        for level, down in enumerate(self.downs, 1):
            x = down(maps[-1])
            if level >= self.span:
                x = self.excitations[level - self.span](maps[level - self.span], x)
            maps.append(x)
        return maps

    def _places(self, device: torch.device) -> tuple[Tensor, Tensor]:
        """Rows and columns of half of the last map but one: anywhere while training, else in the middle."""
        if self.training:
            corner = torch.randint(self.side + 1, (2, 1), generator=self.rng, device=device)
        else:
            corner = torch.full((2, 1), self.side // 2, device=device)
        rows, columns = corner + torch.arange(self.side, device=device)
        return rows, columns


class Excitation(nn.Module):
    """Skip-layer excitation: a map scales the channels of another, σ(F(low)) · high (section 3.1).

    low (B, low_channels, side · factor, …), high (B, high_channels, …) → as high.
    """

    def __init__(self, low_channels: int, high_channels: int, side: int, factor: int) -> None:
        super().__init__()
        self.gate = nn.Sequential(
            nn.AvgPool2d(factor),
            nn.Conv2d(low_channels, high_channels, side),
            activation("leaky_relu"),
            nn.Conv2d(high_channels, high_channels, 1),
            nn.Sigmoid(),
        )

    def forward(self, low: Tensor, high: Tensor) -> Tensor:
        return high * self.gate(low)


class Down(nn.Module):
    """Halves the picture: the mean of two convolutions and of one of the averaged picture (figure 4)."""

    def __init__(self, before: int, after: int, norm: str) -> None:
        super().__init__()
        self.deep = nn.Sequential(
            *_convolution(before, after, 4, norm, stride=2),
            activation("leaky_relu"),
            *_convolution(after, after, 3, norm),
            activation("leaky_relu"),
        )
        self.direct = nn.Sequential(nn.AvgPool2d(2), *_convolution(before, after, 1, norm), activation("leaky_relu"))

    def forward(self, x: Tensor) -> Tensor:
        return (self.deep(x) + self.direct(x)) / 2


def _widths(base_width: int, multiples: Sequence[float]) -> list[int]:
    return [max(1, round(base_width * multiple)) for multiple in multiples]


def _up(before: int, after: int, side: int, is_long: bool, classes: int) -> ClassSequential:
    """Doubles the picture, to `side` pixels; a long one has a second convolution."""
    layers: list[nn.Module] = [nn.Upsample(scale_factor=2)]
    for seen in (before, after) if is_long else (before,):
        layers += [
            nn.Conv2d(seen, 2 * after, 3, padding=1, bias=False),
            Noise(side),
            normalization("batch", 2 * after, classes),
            nn.GLU(dim=1),
        ]
    return ClassSequential(*layers)


def _decoder(seen: int, base_width: int, channels: int, doublings: int, norm: str) -> nn.Sequential:
    """A small generator of pictures in −1…1 from a feature map (section 3.2)."""
    layers: list[nn.Module] = []
    for width in _widths(base_width, DECODER_MULTIPLES[:doublings]):
        layers += [nn.Upsample(scale_factor=2), *_convolution(seen, 2 * width, 3, norm), nn.GLU(dim=1)]
        seen = width
    return nn.Sequential(*layers, nn.Conv2d(seen, channels, 3, padding=1), nn.Tanh())


def _convolution(before: int, after: int, kernel: int, norm: str, stride: int = 1) -> list[nn.Module]:
    """A convolution that keeps the size or divides it by the stride, with its normalisation."""
    padding = (kernel - 1) // 2
    convolution = nn.Conv2d(before, after, kernel, stride=stride, padding=padding, bias=norm == "none")
    return [convolution, normalization(norm, after)]


def _finer(places: Tensor, scale: int) -> Tensor:
    """Places along the side of a map → those of the same part of one that is `scale` times as fine."""
    return (scale * places[:, None] + torch.arange(scale, device=places.device)).flatten()


def _cropped(x: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    return x.index_select(2, rows).index_select(3, columns)
