"""Networks that can rebuild samples from what they saw in them; found inside whatever is wrapped around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from torch import Tensor, nn


@runtime_checkable
class Rebuilder(Protocol):
    """A discriminator with decoders."""

    def rebuilt(self, x: Tensor, y: Tensor | None = None) -> Sequence[tuple[Tensor, Tensor]]:
        """x (B, *shape), classes y (B,) where it is told of them → what was to be rebuilt, and what became of it.

        One pair for each decoder; both of a pair have one shape.
        """
        ...


def rebuilder(D: nn.Module) -> Rebuilder:
    """The outermost part of D that can rebuild samples. Raises TypeError where there is none."""
    for module in D.modules():
        if isinstance(module, Rebuilder):
            return module
    raise TypeError(f"no part of {type(D).__name__} can rebuild samples")
