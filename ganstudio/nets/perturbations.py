"""Samples moved a little, by chance that comes from a generator of the caller's."""

from __future__ import annotations

import torch
from torch import Tensor


def noised(x: Tensor, std: float | Tensor, rng: torch.Generator) -> Tensor:
    """x + N(0, std²)."""
    return x + std * torch.randn(x.shape, generator=rng, device=x.device, dtype=x.dtype)


def shifted(x: Tensor, share: float, flip: bool, rng: torch.Generator) -> Tensor:
    """Pictures (B, C, H, W), each moved by whole pixels, up to `share` of its sides; with `flip`, half are mirrored.

    Reflection fills what the shift uncovers. All channels of a picture move together.
    """
    count, _, height, width = x.shape
    rows, columns = _places(count, height, share, rng), _places(count, width, share, rng)
    if flip:
        mirrored = torch.rand(count, 1, generator=rng, device=rng.device) < 0.5
        columns = torch.where(mirrored, width - 1 - columns, columns)
    x = x.gather(2, rows[:, None, :, None].expand_as(x))
    return x.gather(3, columns[:, None, None, :].expand_as(x))


def _places(count: int, side: int, share: float, rng: torch.Generator) -> Tensor:
    """Where each pixel of a side comes from, (count, side)."""
    most = min(max(1, int(side * share)), side - 1)
    offsets = torch.randint(-most, most + 1, (count, 1), generator=rng, device=rng.device)
    places = torch.arange(side, device=rng.device) + offsets
    return side - 1 - (side - 1 - places.abs()).abs()  # reflected at both ends
