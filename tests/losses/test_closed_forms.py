"""Losses and penalties agree with values worked out by hand, in float64."""

from __future__ import annotations

import math

import torch
from torch import nn

from ganstudio.losses.least_squares import LeastSquares
from ganstudio.losses.non_saturating import NonSaturating
from ganstudio.losses.wasserstein import Wasserstein
from ganstudio.nets.gradients import gradient_norms, interpolated
from ganstudio.penalties.wgan_gp import WganGp

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


def test_the_gradient_penalty_of_a_linear_critic_is_its_weights_norm_less_one_squared() -> None:
    D = nn.Sequential(nn.Linear(3, 1, bias=False, dtype=torch.float64), nn.Flatten(0))
    with torch.no_grad():
        D[0].weight.copy_(torch.tensor([[3.0, 0.0, 4.0]]))  # norm 5, wherever it is taken
    real, fake = torch.randn(4, 3, dtype=torch.float64), torch.randn(4, 3, dtype=torch.float64)
    value = WganGp().value(D, real, fake, torch.Generator().manual_seed(0))
    assert math.isclose(value.item(), 16.0)
    value.backward()
    assert torch.allclose(D[0].weight.grad, 2 * 4 * torch.tensor([[3.0, 0.0, 4.0]], dtype=torch.float64) / 5)


def test_the_gradient_penaltys_own_gradient_agrees_with_finite_differences() -> None:
    torch.manual_seed(0)
    D = nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 1), nn.Flatten(0)).double()
    real, fake = torch.randn(6, 2, dtype=torch.float64), torch.randn(6, 2, dtype=torch.float64)

    def penalty() -> torch.Tensor:
        return WganGp().value(D, real, fake, torch.Generator().manual_seed(1))

    weight, step = D[0].weight, 1e-6
    penalty().backward()
    for index in [(0, 0), (3, 1), (4, 0)]:
        values = []
        for moved in (step, -2 * step):
            with torch.no_grad():
                weight[index] += moved
            values.append(penalty().item())
        with torch.no_grad():
            weight[index] += step
        slope = (values[0] - values[1]) / (2 * step)
        assert math.isclose(slope, weight.grad[index].item(), rel_tol=1e-5, abs_tol=1e-8)


def test_interpolated_points_lie_between_their_pair_and_norms_are_per_sample() -> None:
    real, fake = torch.ones(1000, 1, 2, 2), torch.zeros(1000, 1, 2, 2)
    points = interpolated(real, fake, torch.Generator().manual_seed(0))
    assert torch.equal(points, points[:, :, :1, :1].expand_as(points)), "one ε a pair"
    assert 0 <= points.min() < 0.01 < 0.99 < points.max() <= 1
    norms = gradient_norms(lambda x: (x.flatten(1) ** 2).sum(1), points)  # type: ignore[arg-type]
    assert torch.allclose(norms, 2 * points.flatten(1).norm(dim=1))
