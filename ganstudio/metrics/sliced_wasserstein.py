r"""How far two sets of rows lie apart, seen along random directions.

The sliced 2-Wasserstein distance, Bonneel et al. 2015, Sliced and Radon Wasserstein Barycenters of Measures:

    $SW_2(P, Q)^2 = E_\theta \, W_2(\theta \cdot P, \theta \cdot Q)^2$, $\theta$ uniform on the unit sphere.

Along one direction the distance of two sets is exact, also for unequal counts: $W_2^2 = \int_0^1 (F^{-1} - G^{-1})^2$
with the quantile functions $F^{-1}$, $G^{-1}$, which are steps. Only the mean over directions is an estimate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from torch import Tensor

AT_ONCE = 1 << 24  # projected numbers in memory


def sliced_wasserstein(first: Tensor, second: Tensor, rng: torch.Generator, directions: int = 256) -> float:
    """Distance between two sets of rows, (N, D) and (M, D) on one device, in the units of the rows.

    rng: a generator on the CPU, so that every device sees the same directions. In one dimension there is only one.
    """
    import torch

    dimension = first.shape[1]
    theta = torch.randn(dimension, directions if dimension > 1 else 1, generator=rng)
    theta = (theta / theta.norm(dim=0)).to(first.device)
    places, widths = _steps(len(first), len(second), first.device)
    squared = []
    for part in theta.split(max(1, AT_ONCE // (len(first) + len(second))), dim=1):
        x, y = (torch.sort(rows.float() @ part, dim=0).values for rows in (first, second))
        squared.append(((x[places[0]] - y[places[1]]).square() * widths[:, None]).sum(dim=0))
    return float(torch.cat(squared).mean().sqrt())


def _steps(n: int, m: int, device: torch.device) -> tuple[tuple[Tensor, Tensor], Tensor]:
    """Where in n and in m sorted numbers each step of the two quantile functions lies, and how wide it is."""
    import torch

    # the steps end at i/n and j/m; all times n·m, they are whole numbers
    ends = torch.cat([torch.arange(1, n + 1) * m, torch.arange(1, m + 1) * n]).unique()
    widths = ends.diff(prepend=torch.zeros(1, dtype=ends.dtype)).double() / (n * m)
    return (((ends - 1) // m).to(device), ((ends - 1) // n).to(device)), widths.float().to(device)
