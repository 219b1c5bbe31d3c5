"""Generators that make styles of noise, and samples of styles; reached through whatever is wrapped around them."""

from __future__ import annotations

import math
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn


@runtime_checkable
class Styled(Protocol):
    """G(z, y) = synthesis(mapping(z, y)), but for what training mixes in between."""

    @property
    def layers(self) -> int:
        """Layers that a style acts on."""
        ...

    def mapping(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """z (B, latent_dim), classes y (B,) where it is told of them → w (B, w_dim)."""
        ...

    def synthesis(self, w: Tensor) -> Tensor:
        """w (B, w_dim), or one for each layer, (B, layers, w_dim) → samples."""
        ...


def styled(network: nn.Module) -> Styled:
    """The network itself, which has styles. Raises TypeError where it has none."""
    if isinstance(network, Styled):
        return network
    raise TypeError(f"{type(network).__name__} makes no styles")


def has_styles(network: nn.Module) -> bool:
    """Whether the network, or what it wraps, makes styles."""
    try:
        return bool(styled(network).layers) and callable(getattr(network, "mapping", None))
    except (TypeError, AttributeError):
        return False


def path_lengths(G: Styled, z: Tensor, rng: torch.Generator) -> Tensor:
    """‖J_wᵀ y‖₂ of each sample for random directions y of pictures, (B,): Karras et al. 2020, eq. 4.

    Divided by √(pixels · layers): by appendix B, the weight falls with both.
    """
    w = G.mapping(z)
    samples = G.synthesis(w)
    y = torch.randn(samples.shape, generator=rng, device=samples.device, dtype=samples.dtype)
    (slopes,) = torch.autograd.grad((samples * y).sum(), w, create_graph=True)
    return torch.linalg.vector_norm(slopes, dim=1) / math.sqrt(math.prod(samples.shape[2:]) * G.layers)
