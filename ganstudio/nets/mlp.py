"""Fully connected generator and discriminator."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn

from ganstudio.nets.blocks import activation, flat_normalization
from ganstudio.nets.critic import Critic
from ganstudio.nets.weights import parametrise


class MlpGenerator(nn.Module):
    """z (B, latent_dim) → (B, *shape). output: the squashing of the last layer, "tanh" or "none"."""

    def __init__(
        self,
        latent_dim: int,
        widths: Sequence[int],
        shape: Sequence[int],
        activation_name: str,
        output: str,
        norm: str = "none",
        weights: str = "plain",
    ) -> None:
        super().__init__()
        sizes = (latent_dim, *widths)
        layers: list[nn.Module] = []
        for before, after in pairwise(sizes):
            layers += _hidden(before, after, activation_name, norm)
        layers.append(nn.Linear(sizes[-1], math.prod(shape)))
        if output == "tanh":
            layers.append(nn.Tanh())
        self.layers = nn.Sequential(*layers, nn.Unflatten(1, tuple(shape)))
        parametrise(self, weights)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.layers(z)


class MlpDiscriminator(Critic):
    """x (B, *shape) → logits (B,)."""

    def __init__(
        self,
        shape: Sequence[int],
        widths: Sequence[int],
        activation_name: str,
        norm: str = "none",
        weights: str = "plain",
    ) -> None:
        super().__init__()
        sizes = (math.prod(shape), *widths)
        layers: list[nn.Module] = [nn.Flatten()]
        for level, (before, after) in enumerate(pairwise(sizes)):
            # no normalisation on D's first layer, as DCGAN: real and fake, judged apart, may differ in mean and spread
            layers += _hidden(before, after, activation_name, norm if level else "none")
        self.layers = nn.Sequential(*layers, nn.Linear(sizes[-1], 1), nn.Flatten(0))
        self.feature_dim = sizes[-1]
        parametrise(self, weights)

    def look(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        *body, last, flat = self.layers
        for layer in body:
            x = layer(x)
        return flat(last(x)), x


def _hidden(before: int, after: int, activation_name: str, norm: str) -> list[nn.Module]:
    """One hidden layer; normalisation brings its own bias."""
    if norm == "none":
        return [nn.Linear(before, after), activation(activation_name)]
    return [nn.Linear(before, after, bias=False), flat_normalization(norm, after), activation(activation_name)]
