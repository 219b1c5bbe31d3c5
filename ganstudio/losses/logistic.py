"""D as a classifier: the cross-entropy of its logits with labels that may be smoothed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.losses.base import Loss, softplus
from ganstudio.options import option
from ganstudio.problems import Problem

if TYPE_CHECKING:
    from torch import Tensor


class LogisticLoss(Loss):
    """D learns the probability that a sample is real. Labels concern D alone; G's loss is each kind's own."""

    score: ClassVar[Literal["probability", "critic score"]] = "probability"

    real_label: float = option(
        default=1.0,
        ge=0.5,
        le=1,
        help="The probability that D should give real samples. 0.9 is one-sided label smoothing: D grows less sure of "
        "itself (Salimans et al. 2016, section 3.4).",
    )
    fake_label: float = option(
        default=0.0,
        ge=0,
        le=0.5,
        help="The probability that D should give fakes. Above 0 is two-sided smoothing, which the paper advises "
        "against: it holds fakes where they are.",
    )

    def problems(self) -> Iterator[Problem]:
        if self.real_label <= self.fake_label:
            yield Problem(
                "real_label", "is that of fakes too, which leaves D nothing to learn: raise it, or lower theirs"
            )

    def d_loss(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        real, fake = cross_entropy(real_logits, self.real_label), cross_entropy(fake_logits, self.fake_label)
        return real.mean() + fake.mean()


def cross_entropy(logits: Tensor, label: float) -> Tensor:
    """−t·log σ(x) − (1−t)·log(1−σ(x)) for a label t in 0…1, a sample at a time; −log σ(x) = softplus(−x)."""
    if label in (0, 1):  # no smoothing, so one term is nothing
        return softplus(-logits if label else logits)
    return label * softplus(-logits) + (1 - label) * softplus(logits)


L_D = (
    r"L_D = \mathbb{E}[H(t_r, D(x))] + \mathbb{E}[H(t_f, D(G(z)))]"
    r"\qquad H(t, v) = -t \log \sigma(v) - (1 - t) \log(1 - \sigma(v))"
)
