"""The same share kept at every update."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from ganstudio.averages.base import Average
from ganstudio.options import option
from ganstudio.schedules import SCHEDULES, Constant, Schedule


class Decay(Average):
    """Keeps the same share of the average at every update of G. Its samples are steadier than those of any moment."""

    kind: Literal["decay"] = "decay"
    label: ClassVar[str] = "By updates of G"
    formula: ClassVar[str] = r"\bar w = \beta \bar w + (1 - \beta)\, w"
    paper: ClassVar[str] = "Yazıcı et al. 2019, The Unusual Effectiveness of Averaging in GAN Training"
    decay: float = option(
        default=0.999,
        ge=0,
        lt=1,
        help="Share of the average that is kept at each update of G. Nearer 1 is slower.",
    )
    decay_schedule: Annotated[Schedule, SCHEDULES] = option(
        default=Constant(), label="Decay during the run", help="How the decay changes during the run."
    )

    def keep(self, step: int, steps: int, images: int, batch: float) -> float:
        return self.decay_schedule.value(self.decay, step, steps)
