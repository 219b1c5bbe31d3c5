"""What every penalty offers: its value in D's loss, in G's loss or in both, or a bound on D's weights."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from ganstudio.catalog import Kind
from ganstudio.options import option
from ganstudio.problems import Problem
from ganstudio.schedules import SCHEDULES, Constant, Schedule
from ganstudio.spec import DataSpec
from ganstudio.turn import Offer, Turn

if TYPE_CHECKING:
    from torch import Tensor, nn

Side = Literal["D", "G"]


class Penalty(Kind):
    """A term that is added to a loss, or a bound on D's weights."""

    sides: ClassVar[frozenset[Side]] = frozenset({"D"})  # the losses that it is a term of
    judges_alone: ClassVar[bool] = False  # True where scores must depend on one sample alone, as for slopes of D
    takes_slopes: ClassVar[bool] = False  # True where it differentiates a derivative, which needs float32
    sees_real_in_g: ClassVar[bool] = False  # True where g_value reads what D sees in real samples, which costs a pass
    needs: ClassVar[Offer | None] = None  # what one of the networks must offer
    bounds_slope: ClassVar[bool] = False  # True where it keeps D's slope in bounds, which the Wasserstein loss needs
    bounds_weights: ClassVar[bool] = False  # True where it does so by D's weights, which leaves no slope to choose

    def problems(self, spec: DataSpec) -> Iterator[Problem]:
        """What keeps it from working with such data; paths relative to this penalty."""
        return iter(())

    def slope(self) -> float | None:
        """The slope of D that it pulls towards, None where it pulls towards none."""
        return None

    def factor(self, step: int, steps: int, every: int = 1) -> float:
        """What its value is multiplied by at `step` of `steps`; 0 where it is not due.

        every: steps from one update of the network in whose loss it stands to the next.
        """
        return 1.0

    def d_value(self, turn: Turn) -> Tensor:
        """The term in D's loss, a scalar that can be differentiated; `fake` has no gradient history."""
        raise NotImplementedError

    def g_value(self, turn: Turn) -> Tensor:
        """The term in G's loss; D's weights have no gradient, `fake` has."""
        raise NotImplementedError

    def constrain(self, D: nn.Module) -> None:
        """Called after every update of D."""


class WeightedPenalty(Penalty):
    """A penalty with a weight, applied lazily if asked."""

    weight: float = option(default=10.0, ge=0, le=10_000, log=True, help="Factor before the penalty in the loss.")
    weight_schedule: Annotated[Schedule, SCHEDULES] = option(
        default=Constant(), label="Weight during the run", help="How the weight changes; R3GAN lowers it to a tenth."
    )
    interval: int = option(
        default=1,
        ge=1,
        le=1000,
        unit="steps",
        help="Apply it every so many steps, that many times as strong: nearly the same effect for less work.",
    )

    @property
    def is_off(self) -> bool:
        """True for a weight of 0 that stays 0."""
        return self.weight == 0 and self.weight_schedule.is_constant

    def factor(self, step: int, steps: int, every: int = 1) -> float:
        if step % self.interval:
            return 0.0
        # lazily, so scaled by the updates that it stands for: Karras et al. 2020, appendix B
        updates = self.interval // math.gcd(self.interval, every)
        return self.weight_schedule.value(self.weight, step, steps) * updates
