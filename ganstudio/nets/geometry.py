"""Pictures (B, C, S, S) mirrored, turned, moved, scaled and cut: each picture and each change by its own chance p."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from ganstudio.nets.draws import chosen, integers, normal, uniform
from ganstudio.nets.filters import doubling, halving, reflected


def mirrored(x: Tensor, p: Tensor | float, rng: torch.Generator) -> Tensor:
    """Left and right exchanged."""
    return torch.where(chosen(x, p, rng), x.flip(3), x)


def translated(x: Tensor, p: Tensor | float, share: float, rng: torch.Generator) -> Tensor:
    """Moved by whole pixels, up to `share` of the sides; 0 fills what is uncovered."""
    side = x.shape[-1]
    most = round(share * side)
    gate = chosen(x, p, rng)
    rows, columns = (_places(side, torch.where(gate, integers(x, -most, most, rng), 0)) for _ in range(2))
    framed = F.pad(x, (1, 1, 1, 1))
    return _picked(framed, rows.clamp(-1, side).mT + 1, columns.clamp(-1, side) + 1)


def blitted(x: Tensor, p: Tensor | float, rng: torch.Generator) -> Tensor:
    """Mirrored, turned by quarters, moved by up to an eighth: pixels change places and keep their values.

    Reflection fills what is uncovered.
    """
    side = x.shape[-1]
    mirror = chosen(x, p, rng) & (integers(x, 0, 1, rng) == 1)
    turns = torch.where(chosen(x, p, rng), integers(x, 0, 3, rng), 0)
    gate = chosen(x, p, rng)
    down, right = (torch.where(gate, (uniform(x, -1 / 8, 1 / 8, rng) * side).round().long(), 0) for _ in range(2))
    rows, columns = reflected(_places(side, down), side).mT, reflected(_places(side, right), side)
    odd = turns % 2 == 1
    rows, columns = torch.where(odd, columns, rows), torch.where(odd, rows, columns)
    rows = torch.where(turns >= 2, side - 1 - rows, rows)
    columns = torch.where(((turns == 1) | (turns == 2)) ^ mirror, side - 1 - columns, columns)
    return _picked(x, rows, columns)


def warped(x: Tensor, p: Tensor | float, rng: torch.Generator) -> Tensor:
    """Scaled, turned, stretched, turned again and moved, all in one resampling; reflection fills what is uncovered.

    Sampled at twice the density between two wavelet filters, so that fine detail is neither lost nor turned into
    coarse.
    """
    side = x.shape[-1]
    p_turn = 1 - torch.sqrt(1 - torch.as_tensor(p))  # either turn, or both, with probability p
    gates = [chosen(x, chance, rng) for chance in (p, p_turn, p, p_turn, p)]
    scale, stretch = (torch.where(gates[i], normal(x, 0.2, rng), 0).exp2() for i in (0, 2))
    before, after = (torch.where(gates[i], uniform(x, -math.pi, math.pi, rng), 0) for i in (1, 3))
    move = torch.where(gates[4], torch.cat([normal(x, 2 / 8, rng) for _ in range(2)], 2), 0)  # (B, 1, 2, 1), in −1…1

    back = _rotation(-before) @ _diagonal(1 / (scale * stretch), stretch / scale) @ _rotation(-after)
    shift = 1 / (2 * side)  # between the first pixel of the denser picture and the middle of the first pixel of x
    offset = back @ (shift - move) - shift
    theta = torch.cat((back, offset), 3).squeeze(1)  # (B, 2, 3)
    up, down = doubling(side, theta), halving(side, theta)
    grid = F.affine_grid(theta, [len(x), x.shape[1], 2 * side, 2 * side], align_corners=False)
    dense = F.grid_sample(up @ x.to(theta.dtype) @ up.mT, grid, padding_mode="reflection", align_corners=False)
    return torch.where(torch.stack(gates).any(0), (down @ dense @ down.mT).to(x.dtype), x)


def cut_out(x: Tensor, p: Tensor | float, share: float, rng: torch.Generator) -> Tensor:
    """A square with `share` of the sides, centred anywhere in the picture, set to 0."""
    middles = (torch.arange(x.shape[-1], device=x.device) + 0.5) / x.shape[-1]
    inside = chosen(x, p, rng)
    for sides in (middles[:, None], middles):
        inside = inside & ((sides - uniform(x, 0, 1, rng)).abs() < share / 2)
    return x.masked_fill(inside, 0)


def _places(side: int, offset: Tensor) -> Tensor:
    """Where each pixel of a side comes from, (B, 1, 1, side)."""
    return torch.arange(side, device=offset.device) - offset


def _picked(x: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """The pixels of x at rows and columns, which broadcast to (B, 1, S, S); all channels alike."""
    places = rows * x.shape[-1] + columns
    return x.flatten(2).gather(2, places.flatten(2).expand(-1, x.shape[1], -1)).unflatten(2, places.shape[2:])


def _rotation(angle: Tensor) -> Tensor:
    """(B, 1, 1, 1) → (B, 1, 2, 2)."""
    cosine, sine = angle.cos(), angle.sin()
    return torch.cat((torch.cat((cosine, -sine), 3), torch.cat((sine, cosine), 3)), 2)


def _diagonal(first: Tensor, second: Tensor) -> Tensor:
    """(B, 1, 1, 1) each → (B, 1, 2, 2)."""
    return torch.diag_embed(torch.cat((first, second), 3).squeeze(2))
