"""The convolutional networks of DCGAN (Radford, Metz, Chintala 2016), for any size 4…7 × 2ⁿ and any channels."""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from ganstudio.nets.blocks import activation, initialise_dcgan, normalization
from ganstudio.nets.weights import parametrise

MOST_WIDENING = 8  # × base width; the paper's 64-pixel networks reach it, larger ones stay there


def halvings(size: int) -> int:
    """How often a picture of `size` is halved until 4 to 7 pixels are left."""
    count = 0
    while size > 7:
        if size % 2:
            raise ValueError(f"{size} is not 4, 5, 6 or 7 times a power of two")
        size, count = size // 2, count + 1
    return count


def widths(base_width: int, levels: int) -> list[int]:
    """Channels of the feature maps, from the largest map to the smallest."""
    return [base_width * min(2**level, MOST_WIDENING) for level in range(levels)]


class DcganGenerator(nn.Module):
    """z (B, latent_dim) → pictures (B, channels, size, size) in −1…1; transposed convolutions double the size."""

    def __init__(
        self,
        latent_dim: int,
        base_width: int,
        size: int,
        channels: int,
        activation_name: str,
        norm: str,
        output: str,
        weights: str = "plain",
    ) -> None:
        super().__init__()
        levels = halvings(size)
        maps = widths(base_width, levels)[::-1]
        layers: list[nn.Module] = [
            nn.Unflatten(1, (latent_dim, 1, 1)),
            nn.ConvTranspose2d(latent_dim, maps[0], size >> levels, bias=norm == "none"),
            normalization(norm, maps[0]),
            activation(activation_name),
        ]
        for before, after in pairwise(maps):
            layers += [
                nn.ConvTranspose2d(before, after, 4, stride=2, padding=1, bias=norm == "none"),
                normalization(norm, after),
                activation(activation_name),
            ]
        layers.append(nn.ConvTranspose2d(maps[-1], channels, 4, stride=2, padding=1, bias=norm == "none"))
        if output == "tanh":
            layers.append(nn.Tanh())
        self.layers = nn.Sequential(*layers)
        self.apply(initialise_dcgan)
        parametrise(self, weights)

    def forward(self, z: Tensor) -> Tensor:
        return self.layers(z)


class DcganDiscriminator(nn.Module):
    """Pictures (B, channels, size, size) → logits (B,); strided convolutions halve the size."""

    def __init__(
        self, base_width: int, size: int, channels: int, activation_name: str, norm: str, weights: str = "plain"
    ) -> None:
        super().__init__()
        levels = halvings(size)
        maps = widths(base_width, levels)
        layers: list[nn.Module] = [
            nn.Conv2d(channels, maps[0], 4, stride=2, padding=1, bias=norm == "none"),
            activation(activation_name),  # no normalisation on D's first layer: section 3 of the paper
        ]
        for before, after in pairwise(maps):
            layers += [
                nn.Conv2d(before, after, 4, stride=2, padding=1, bias=norm == "none"),
                normalization(norm, after),
                activation(activation_name),
            ]
        layers += [nn.Conv2d(maps[-1], 1, size >> levels, bias=norm == "none"), nn.Flatten(0)]
        self.layers = nn.Sequential(*layers)
        self.apply(initialise_dcgan)
        parametrise(self, weights)

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)
