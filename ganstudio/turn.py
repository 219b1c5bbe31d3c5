"""What one update of D or G works on, as penalties and conditionings see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn


Offer = Literal["styles", "reconstruction"]  # what a network may offer beside samples or scores


@dataclass
class Turn:
    """One update. With packing, a sample here is a pack: what D judges at once.

    G, D: with the classes y given, where there are classes, so that both take one argument; samples of B at a time.
    real, fake: (B, *shape), as D sees them: augmented, with noise, in packs. y: (B,) int64, the classes of both, None
    where the networks know of none. real_logits, fake_logits: (B,), and real_features, fake_features: (B, F), what D
    saw just before; with the gradient history of this update. In G's turn those of the real samples have none, and
    stand for fakes unless a loss or penalty asked for real ones. z: (n, latent_dim), what `fake` was made of.
    shown: G's samples → what D sees of them. rng: on the device. memory: the penalty's own tensors, empty at first;
    checkpoints keep them.
    """

    G: nn.Module
    D: nn.Module
    real: Tensor
    fake: Tensor
    y: Tensor | None
    real_logits: Tensor
    fake_logits: Tensor
    real_features: Tensor
    fake_features: Tensor
    z: Tensor
    shown: Callable[[Tensor], Tensor]
    rng: torch.Generator
    memory: dict[str, Tensor]
