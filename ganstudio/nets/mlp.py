"""Fully connected generator and discriminator."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn

from ganstudio.nets.blocks import activation


class MlpGenerator(nn.Module):
    """z (B, latent_dim) → (B, *shape). output: the squashing of the last layer, "tanh" or "none"."""

    def __init__(
        self, latent_dim: int, widths: Sequence[int], shape: Sequence[int], activation_name: str, output: str
    ) -> None:
        super().__init__()
        sizes = (latent_dim, *widths)
        layers: list[nn.Module] = []
        for before, after in pairwise(sizes):
            layers += [nn.Linear(before, after), activation(activation_name)]
        layers.append(nn.Linear(sizes[-1], math.prod(shape)))
        if output == "tanh":
            layers.append(nn.Tanh())
        self.layers = nn.Sequential(*layers, nn.Unflatten(1, tuple(shape)))

    def forward(self, z: Tensor) -> Tensor:
        return self.layers(z)


class MlpDiscriminator(nn.Module):
    """x (B, *shape) → logits (B,)."""

    def __init__(self, shape: Sequence[int], widths: Sequence[int], activation_name: str) -> None:
        super().__init__()
        sizes = (math.prod(shape), *widths)
        layers: list[nn.Module] = [nn.Flatten()]
        for before, after in pairwise(sizes):
            layers += [nn.Linear(before, after), activation(activation_name)]
        self.layers = nn.Sequential(*layers, nn.Linear(sizes[-1], 1), nn.Flatten(0))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)
