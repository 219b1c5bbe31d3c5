"""The two losses of the first GAN paper, and what smoothed labels make of them."""

from __future__ import annotations

import math

import pytest
import torch

from ganstudio.losses.logistic import LogisticLoss, cross_entropy
from ganstudio.losses.minimax import Minimax
from ganstudio.losses.non_saturating import NonSaturating

REAL, FAKE = [0.0, 2.0, -1.5], [-1.0, 3.0, 0.25]


def log_sigmoid(x: float) -> float:
    return -math.log(1 + math.exp(-x))


def entropy(label: float, x: float) -> float:
    return -label * log_sigmoid(x) - (1 - label) * log_sigmoid(-x)


def logits(values: list[float]) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


@pytest.mark.parametrize(("real_label", "fake_label"), [(1.0, 0.0), (0.9, 0.0), (0.9, 0.1), (0.5, 0.5)])
@pytest.mark.parametrize("kind", [NonSaturating, Minimax])
def test_d_minimises_the_cross_entropy_with_its_labels(
    kind: type[LogisticLoss], real_label: float, fake_label: float
) -> None:
    loss = kind.model_validate({"real_label": real_label, "fake_label": fake_label})
    expected = sum(entropy(real_label, x) for x in REAL) / 3 + sum(entropy(fake_label, x) for x in FAKE) / 3
    assert math.isclose(loss.d_loss(logits(REAL), logits(FAKE)).item(), expected)


@pytest.mark.parametrize("labels", [{}, {"real_label": 0.9}, {"real_label": 0.9, "fake_label": 0.1}])
def test_labels_are_no_concern_of_g(labels: dict[str, float]) -> None:
    saturating = sum(log_sigmoid(-x) for x in FAKE) / 3
    assert math.isclose(Minimax(**labels).g_loss(logits(REAL), logits(FAKE)).item(), saturating)
    not_saturating = -sum(log_sigmoid(x) for x in FAKE) / 3
    assert math.isclose(NonSaturating(**labels).g_loss(logits(REAL), logits(FAKE)).item(), not_saturating)


def test_a_smoothed_label_is_the_expectation_over_flipped_labels() -> None:
    x = logits(REAL)
    flipped = 0.9 * cross_entropy(x, 1.0) + 0.1 * cross_entropy(x, 0.0)
    assert torch.allclose(cross_entropy(x, 0.9), flipped, rtol=1e-14)


def test_one_sided_smoothing_leaves_the_fake_term_alone() -> None:
    smooth, plain = NonSaturating(real_label=0.9), NonSaturating()
    differences = [
        (smooth.d_loss(logits(REAL), fake) - plain.d_loss(logits(REAL), fake)).item()
        for fake in (logits(FAKE), logits([5.0, -7.0, 0.0]))
    ]
    assert math.isclose(*differences)


@pytest.mark.parametrize(("real_label", "fake_label"), [(0.9, 0.0), (0.9, 0.1)])
def test_at_its_optimum_d_gives_the_labels_expected_value(real_label: float, fake_label: float) -> None:
    p, q = 0.3, 0.2  # Salimans et al. 2016, section 3.4: D = (α p + β q) / (p + q)
    best = (real_label * p + fake_label * q) / (p + q)
    x = torch.tensor([math.log(best / (1 - best))], dtype=torch.float64, requires_grad=True)
    objective = p * cross_entropy(x, real_label) + q * cross_entropy(x, fake_label)
    (slope,) = torch.autograd.grad(objective.sum(), x)
    assert abs(slope.item()) < 1e-15


def test_g_pushes_hardest_where_it_is_bad_only_if_it_does_not_saturate() -> None:
    bad = torch.tensor([-10.0], dtype=torch.float64, requires_grad=True)
    (strong,) = torch.autograd.grad(NonSaturating().g_loss(bad, bad), bad)
    (faint,) = torch.autograd.grad(Minimax().g_loss(bad, bad), bad)
    assert math.isclose(strong.item(), -1 / (1 + math.exp(-10)))
    assert math.isclose(faint.item(), -1 / (1 + math.exp(10)))
