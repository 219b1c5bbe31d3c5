"""What a step consists of: updates, each at its own interval, so that the loop has no special cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ganstudio.engine.adversaries import Adversaries
from ganstudio.engine.loader import Batch
from ganstudio.engine.update import update_discriminator, update_generator
from ganstudio.sections import Training


@dataclass(frozen=True)
class Phase:
    """One update, done `times` times at every step whose number is a multiple of `interval`."""

    name: str
    update: Callable[[Adversaries, Sequence[Batch], int], None]
    interval: int = 1
    times: int = 1

    def is_due(self, step: int) -> bool:
        return step % self.interval == 0


def phases(training: Training) -> tuple[Phase, ...]:
    """D at every step; G at every `n_critic`-th, and then `n_generator` times."""
    return (
        Phase("D", update_discriminator),
        Phase("G", update_generator, training.n_critic, training.n_generator),
    )
