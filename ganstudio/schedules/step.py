"""A fall in steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from ganstudio.options import option
from ganstudio.schedules.base import Schedule, warm_up_option, warmth


class Step(Schedule):
    """Keeps its value for a while, then falls to a part of it at once, again and again."""

    kind: Literal["step"] = "step"
    label: ClassVar[str] = "In steps"
    formula: ClassVar[str] = r"v_t = v \cdot \mathrm{factor}^{\lfloor (t - 1) / \mathrm{every} \rfloor}"
    factor: float = option(default=0.5, ge=0, le=1, help="What it is multiplied by at each fall.")
    every: int = option(default=10_000, ge=1, le=10**9, unit="steps", help="How long it keeps each value.")
    warm_up: int = warm_up_option()

    def value(self, start: float, step: int, steps: int) -> float:
        return start * self.factor ** ((step - 1) // self.every) * warmth(step, self.warm_up)

    def comes_to(self) -> Mapping[str, float]:
        return ({"factor": 0.0} if self.factor < 1 else {}) | ({"warm_up": 0.0} if self.warm_up else {})
