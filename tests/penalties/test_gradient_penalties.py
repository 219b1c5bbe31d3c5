"""Penalties on D's slope agree with values worked out by hand, in float64, and with finite differences."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from ganstudio.nets.gradients import gradient_norms, interpolated, squared_gradient_norms
from ganstudio.penalties import PENALTIES
from ganstudio.penalties.base import Penalty
from ganstudio.penalties.bcr import Bcr
from ganstudio.penalties.cr import Cr
from ganstudio.penalties.dragan import Dragan
from ganstudio.penalties.drift import Drift
from ganstudio.penalties.max_gp import MaxGp
from ganstudio.penalties.r1 import R1
from ganstudio.penalties.r2 import R2
from ganstudio.penalties.wgan_div import WganDiv
from ganstudio.penalties.wgan_gp import WganGp
from ganstudio.penalties.zcr import Zcr
from ganstudio.turn import Turn

TurnOf = Callable[..., Turn]
SLOPE = torch.tensor([[3.0, 0.0, 4.0]], dtype=torch.float64)  # of norm 5, wherever it is taken
BENDS = torch.tensor([1.0, 2.0, -3.0], dtype=torch.float64)


def linear() -> nn.Sequential:
    D = nn.Sequential(nn.Linear(3, 1, bias=False, dtype=torch.float64), nn.Flatten(0))
    with torch.no_grad():
        D[0].weight.copy_(SLOPE)
    return D


class Quadratic(nn.Module):
    """½ Σ aᵢ xᵢ², whose gradient is a·x."""

    def forward(self, x: Tensor) -> Tensor:
        return (BENDS * x.square()).sum(1) / 2


def smooth(inputs: int) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(inputs, 5), nn.Tanh(), nn.Linear(5, 1), nn.Flatten(0)).double()


def samples(*shape: int) -> tuple[Tensor, Tensor]:
    torch.manual_seed(1)
    return torch.randn(*shape, dtype=torch.float64), torch.randn(*shape, dtype=torch.float64)


@pytest.mark.parametrize(
    ("penalty", "value", "slope_of_norm"),  # the value for ‖w‖ = 5, and its derivative by ‖w‖
    [
        (R1(), 25 / 2, 5),
        (R2(), 25 / 2, 5),
        (WganGp(), 16, 8),
        (WganGp(target=7.0), 4, -4),
        (WganGp(sided="one"), 16, 8),
        (WganGp(sided="one", target=7.0), 0, 0),
        (Dragan(), 16, 8),
        (Dragan(target=7.0), 4, -4),
        (MaxGp(), 25, 10),
        (WganDiv(), 5**6, 6 * 5**5),
        (WganDiv(power=3.0), 5**3, 3 * 5**2),
    ],
    ids=str,
)
def test_for_a_linear_critic_it_is_a_function_of_its_weights_norm(
    turn_of: TurnOf, penalty: Penalty, value: float, slope_of_norm: float
) -> None:
    D = linear()
    result = penalty.d_value(turn_of(D, *samples(4, 3)))
    assert math.isclose(result.item(), value)
    result.backward()
    assert torch.allclose(D[0].weight.grad, slope_of_norm * SLOPE / 5)


def test_r1_looks_at_real_samples_only_and_r2_at_fakes_only(turn_of: TurnOf) -> None:
    real, fake = samples(6, 3)
    turn = turn_of(Quadratic(), real, fake)
    assert torch.isclose(R1().d_value(turn), (BENDS * real).square().sum(1).mean() / 2)
    assert torch.isclose(R2().d_value(turn), (BENDS * fake).square().sum(1).mean() / 2)


def test_the_wasserstein_penalties_look_between_real_and_fake(turn_of: TurnOf) -> None:
    real, fake = samples(6, 3)
    between = interpolated(real, fake, torch.Generator().manual_seed(5))
    norms = (BENDS * between).norm(dim=1)
    assert (norms > 1).any(), "else the sides do not differ"
    assert (norms < 4).any(), "else the sides do not differ"
    expected = {
        WganGp(): (norms - 1).square().mean(),
        WganGp(sided="one", target=4.0): (norms - 4).clamp(min=0).square().mean(),
        MaxGp(): norms.max().square(),
        WganDiv(): norms.pow(6).mean(),
    }
    for penalty, value in expected.items():
        assert torch.isclose(penalty.d_value(turn_of(Quadratic(), real, fake, seed=5)), value), penalty


def test_dragan_looks_around_real_samples_as_far_as_their_spread_says(turn_of: TurnOf) -> None:
    real, fake = samples(2000, 3)
    noise = torch.randn(real.shape, generator=torch.Generator().manual_seed(5), dtype=torch.float64)
    around = 10 * real + 0.5 * (10 * real).std() * noise
    expected = ((BENDS * around).norm(dim=1) - 1).square().mean()
    assert torch.isclose(Dragan().d_value(turn_of(Quadratic(), 10 * real, fake, seed=5)), expected)


@pytest.mark.parametrize(
    "penalty",
    [
        R1(), R2(), WganGp(), WganGp(sided="one", target=0.1), Dragan(), MaxGp(), WganDiv(), Cr(), Bcr(), Zcr(), Drift()
    ],
    ids=str,
)  # fmt: skip
def test_its_own_gradient_agrees_with_finite_differences(turn_of: TurnOf, penalty: Penalty) -> None:
    D = smooth(16)
    real, z = samples(6, 1, 4, 4)[0], samples(6, 5)[0]
    torch.manual_seed(2)
    G = nn.Sequential(nn.Linear(5, 16), nn.Tanh(), nn.Unflatten(1, (1, 4, 4))).double().requires_grad_(False)

    def value() -> Tensor:
        return penalty.d_value(turn_of(D, real, G=G, z=z, seed=1))

    weights = list(D.parameters())
    gradients = torch.autograd.grad(value(), weights, allow_unused=True)  # a slope does not depend on the last bias
    step, directions = 1e-5, [torch.randn_like(weight) for weight in weights]
    values = []
    for moved in (step, -2 * step):
        with torch.no_grad():
            torch._foreach_add_(weights, directions, alpha=moved)
        values.append(value().item())
    expected = (values[0] - values[1]) / (2 * step)
    found = sum((g * d).sum().item() for g, d in zip(gradients, directions, strict=True) if g is not None)
    assert found != 0
    assert math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-9)


@pytest.mark.parametrize("penalty", [R1(), R2(), WganGp(target=0.0), Dragan(target=0.0), MaxGp(), WganDiv()], ids=str)
def test_a_flat_critic_has_no_penalty_and_a_finite_gradient(turn_of: TurnOf, penalty: Penalty) -> None:
    D = smooth(3)
    with torch.no_grad():
        D[1].weight.zero_()
    value = penalty.d_value(turn_of(D, *samples(4, 3)))
    value.backward()
    assert value.item() == 0
    assert D[1].weight.grad.isfinite().all()


def test_each_penalty_that_bounds_the_slope_by_gradients_needs_scores_of_one_sample_alone() -> None:
    for kind in PENALTIES:
        assert kind.judges_alone == (kind.bounds_slope and not kind.bounds_weights), kind
        assert (kind.model_validate({}).slope() is not None) == kind.judges_alone, kind
    assert WganGp(target=3.0).slope() == Dragan(target=3.0).slope() == 3.0


def test_interpolated_points_lie_between_their_pair_and_norms_are_per_sample() -> None:
    real, fake = torch.ones(1000, 1, 2, 2), torch.zeros(1000, 1, 2, 2)
    points = interpolated(real, fake, torch.Generator().manual_seed(0))
    assert torch.equal(points, points[:, :, :1, :1].expand_as(points)), "one ε a pair"
    assert 0 <= points.min() < 0.01 < 0.99 < points.max() <= 1

    def squares(x: Tensor) -> Tensor:
        return (x.flatten(1) ** 2).sum(1)

    norms = gradient_norms(squares, points)  # type: ignore[arg-type]
    assert torch.allclose(norms, 2 * points.flatten(1).norm(dim=1))
    assert torch.allclose(squared_gradient_norms(squares, points), norms.square())  # type: ignore[arg-type]
