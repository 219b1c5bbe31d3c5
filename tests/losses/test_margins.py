"""Hinge and relativistic losses agree with values worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch

from ganstudio.losses import LOSSES
from ganstudio.losses.hinge import Hinge
from ganstudio.losses.lead import LeadLoss
from ganstudio.losses.relativistic import Relativistic
from ganstudio.losses.relativistic_average import RelativisticAverage

REAL, FAKE = [0.25, 2.0, -1.5], [-1.0, 3.0, 0.5]
COSTS: dict[str, Callable[[float], float]] = {
    "logistic": lambda y: math.log(1 + math.exp(-y)),
    "least_squares": lambda y: (y - 1) ** 2,
    "hinge": lambda y: max(0.0, 1 - y),
}


def logits(values: list[float]) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


def test_hinge_charges_d_for_what_is_inside_the_margin_and_g_for_low_scores() -> None:
    assert math.isclose(Hinge().d_loss(logits(REAL), logits(FAKE)).item(), (0.75 + 0 + 2.5) / 3 + (0 + 4 + 1.5) / 3)
    assert math.isclose(Hinge().g_loss(logits(REAL), logits(FAKE)).item(), -(-1 + 3 + 0.5) / 3)


@pytest.mark.parametrize("form", COSTS)
def test_relativistic_pairing_charges_each_pair_for_its_lead(form: str) -> None:
    loss, cost = Relativistic.model_validate({"form": form}), COSTS[form]
    d = sum(cost(r - f) for r, f in zip(REAL, FAKE, strict=True)) / 3
    g = sum(cost(f - r) for r, f in zip(REAL, FAKE, strict=True)) / 3
    assert math.isclose(loss.d_loss(logits(REAL), logits(FAKE)).item(), d)
    assert math.isclose(loss.g_loss(logits(REAL), logits(FAKE)).item(), g)


@pytest.mark.parametrize("form", COSTS)
def test_relativistic_average_charges_each_sample_for_its_lead_over_the_other_sides_mean(form: str) -> None:
    loss, cost = RelativisticAverage.model_validate({"form": form}), COSTS[form]
    r_mean, f_mean = sum(REAL) / 3, sum(FAKE) / 3
    d = (sum(cost(r - f_mean) for r in REAL) / 3 + sum(cost(r_mean - f) for f in FAKE) / 3) / 2
    g = (sum(cost(r_mean_lead) for r_mean_lead in (f - r_mean for f in FAKE)) / 3) / 2
    g += (sum(cost(f_mean - r) for r in REAL) / 3) / 2
    assert math.isclose(loss.d_loss(logits(REAL), logits(FAKE)).item(), d)
    assert math.isclose(loss.g_loss(logits(REAL), logits(FAKE)).item(), g)


@pytest.mark.parametrize("form", COSTS)
def test_pairing_and_average_agree_where_all_samples_of_a_side_score_the_same(form: str) -> None:
    real, fake = logits([1.5] * 4), logits([0.25] * 4)
    pairing, average = Relativistic.model_validate({"form": form}), RelativisticAverage.model_validate({"form": form})
    assert math.isclose(pairing.d_loss(real, fake).item(), average.d_loss(real, fake).item())
    assert math.isclose(pairing.g_loss(real, fake).item(), average.g_loss(real, fake).item())


@pytest.mark.parametrize("form", COSTS)
@pytest.mark.parametrize("kind", [Relativistic, RelativisticAverage])
def test_a_relativistic_loss_does_not_change_when_a_constant_is_added_to_all_logits(
    kind: type[LeadLoss], form: str
) -> None:
    loss = kind.model_validate({"form": form})
    for part in (loss.d_loss, loss.g_loss):
        here, there = part(logits(REAL), logits(FAKE)), part(logits(REAL) + 37.5, logits(FAKE) + 37.5)
        assert math.isclose(here.item(), there.item(), rel_tol=1e-12)


@pytest.mark.parametrize("kind", [*LOSSES], ids=lambda kind: kind.kind_name())
def test_a_loss_says_truly_whether_g_sees_the_real_logits(kind: type) -> None:
    loss, real, fake = kind.model_validate({}), logits(REAL), logits(FAKE)
    assert (loss.g_loss(real, fake) != loss.g_loss(real + 1, fake)) == loss.g_sees_real
