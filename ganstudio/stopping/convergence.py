"""Stop when nothing gets better any more: what textbooks call “until convergence”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import ClassVar, Literal

from ganstudio.options import option
from ganstudio.problems import Problem
from ganstudio.stopping.base import REMEMBERED, Measure, Standing, StoppingRule

FEWEST = 4  # measurements in a window, two in each half


class Convergence(StoppingRule):
    """Ends the run when, over a window of steps, neither the distance to the data nor D's advantage moves any more.

    GANs have no loss that falls to a minimum: both losses may stand still while samples improve, and the other way
    round. So the rule compares the window's two halves by what can be trusted: the distance between samples and data,
    and how often D tells them apart.
    """

    kind: Literal["convergence"] = "convergence"
    label: ClassVar[str] = "On convergence"
    formula: ClassVar[str] = (
        r"\left|\frac{\overline{d}_2}{\overline{d}_1} - 1\right| \le \tau"
        r"\qquad \left|\overline{a}_2 - \overline{a}_1\right| \le \tau"
    )
    window: int = option(
        default=5000, ge=4, le=10**9, unit="steps", help="How long both must stand still, first against second half."
    )
    tolerance: float = option(
        default=0.05,
        gt=0,
        le=1,
        label="Tolerance τ",
        help="What counts as standing still: a share of the distance, and of D's advantage between 0 and 1.",
    )

    def problems(self, measure_every: int) -> Iterator[Problem]:
        if self.window < FEWEST * measure_every:
            yield Problem(
                "window",
                f"must be at least {FEWEST * measure_every:,}: the distance is measured every {measure_every:,} steps, "
                f"and {FEWEST} measurements are compared",
            )
        elif self.window >= REMEMBERED * measure_every:
            yield Problem(
                "window",
                f"must be less than {REMEMBERED * measure_every:,}: the distance is measured every "
                f"{measure_every:,} steps, and {REMEMBERED:,} measurements are kept",
            )

    def met(self, standing: Standing) -> str:
        measures = standing.measures
        begin, middle = standing.step - self.window, standing.step - self.window / 2
        if not measures or measures[0].step > begin or measures[-1].step != standing.step:
            return ""  # no full window yet, or nothing new
        first = [measure for measure in measures if begin < measure.step <= middle]
        second = [measure for measure in measures if measure.step > middle]
        if len(first) < FEWEST // 2 or len(second) < FEWEST // 2:
            return ""
        before, now = _distance(first), _distance(second)
        change = now / before - 1 if before > 0 else 0.0
        drift = _advantage(second) - _advantage(first)
        if abs(change) > self.tolerance or abs(drift) > self.tolerance:
            return ""
        return (
            f"converged: over the last {self.window:,} steps the distance to the data stayed at {now:.3g} "
            f"({change:+.1%}) and D's advantage at {_advantage(second):.2f} ({drift:+.2f})"
        )


def _distance(measures: Sequence[Measure]) -> float:
    return fmean(measure.distance for measure in measures)


def _advantage(measures: Sequence[Measure]) -> float:
    return fmean(measure.advantage for measure in measures)
