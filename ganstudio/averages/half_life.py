"""A share kept that depends on how many images an update has seen."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from ganstudio.averages.base import Average
from ganstudio.options import option
from ganstudio.schedules import SCHEDULES, Constant, Schedule


class HalfLife(Average):
    """Forgets half of what it holds in so many images, so that another batch size needs no other setting."""

    kind: Literal["half_life"] = "half_life"
    label: ClassVar[str] = "By images"
    formula: ClassVar[str] = (
        r"\bar w = \beta \bar w + (1 - \beta)\, w \qquad \beta = 2^{-B / h}"
        r"\qquad h = \min(h_{\mathrm{half}}, \mathrm{ramp} \cdot \mathrm{images})"
    )
    paper: ClassVar[str] = "Karras et al. 2020, Training Generative Adversarial Networks with Limited Data"
    half_life: float = option(
        default=10_000.0,
        ge=0,
        le=1e9,
        log=True,
        unit="images",
        help="After so many images half of the average is new. More is slower; 0 is G itself.",
    )
    half_life_schedule: Annotated[Schedule, SCHEDULES] = option(
        default=Constant(), label="Half-life during the run", help="How the half-life changes during the run."
    )
    ramp_up: float = option(
        default=0.05,
        ge=0,
        le=1,
        label="Ramp-up",
        unit="of the images so far",
        help="The half-life is at most this share, so that the average soon forgets the beginning. 0 leaves that out.",
    )

    def keep(self, step: int, steps: int, images: int, batch: float) -> float:
        half_life = self.half_life_schedule.value(self.half_life, step, steps)
        if self.ramp_up:
            half_life = min(half_life, self.ramp_up * images)
        return 0.5 ** (batch / half_life) if half_life > 0 else 0.0
