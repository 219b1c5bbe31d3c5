"""Filters along the sides of pictures, as matrices: `A @ x @ A.mT` filters rows and columns of x (B, C, S, S).

All are made of half-band filters: what the low-pass filter of a wavelet gives when it is run forth and back. As
matrices they are cheap beside a network, know no smallest picture, and reflect at the edges.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor


def reflected(places: Tensor, side: int) -> Tensor:
    """The pixel, 0…side − 1, that is seen at any whole place when a side is mirrored at its outer pixels for ever."""
    period = max(1, 2 * (side - 1))
    places = places % period
    return torch.minimum(places, period - places)


def doubling(side: int, like: Tensor) -> Tensor:
    """Twice as many pixels, (2 · side, side): the old ones, and between each two a new one that fits smoothly."""
    return 2 * half_band(2 * side, 1, 6, like)[:, ::2]


def halving(side: int, like: Tensor) -> Tensor:
    """Half as many pixels, (side, 2 · side): what is finer than the rest can show is smoothed away before."""
    return half_band(2 * side, 1, 6, like)[::2]


def octaves(side: int, like: Tensor) -> Tensor:
    """The four parts that add up to a signal, coarse to fine, (4, side, side): to π/8, π/4, π/2 and π."""
    identity = torch.eye(side, device=like.device, dtype=like.dtype)
    parts, rest = [], identity
    for step in (1, 2, 4):
        low = half_band(side, step, 2, like)
        parts.append((identity - low) @ rest)
        rest = low @ rest
    return torch.stack([rest, *reversed(parts)])


def half_band(side: int, step: int, order: int, like: Tensor) -> Tensor:
    """Keeps frequencies below π / (2 · step) and takes out those above, (side, side); on the device of `like`.

    Of the wavelet sym2, sym6, … for the order 2, 6, …: the higher, the sharper. Half of it is the pixel itself, the
    other half Lagrange's interpolation from the 2 · order nearest odd places.
    """
    odd = range(1 - 2 * order, 2 * order, 2)
    taps = {place: math.prod(other / (other - place) for other in odd if other != place) / 2 for place in odd}
    offsets = torch.tensor([0, *taps], device=like.device)
    weights = torch.tensor([0.5, *taps.values()], device=like.device, dtype=like.dtype)
    places = reflected(torch.arange(side, device=like.device)[:, None] + step * offsets, side)
    return torch.zeros(side, side, device=like.device, dtype=like.dtype).scatter_add(
        1, places, weights.expand(side, -1)
    )
