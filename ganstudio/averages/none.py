"""No average."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.averages.base import Average


class NoAverage(Average):
    """Samples come from G itself, as it stands."""

    kind: Literal["none"] = "none"
    label: ClassVar[str] = "None"
    is_on: ClassVar[bool] = False

    def keep(self, step: int, steps: int, images: int, batch: float) -> float:
        return 0.0
