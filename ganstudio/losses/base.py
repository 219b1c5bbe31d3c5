"""What every loss offers. A loss has no state: it is its options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.catalog import Kind
from ganstudio.problems import Problem

if TYPE_CHECKING:
    from torch import Tensor


class Loss(Kind):
    """What D and G minimise, as functions of D's logits. Both get both, so relativistic losses are no special case.

    real_logits, fake_logits: (B,), D(x) and D(G(z)) before any squashing. Both methods return a scalar.
    """

    score: ClassVar[Literal["probability", "critic score"]] = "critic score"
    g_sees_real: ClassVar[bool] = False  # True where g_loss reads real_logits, which cost a pass through D
    needs_bounded_slope: ClassVar[bool] = False  # True where training fails unless a penalty or bound holds D's slope
    has_targets: ClassVar[bool] = False  # True where D's scores are to come to given values
    needs_energy: ClassVar[bool] = False  # True where D's score must be minus an error, as an auto-encoder's

    def problems(self) -> Iterator[Problem]:
        """What is wrong in itself; paths relative to this loss."""
        return iter(())

    def sign_tells(self) -> bool:
        """True where D's score is above 0 for what it takes for real, and below for what it takes for fake."""
        return not (self.g_sees_real or self.needs_bounded_slope)

    def d_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        raise NotImplementedError

    def g_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        raise NotImplementedError

    def d_step(self, real_logits: Tensor, fake_logits: Tensor, memory: dict[str, Tensor]) -> Tensor:
        """D's loss at one step of training; a loss that remembers something overrides this."""
        return self.d_loss(real_logits, fake_logits)

    def scores(self, logits: Tensor) -> Tensor:
        """What the D(x) curves show of the logits, in the unit that `score` names."""
        return logits.sigmoid() if self.score == "probability" else logits


def softplus(x: Tensor) -> Tensor:
    """log(1 + eˣ), finite in value, gradient and second derivative for any finite x."""
    import torch.nn.functional as F

    return F.softplus(x)
