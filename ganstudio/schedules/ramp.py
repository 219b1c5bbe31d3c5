"""What schedules share that lead from an option's own value to another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ganstudio.options import option
from ganstudio.problems import Problem, number
from ganstudio.schedules.base import Schedule, warm_up_option, warmth


class Ramp(Schedule):
    """From the option's own value to `final`, in the part of the run between `begin` and `end`."""

    final: float = option(default=0.0, ge=0, le=10**12, help="Its value from the end of the change on.")
    begin: float = option(default=0.0, ge=0, le=1, unit="of the run", help="Until then it keeps its own value.")
    end: float = option(default=1.0, ge=0, le=1, unit="of the run", help="From then on it has its final value.")
    warm_up: int = warm_up_option()

    def weight(self, progress: float) -> float:
        """The share of `final` in the value when that share of the change is over; 0 at 0 and 1 at 1."""
        raise NotImplementedError

    def value(self, start: float, step: int, steps: int) -> float:
        return self.between(start, self._progress(step / steps)) * warmth(step, self.warm_up)

    def between(self, start: float, progress: float) -> float:
        """The value when that share of the change is over: `start` at 0 and `final` at 1."""
        weight = self.weight(progress)
        return (1 - weight) * start + weight * self.final

    def comes_to(self) -> Mapping[str, float]:
        return {"final": self.final} | ({"warm_up": 0.0} if self.warm_up else {})

    def problems(self) -> Iterator[Problem]:
        if self.begin >= self.end:
            yield Problem("begin", f"must be less than the end, {number(self.end)}; it is {number(self.begin)}")

    def _progress(self, done: float) -> float:
        if done <= self.begin:
            return 0.0
        return 1.0 if done >= self.end else (done - self.begin) / (self.end - self.begin)
