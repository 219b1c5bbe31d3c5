"""Loads what the first step needs ahead of time, so that Train answers at once."""

from __future__ import annotations

import torch


def warm_up() -> None:
    """One step of a tiny network: torch loads much of itself at the first backward pass and the first optimiser."""
    weight = torch.nn.Parameter(torch.ones(2, 2))
    optimizer = torch.optim.Adam([weight], fused=True)
    (weight @ weight).sum().backward()
    optimizer.step()
