"""Stop after a while."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.options import option
from ganstudio.stopping.base import Standing, StoppingRule


class Time(StoppingRule):
    """Ends the run after so many minutes of training; pauses do not count. Continued, it gets as many again."""

    kind: Literal["time"] = "time"
    label: ClassVar[str] = "After a time"
    minutes: float = option(default=10.0, gt=0, le=100_000, unit="min", help="How long to train at a stretch.")

    def met(self, standing: Standing) -> str:
        if standing.seconds < 60 * self.minutes:
            return ""
        return f"the time limit of {self.minutes:g} {'minute' if self.minutes == 1 else 'minutes'} is reached"
