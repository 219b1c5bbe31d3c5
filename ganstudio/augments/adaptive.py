"""What augments share whose strength follows D's certainty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ganstudio.augments.base import Augment
from ganstudio.options import option
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    from torch import Tensor


class AdaptiveAugment(Augment):
    """An augment whose p grows while D is too sure of the real samples, as it is once it knows them by heart.

    D's certainty is r = E[sign D(x)]: 0 where it cannot tell real from fake, 1 where it takes all real samples for
    real. Karras et al. 2020, section 3, average r over four updates; here each update moves p by its own share.
    """

    adaptive: bool = option(
        default=True,
        help="Let p follow D's certainty. Otherwise it stays where it starts: for losses whose D has no 0.",
    )
    start: float = option(
        default=0.0, ge=0, le=1, label="p at the start", help="Probability of each change when the run begins."
    )
    target: float = option(
        default=0.6,
        gt=-1,
        lt=1,
        help="The mean sign of D's scores of real samples at which p rests. 0 is a D that guesses, 1 one that is sure.",
    )
    speed: float = option(
        default=100.0,
        gt=0,
        le=100_000,
        log=True,
        unit="thousand samples",
        label="Way from 0 to 1",
        help="Real samples that D sees while p goes from 0 to 1. The papers have 500; short runs want less.",
    )
    limit: float = option(
        default=0.8,
        ge=0,
        le=1,
        help="p goes no higher. Near 1, D hardly sees a real sample as it is, and G learns the changes, too.",
    )

    def problems(self, spec: DataSpec) -> Iterator[Problem]:
        yield from super().problems(spec)
        if self.start > self.limit:
            yield Problem("start", f"must be at most {self.limit:g}, the limit; it is {self.start:g}")

    def adapts(self) -> bool:
        return self.adaptive

    def strength(self) -> float:
        return self.start

    def adapted(self, p: Tensor, real_logits: Tensor, count: int) -> Tensor:
        certainty = real_logits.detach().sign().mean()
        return (p + (certainty - self.target).sign() * (count / (1000 * self.speed))).clamp(0, self.limit)
