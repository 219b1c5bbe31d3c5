"""No change at all."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.schedules.base import Schedule


class Constant(Schedule):
    """Stays as it is."""

    kind: Literal["constant"] = "constant"
    label: ClassVar[str] = "Constant"
    is_constant: ClassVar[bool] = True

    def value(self, start: float, step: int, steps: int) -> float:
        return start
