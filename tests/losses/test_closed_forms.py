"""Losses agree with values worked out by hand, in float64."""

from __future__ import annotations

import math

import torch

from ganstudio.losses.least_squares import LeastSquares
from ganstudio.losses.non_saturating import NonSaturating
from ganstudio.losses.wasserstein import Wasserstein

REAL = torch.tensor([0.0, 2.0], dtype=torch.float64)
FAKE = torch.tensor([-1.0, 3.0], dtype=torch.float64)


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def test_non_saturating_is_the_papers_cross_entropy() -> None:
    d = -(math.log(sigmoid(0)) + math.log(sigmoid(2))) / 2 - (math.log(1 - sigmoid(-1)) + math.log(1 - sigmoid(3))) / 2
    g = -(math.log(sigmoid(-1)) + math.log(sigmoid(3))) / 2
    assert math.isclose(NonSaturating().d_loss(REAL, FAKE).item(), d)
    assert math.isclose(NonSaturating().g_loss(REAL, FAKE).item(), g)
    assert torch.equal(NonSaturating().scores(FAKE), FAKE.sigmoid())


def test_least_squares_pulls_to_its_three_targets() -> None:
    loss = LeastSquares(a=-1.0, b=1.0, c=0.5)
    assert math.isclose(loss.d_loss(REAL, FAKE).item(), ((0 - 1) ** 2 + (2 - 1) ** 2) / 4 + ((-1 + 1) ** 2 + 16) / 4)
    assert math.isclose(loss.g_loss(REAL, FAKE).item(), ((-1 - 0.5) ** 2 + (3 - 0.5) ** 2) / 4)


def test_wasserstein_is_the_gap_between_the_mean_scores() -> None:
    assert Wasserstein().d_loss(REAL, FAKE).item() == 1.0 - 1.0
    assert Wasserstein().d_loss(REAL + 1, FAKE).item() == -1.0
    assert Wasserstein().g_loss(REAL, FAKE).item() == -1.0
