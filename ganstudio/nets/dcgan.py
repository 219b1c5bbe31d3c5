"""The convolutional networks of DCGAN (Radford, Metz, Chintala 2016), for any size 4…7 × 2ⁿ and any channels."""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from ganstudio.nets.blocks import ClassSequential, MinibatchStd, activation, initialise, normalization, upsampling
from ganstudio.nets.convolutions import Folding, Halving, Unfolding
from ganstudio.nets.critic import Critic
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
    """z (B, latent_dim), classes y (B,) → pictures (B, channels, size, size) in −1…1; each level doubles the size.

    classes: how many the normalisation tells apart, 0 for none; then y is not looked at.
    """

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
        upsample: str = "transposed",
        initialization: str = "normal",
        classes: int = 0,
    ) -> None:
        super().__init__()
        levels = halvings(size)
        maps = widths(base_width, levels)[::-1]
        bias = norm == "none"
        layers: list[nn.Module] = [
            nn.Unflatten(1, (latent_dim, 1, 1)),
            Unfolding(latent_dim, maps[0], size >> levels, bias),
            normalization(norm, maps[0], classes),
            activation(activation_name),
        ]
        for before, after in pairwise(maps):
            layers += [
                upsampling(upsample, before, after, bias),
                normalization(norm, after, classes),
                activation(activation_name),
            ]
        layers.append(upsampling(upsample, maps[-1], channels, bias))
        if output == "tanh":
            layers.append(nn.Tanh())
        self.layers = ClassSequential(*layers)
        initialise(self, initialization)
        parametrise(self, weights)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.layers(z, y)


class DcganDiscriminator(Critic):
    """Pictures (B, channels, size, size) → logits (B,); strided convolutions halve the size."""

    def __init__(
        self,
        base_width: int,
        size: int,
        channels: int,
        activation_name: str,
        norm: str,
        weights: str = "plain",
        initialization: str = "normal",
        minibatch_std: bool = False,
    ) -> None:
        super().__init__()
        levels = halvings(size)
        maps, side = widths(base_width, levels), size >> levels
        bias = norm == "none"
        layers: list[nn.Module] = [
            Halving(channels, maps[0], bias),
            activation(activation_name),  # no normalisation on D's first layer: section 3 of the paper
        ]
        for before, after in pairwise(maps):
            layers += [
                Halving(before, after, bias),
                normalization(norm, after),
                activation(activation_name),
            ]
        if minibatch_std:
            layers.append(MinibatchStd())
        seen = maps[-1] + minibatch_std
        layers += [Folding(seen, 1, side, bias), nn.Flatten(0)]
        self.layers = nn.Sequential(*layers)
        self.feature_dim = seen * side * side
        initialise(self, initialization)
        parametrise(self, weights)

    def look(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        *body, last, flat = self.layers
        for layer in body:
            x = layer(x)
        return flat(last(x)), x.flatten(1)
