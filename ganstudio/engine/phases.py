"""What a step consists of: updates, each at its own interval, so that the loop has no special cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from ganstudio.engine.update import Adversaries, update_discriminator, update_generator


@dataclass(frozen=True)
class Phase:
    """One update, done at every step whose number is a multiple of `interval`."""

    name: str
    update: Callable[[Adversaries, Tensor, int], None]
    interval: int = 1

    def is_due(self, step: int) -> bool:
        return step % self.interval == 0


def phases(n_critic: int) -> tuple[Phase, ...]:
    """D at every step, G at every `n_critic`-th."""
    return Phase("D", update_discriminator), Phase("G", update_generator, n_critic)
