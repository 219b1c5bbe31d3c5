"""One number by chance for each sample, (B, 1, 1, 1), so that it broadcasts over pictures (B, C, H, W)."""

from __future__ import annotations

import torch
from torch import Tensor


def chosen(x: Tensor, p: Tensor | float, rng: torch.Generator) -> Tensor:
    """Whether a change befalls the sample, with probability p: none at 0, all at 1."""
    return torch.rand(len(x), 1, 1, 1, generator=rng, device=rng.device) < p


def uniform(x: Tensor, low: float, high: float, rng: torch.Generator) -> Tensor:
    """U(low, high)."""
    return low + (high - low) * torch.rand(len(x), 1, 1, 1, generator=rng, device=rng.device, dtype=_precision(x))


def normal(x: Tensor, std: float, rng: torch.Generator) -> Tensor:
    """N(0, std²)."""
    return std * torch.randn(len(x), 1, 1, 1, generator=rng, device=rng.device, dtype=_precision(x))


def integers(x: Tensor, low: int, high: int, rng: torch.Generator) -> Tensor:
    """A whole number in low…high, both included."""
    return torch.randint(low, high + 1, (len(x), 1, 1, 1), generator=rng, device=rng.device)


def _precision(x: Tensor) -> torch.dtype:
    return torch.promote_types(x.dtype, torch.float32)  # half a precision would round places and angles
