"""What every augment offers: samples changed before D sees them, real and fake alike, so that few pictures last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from ganstudio.catalog import Kind
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class Augment(Kind):
    """How samples are changed before D sees them. The strength p is in 0…1; 0 leaves everything as it is."""

    is_on: ClassVar[bool] = True
    changes_pictures: ClassVar[bool] = False  # True where only pictures can be changed so

    def resolved(self, spec: DataSpec) -> Augment:
        """The augment that is meant with such data: itself, unless it is one that chooses."""
        return self

    def problems(self, spec: DataSpec) -> Iterator[Problem]:
        """What keeps it from working with such data; paths relative to this augment."""
        if self.changes_pictures and not spec.is_pictures:
            yield Problem("kind", "changes pictures, and this data is rows of numbers: choose “apa” or “none”")

    def adapts(self) -> bool:
        """True where p follows D's certainty; checkpoints keep it, and the curves show it."""
        return False

    def strength(self) -> float:
        """p at the start, and throughout where it does not adapt."""
        return 1.0

    def adapted(self, p: Tensor, real_logits: Tensor, count: int) -> Tensor:
        """p, a scalar, after an update of D that gave `real_logits` (B,) to `count` real samples."""
        return p

    def apply(self, x: Tensor, p: Tensor, rng: torch.Generator) -> Tensor:
        """Samples (B, *shape) as D is to see them, differentiable, all on the device and by chance from `rng`."""
        return x

    def mixed(self, real: Tensor, fake: Tensor, p: Tensor, rng: torch.Generator) -> Tensor:
        """What D is shown as real samples, (B, *shape): some may be fakes. Both before `apply`."""
        return real
