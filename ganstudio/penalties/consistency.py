"""What the consistency penalties share: pictures that are shifted and mirrored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ganstudio.options import option
from ganstudio.penalties.base import WeightedPenalty
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class Consistency(WeightedPenalty):
    """A penalty on D's change of mind when a picture is shifted or mirrored."""

    shift: float = option(
        default=0.125, gt=0, le=0.5, help="How far pictures are shifted at most, as a share of their side."
    )
    flip: bool = option(default=False, help="Also mirror pictures left to right. Not for digits or letters.")

    def problems(self, spec: DataSpec) -> Iterator[Problem]:
        if not spec.is_pictures:
            yield Problem("", "shifts pictures, and this data is rows of numbers: choose “zcr” or none")

    def inconsistency(self, turn: Turn, x: Tensor, logits: Tensor) -> Tensor:
        """E[(D(x) − D(T(x)))²], where `logits` are D(x)."""
        from ganstudio.nets.perturbations import shifted

        return (logits - turn.D(shifted(x, self.shift, self.flip, turn.rng))).square().mean()
