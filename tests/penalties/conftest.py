"""What a penalty works on, put together for tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from ganstudio.penalties.base import Turn


@pytest.fixture
def turn_of() -> Callable[..., Turn]:
    """A turn with logits as the two updates give them; `fake` is made by `G` of `z` where a G is given."""

    def turn(
        D: nn.Module,
        real: Tensor,
        fake: Tensor | None = None,
        *,
        G: nn.Module | None = None,
        z: Tensor | None = None,
        seed: int = 0,
        memory: dict[str, Tensor] | None = None,
        shown: Callable[[Tensor], Tensor] = lambda samples: samples,
    ) -> Turn:
        G = nn.Identity() if G is None else G
        z = torch.zeros(len(real), 1, dtype=real.dtype) if z is None else z
        fake = shown(G(z)) if fake is None else fake
        rng = torch.Generator().manual_seed(seed)
        return Turn(G, D, real, fake, D(real), D(fake), z, shown, rng, {} if memory is None else memory)

    return turn
