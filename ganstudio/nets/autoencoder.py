"""Discriminators that score a sample by how well they rebuild it: EBGAN (Zhao et al. 2017), BEGAN (Berthelot et al.
2017)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn

from ganstudio.nets.blocks import activation, flat_normalization, initialise, normalization
from ganstudio.nets.critic import Critic
from ganstudio.nets.dcgan import halvings
from ganstudio.nets.weights import parametrise


class AutoEncoder(Critic):
    """x (B, *shape) → logits (B,), minus the mean error of the rebuilt sample, 0 at best; the features are the code.

    A subclass gives both halves. error: "l1" for absolute, "l2" for squared.
    """

    encoder: nn.Sequential  # (B, *shape) → (B, feature_dim)
    decoder: nn.Sequential  # and back

    def __init__(self, code_dim: int, error: str) -> None:
        super().__init__()
        self.feature_dim = code_dim
        self.error = error

    def look(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        code = self.encoder(x)
        difference = (self.decoder(code) - x).flatten(1)
        error = difference.abs() if self.error == "l1" else difference.square()
        return -error.mean(dim=1), code

    def rebuilt(self, x: Tensor, y: Tensor | None = None) -> list[tuple[Tensor, Tensor]]:
        """The sample itself, and what became of it."""
        return [(x, self.decoder(self.encoder(x)))]


class ConvolutionalAutoEncoder(AutoEncoder):
    """For pictures (B, channels, size, size); the encoder becomes wider with each halving, the decoder does not.

    BEGAN, figure 1.
    """

    def __init__(
        self,
        base_width: int,
        size: int,
        channels: int,
        code_dim: int,
        activation_name: str = "elu",
        norm: str = "none",
        weights: str = "plain",
        initialization: str = "xavier",
        error: str = "l1",
    ) -> None:
        super().__init__(code_dim, error)
        levels = halvings(size)
        side = size >> levels
        widths = [base_width * (level + 1) for level in range(levels + 1)]

        def convolved(before: int, after: int, stride: int = 1) -> list[nn.Module]:
            convolution = nn.Conv2d(before, after, 3, stride=stride, padding=1, bias=norm == "none")
            return [convolution, normalization(norm, after), activation(activation_name)]

        encoder: list[nn.Module] = [nn.Conv2d(channels, base_width, 3, padding=1), activation(activation_name)]
        decoder: list[nn.Module] = [
            nn.Linear(code_dim, base_width * side * side),
            nn.Unflatten(1, (base_width, side, side)),
        ]
        for width, next_width in pairwise(widths):
            encoder += [*convolved(width, width), *convolved(width, next_width, stride=2)]
            decoder += [*convolved(base_width, base_width), *convolved(base_width, base_width)]
            decoder.append(nn.Upsample(scale_factor=2))
        encoder += [*convolved(widths[-1], widths[-1]), nn.Flatten(), nn.Linear(widths[-1] * side * side, code_dim)]
        decoder += [*convolved(base_width, base_width), *convolved(base_width, base_width)]
        decoder.append(nn.Conv2d(base_width, channels, 3, padding=1))
        self.encoder, self.decoder = nn.Sequential(*encoder), nn.Sequential(*decoder)
        initialise(self, initialization)
        parametrise(self, weights)


class MlpAutoEncoder(AutoEncoder):
    """For samples of any shape (B, *shape); the decoder has the widths of the encoder, backwards."""

    def __init__(
        self,
        shape: Sequence[int],
        widths: Sequence[int],
        code_dim: int,
        activation_name: str = "leaky_relu",
        norm: str = "none",
        weights: str = "plain",
        initialization: str = "xavier",
        error: str = "l1",
    ) -> None:
        super().__init__(code_dim, error)
        values = math.prod(shape)

        def connected(sizes: Sequence[int]) -> list[nn.Module]:
            layers: list[nn.Module] = []
            for level, (before, after) in enumerate(pairwise(sizes)):
                layers.append(nn.Linear(before, after))
                if level < len(sizes) - 2:
                    layers += [*(_normalised(norm, after)), activation(activation_name)]
            return layers

        self.encoder = nn.Sequential(nn.Flatten(), *connected((values, *widths, code_dim)))
        self.decoder = nn.Sequential(*connected((code_dim, *reversed(widths), values)), nn.Unflatten(1, tuple(shape)))
        initialise(self, initialization)
        parametrise(self, weights)


def _normalised(norm: str, units: int) -> list[nn.Module]:
    return [] if norm == "none" else [flat_normalization(norm, units)]
