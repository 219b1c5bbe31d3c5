"""What relativistic losses share: the cost of the lead that one side's logits have over the other's."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.base import Loss, softplus
from ganstudio.options import option

if TYPE_CHECKING:
    from torch import Tensor


class LeadLoss(Loss):
    """D wants real samples ahead of fakes, G wants fakes ahead; only differences of logits count."""

    g_sees_real: ClassVar[bool] = True

    form: Literal["logistic", "least_squares", "hinge"] = option(
        default="logistic",
        help="What a lead costs: “logistic” wants it ever longer, “least squares” wants it to be 1, and “hinge” at "
        "least 1.",
    )

    def cost(self, lead: Tensor) -> Tensor:
        """ℓ(y) of each lead y."""
        match self.form:
            case "logistic":
                return softplus(-lead)
            case "least_squares":
                return (lead - 1).square()
            case "hinge":
                return (1 - lead).relu()


COST = r"\qquad \ell(y) = \log(1 + e^{-y}),\ (y - 1)^2,\ \max(0, 1 - y)"
