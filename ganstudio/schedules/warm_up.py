"""A gentle beginning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from ganstudio.options import option
from ganstudio.schedules.base import Schedule, warmth


class WarmUp(Schedule):
    """Rises evenly from 0 to its own value, then stays. Spares a fresh network the largest steps."""

    kind: Literal["warm_up"] = "warm_up"
    label: ClassVar[str] = "Warm-up"
    formula: ClassVar[str] = r"v_t = v \cdot \min(1, t / \mathrm{over})"
    paper: ClassVar[str] = "Goyal et al. 2017, Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, section 2.2"
    over: int = option(default=500, ge=1, le=10**9, unit="steps", help="At this step it reaches its own value.")

    def value(self, start: float, step: int, steps: int) -> float:
        return start * warmth(step, self.over)

    def comes_to(self) -> Mapping[str, float]:
        return {"over": 0.0}
