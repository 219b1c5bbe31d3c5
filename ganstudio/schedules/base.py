"""What every schedule offers: the value of an option at each step of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from ganstudio.catalog import Kind
from ganstudio.options import option
from ganstudio.problems import Problem


class Schedule(Kind):
    """How an option changes during a run."""

    is_constant: ClassVar[bool] = False

    def value(self, start: float, step: int, steps: int) -> float:
        """The option at `step`, from 1 to `steps`, where a person set it to `start`."""
        raise NotImplementedError

    def comes_to(self) -> Mapping[str, float]:
        """The values it leads to, each under the name of its own option that brings it there."""
        return {}

    def problems(self) -> Iterator[Problem]:
        """What is wrong in itself; paths relative to this schedule."""
        return iter(())


def warm_up_option() -> Any:
    """The option of schedules that may begin with a warm-up."""
    return option(
        default=0,
        ge=0,
        le=10**9,
        unit="steps",
        label="Warm-up",
        help="For so many steps it first rises from 0, evenly. 0 leaves that out.",
    )


def warmth(step: int, over: int) -> float:
    """The share of its value that an option has at `step` of a warm-up `over` so many steps; 1 after it."""
    return step / over if step < over else 1.0
