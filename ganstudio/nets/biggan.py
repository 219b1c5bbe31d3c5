"""The generator of BigGAN (Brock et al. 2019, appendix B); its discriminator is `resnet`'s with wide blocks."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from ganstudio.nets.blocks import Conditioned, embedded, initialise
from ganstudio.nets.resnet import picture, seed, up_levels, widths
from ganstudio.nets.weights import parametrise


class BigganGenerator(nn.Module):
    """z (B, latent_dim), classes y (B,) → pictures (B, channels, size, size); each level doubles the size.

    The scales and shifts of each level are linear in an embedding of the class, which all levels share, and the
    level's own part of z. Where z is not split, or has too few numbers to be, every level is given all of it, as in
    BigGAN-deep. classes: how many it tells apart; with 0 there is no embedding and y is not looked at.
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
        initialization: str = "orthogonal",
        weights: str = "spectral_norm",
        output: str = "tanh",
        attention_at: int = 64,
        classes: int = 0,
        shared_dim: int = 128,
        split_latent: bool = True,
    ) -> None:
        super().__init__()
        maps = widths(base_width, size, widening)[::-1]
        places = len(maps) + 1  # the first map and the levels
        self.part_dim = latent_dim // places if split_latent else 0  # numbers of z for each; 0: all of it for all
        first_dim = latent_dim - len(maps) * self.part_dim
        vector_dim = (shared_dim if classes else 0) + (self.part_dim or latent_dim)
        self.embedding = nn.Embedding(classes, shared_dim) if classes else None
        self.first = nn.Sequential(*seed(first_dim, maps[0], size >> len(maps)))
        levels = up_levels(
            size,
            maps,
            blocks,
            lambda width: VectorNorm(norm, width, vector_dim),
            activation_name,
            upsample,
            attention_at,
        )
        self.levels = nn.ModuleList(levels)
        self.picture = nn.Sequential(*picture(maps[-1], channels, norm, activation_name, output))
        initialise(self, initialization)
        parametrise(self, weights)
        if self.embedding is not None:
            nn.init.normal_(self.embedding.weight, std=1 / math.sqrt(shared_dim))  # of length 1, as orthogonal rows

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        first, parts = self._split(z)
        if self.embedding is not None:
            shared = embedded(y, self.embedding)
            parts = [torch.cat((shared, part), dim=1) for part in parts]
        x = self.first(first)
        for level, vector in zip(self.levels, parts, strict=True):
            x = level(x, vector)
        return self.picture(x)

    def _split(self, z: Tensor) -> tuple[Tensor, list[Tensor]]:
        """The part of z for the first map, and those for the levels.

        Dealt out in turn, so that each has its share of an embedding that stands beside the noise.
        """
        if not self.part_dim:
            return z, [z] * len(self.levels)
        places = len(self.levels) + 1
        dealt, rest = z[:, : self.part_dim * places], z[:, self.part_dim * places :]
        first, *parts = dealt.unflatten(1, (self.part_dim, places)).unbind(dim=2)
        return torch.cat((first, rest), dim=1), parts


class VectorNorm(Conditioned, nn.Module):
    """(1 + A y) · norm(x) + B y, for y a vector (B, vector_dim); the norm is "batch" or "instance"."""

    def __init__(self, name: str, channels: int, vector_dim: int) -> None:
        super().__init__()
        norm = nn.BatchNorm2d if name == "batch" else nn.InstanceNorm2d
        self.norm = norm(channels, affine=False)
        self.scale = nn.Linear(vector_dim, channels, bias=False)
        self.shift = nn.Linear(vector_dim, channels, bias=False)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """x (B, C, H, W), y (B, vector_dim)."""
        return self.norm(x) * (1 + self.scale(y)[:, :, None, None]) + self.shift(y)[:, :, None, None]
