"""What a penalty works on, put together for tests."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from ganstudio.turn import Turn


def turn_of(
    D: nn.Module,
    real: Tensor,
    fake: Tensor | None = None,
    *,
    G: nn.Module | None = None,
    z: Tensor | None = None,
    y: Tensor | None = None,
    seed: int = 0,
    memory: dict[str, Tensor] | None = None,
    shown: Callable[[Tensor], Tensor] = lambda samples: samples,
) -> Turn:
    """A turn with logits as the two updates give them; `fake` is made by `G` of `z` where a G is given."""
    G = nn.Identity() if G is None else G
    z = torch.zeros(len(real), 1, dtype=real.dtype) if z is None else z
    fake = shown(G(z)) if fake is None else fake
    return Turn(
        G=G,
        D=D,
        real=real,
        fake=fake,
        y=y,
        real_logits=D(real),
        fake_logits=D(fake),
        real_features=features_of(D, real),
        fake_features=features_of(D, fake),
        z=z,
        shown=shown,
        rng=torch.Generator().manual_seed(seed),
        memory={} if memory is None else memory,
    )


def features_of(D: nn.Module, x: Tensor) -> Tensor:
    """The input of the layer that gives the logits, the last but one of a chain."""
    return D[:-2](x) if isinstance(D, nn.Sequential) else x
