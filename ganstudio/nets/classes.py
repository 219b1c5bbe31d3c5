"""Networks that are told the class of a sample."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from ganstudio.nets.blocks import PixelNorm, embedded, known
from ganstudio.nets.critic import Critic
from ganstudio.nets.rebuilding import rebuilder
from ganstudio.nets.styles import styled


class EmbeddedClass(nn.Module):
    """A generator whose noise has an embedding of the class beside it: Mirza and Osindero 2014.

    network: (B, latent_dim + embedding_dim), y → samples. This: z (B, latent_dim), y (B,) int64, or weights of a
    blend of classes (B, classes) → samples. Where the network has styles, so has this.
    """

    def __init__(self, network: nn.Module, classes: int, embedding_dim: int) -> None:
        super().__init__()
        self.network = network
        self.embedding = nn.Embedding(classes, embedding_dim)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.network(self._told(z, y), y)

    @property
    def layers(self) -> int:
        return styled(self.network).layers

    def mapping(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return styled(self.network).mapping(self._told(z, y))

    def synthesis(self, w: Tensor) -> Tensor:
        return styled(self.network).synthesis(w)

    def _told(self, z: Tensor, y: Tensor | None) -> Tensor:
        return torch.cat((z, embedded(y, self.embedding)), dim=1)


class ConcatCritic(Critic):
    """A critic that has an embedding of the class beside the sample: Mirza and Osindero 2014.

    room: the shape of the embedding, (1, H, W) beside pictures, (n,) beside rows. body: judges both in one, the sample
    first. The mean square of an embedding is held at 1, so that clipped weights or a D that rebuilds what it sees
    cannot make the class too faint to matter; x does not go through it, so D's slope is as the body has it.
    """

    def __init__(self, body: Critic, classes: int, room: Sequence[int]) -> None:
        super().__init__()
        self.body = body
        self.feature_dim = body.feature_dim
        self.room = tuple(room)
        self.embedding = nn.Embedding(classes, math.prod(room))
        self.norm = PixelNorm()

    def look(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        return self.body.look(self._told(x, y))

    def rebuilt(self, x: Tensor, y: Tensor | None = None) -> Sequence[tuple[Tensor, Tensor]]:
        """What the body rebuilds of samples and embeddings, where it can."""
        return rebuilder(self.body).rebuilt(self._told(x, y))

    def _told(self, x: Tensor, y: Tensor | None) -> Tensor:
        beside = self.norm(self.embedding(known(y))).unflatten(1, self.room)
        return torch.cat((x, beside), dim=1)


class ProjectionCritic(Critic):
    """D(x, y) = ψ(φ(x)) + v_yᵀφ(x): Miyato and Koyama 2018. v: (classes, feature_dim), at first 0.

    normalised: whether v is held spectrally normalised, as the layers of `body` are; then it starts at random.
    """

    def __init__(self, body: Critic, classes: int, normalised: bool) -> None:
        super().__init__()
        self.body = body
        self.feature_dim = body.feature_dim
        self.classes = nn.Embedding(classes, body.feature_dim)
        if normalised:
            spectral_norm(self.classes)
        else:
            nn.init.zeros_(self.classes.weight)

    def look(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        logits, features = self.body.look(x)
        return logits + (self.classes(known(y)) * features).sum(dim=1), features
