"""What every stopping rule offers: whether it is met, and why, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ganstudio.catalog import Kind
from ganstudio.problems import Problem

REMEMBERED = 10_000  # measurements that rules can look back on


@dataclass(frozen=True)
class Measure:
    """How near the fakes were to the data. advantage: how often D tells them apart beyond chance, −1…1."""

    step: int
    distance: float
    advantage: float


@dataclass(frozen=True)
class Standing:
    """Where a run stands. seconds: of training since it was started or continued, pauses left out.

    measures: of this run, oldest first; they begin anew after a run that had converged is continued.
    """

    step: int
    images: int
    seconds: float
    measures: Sequence[Measure]


class StoppingRule(Kind):
    """Ends a run before its last step."""

    def problems(self, measure_every: int) -> Iterator[Problem]:
        """Why it could never be met, where the distance is measured every so many steps."""
        return iter(())

    def met(self, standing: Standing) -> str:
        """Why the run ends here, as the rest of a sentence that begins “Finished:”, or nothing."""
        raise NotImplementedError
