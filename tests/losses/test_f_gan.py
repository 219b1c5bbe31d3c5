"""Each f-GAN bounds the divergence that it is named for, from below and tightly."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch

from ganstudio.losses.f_gan import FGan, exponential
from ganstudio.losses.f_hellinger import FHellinger
from ganstudio.losses.f_jensen_shannon import FJensenShannon
from ganstudio.losses.f_kl import FKl
from ganstudio.losses.f_pearson import FPearson
from ganstudio.losses.f_reverse_kl import FReverseKl
from ganstudio.losses.f_total_variation import FTotalVariation
from ganstudio.losses.non_saturating import NonSaturating

P, Q = (0.4, 0.3, 0.2, 0.1), (0.1, 0.3, 0.15, 0.45)
PAIRS = list(zip(P, Q, strict=True))


@dataclass(frozen=True)
class Known:
    """What the literature says of a divergence, written without the program's own functions.

    f, slope: f(u) and f'(u) of the ratio u = p/q. logit: of T = f'(u). T, conjugate: of a logit v.
    """

    kind: type[FGan]
    divergence: float
    f: Callable[[float], float]
    slope: Callable[[float], float]
    logit: Callable[[float], float]
    T: Callable[[float], float]
    conjugate: Callable[[float], float]  # of T

    def __str__(self) -> str:
        return self.kind.kind_name()


def jensen_shannon() -> float:
    return sum(p * math.log(2 * p / (p + q)) + q * math.log(2 * q / (p + q)) for p, q in PAIRS) / 2


SMOOTH = [
    Known(
        FKl,
        divergence=sum(p * math.log(p / q) for p, q in PAIRS),
        f=lambda u: u * math.log(u),
        slope=lambda u: 1 + math.log(u),
        logit=lambda t: t,
        T=lambda v: v,
        conjugate=lambda t: math.exp(t - 1),
    ),
    Known(
        FReverseKl,
        divergence=sum(q * math.log(q / p) for p, q in PAIRS),
        f=lambda u: -math.log(u),
        slope=lambda u: -1 / u,
        logit=lambda t: -math.log(-t),
        T=lambda v: -math.exp(-v),
        conjugate=lambda t: -1 - math.log(-t),
    ),
    Known(
        FPearson,
        divergence=sum((p - q) ** 2 / q for p, q in PAIRS),
        f=lambda u: (u - 1) ** 2,
        slope=lambda u: 2 * (u - 1),
        logit=lambda t: t,
        T=lambda v: v,
        conjugate=lambda t: t * t / 4 + t if t > -2 else -1.0,
    ),
    Known(
        FHellinger,
        divergence=sum((math.sqrt(p) - math.sqrt(q)) ** 2 for p, q in PAIRS),
        f=lambda u: (math.sqrt(u) - 1) ** 2,
        slope=lambda u: 1 - 1 / math.sqrt(u),
        logit=lambda t: -math.log(1 - t),
        T=lambda v: 1 - math.exp(-v),
        conjugate=lambda t: t / (1 - t),
    ),
    Known(
        FJensenShannon,
        divergence=2 * jensen_shannon(),
        f=lambda u: u * math.log(u) - (u + 1) * math.log((u + 1) / 2),
        slope=lambda u: math.log(2 * u / (u + 1)),
        logit=lambda t: -math.log(2 * math.exp(-t) - 1),
        T=lambda v: math.log(2) - math.log(1 + math.exp(-v)),
        conjugate=lambda t: -math.log(2 - math.exp(t)),
    ),
]
TOTAL_VARIATION = Known(
    FTotalVariation,
    divergence=sum(abs(p - q) for p, q in PAIRS) / 2,
    f=lambda u: abs(u - 1) / 2,
    slope=lambda u: math.copysign(0.5, u - 1) if u != 1 else 0.0,
    logit=lambda t: math.copysign(60.0, t) if t else 0.0,  # it is only reached at infinity
    T=lambda v: math.tanh(v) / 2,
    conjugate=lambda t: t,
)
ALL = [*SMOOTH, TOTAL_VARIATION]


def bound(loss: FGan, logits: torch.Tensor) -> torch.Tensor:
    """E_p[T] − E_q[f*(T)] for one logit an outcome."""
    p, q = torch.tensor(P, dtype=torch.float64), torch.tensor(Q, dtype=torch.float64)
    return (p * loss.activation(logits)).sum() - (q * loss.conjugate(logits)).sum()


@pytest.mark.parametrize("known", ALL, ids=str)
def test_at_the_best_scores_the_bound_is_the_divergence(known: Known) -> None:
    assert math.isclose(sum(q * known.f(p / q) for p, q in PAIRS), known.divergence)
    best = torch.tensor([known.logit(known.slope(p / q)) for p, q in PAIRS], dtype=torch.float64)
    assert math.isclose(bound(known.kind(), best).item(), known.divergence, rel_tol=1e-12)


@pytest.mark.parametrize("known", ALL, ids=str)
def test_climbing_the_bound_ends_at_the_divergence(known: Known) -> None:
    logits = torch.zeros(len(P), dtype=torch.float64, requires_grad=True)
    climb = torch.optim.LBFGS([logits], max_iter=200, tolerance_grad=1e-10, line_search_fn="strong_wolfe")

    def depth() -> torch.Tensor:
        climb.zero_grad()
        value = -bound(known.kind(), logits)
        value.backward()
        return value

    climb.step(depth)
    assert math.isclose(bound(known.kind(), logits).item(), known.divergence, rel_tol=1e-6)


@pytest.mark.parametrize("known", ALL, ids=str)
def test_no_scores_bring_the_bound_above_the_divergence(known: Known) -> None:
    rng = torch.Generator().manual_seed(0)
    for _ in range(200):
        logits = 4 * torch.randn(len(P), generator=rng, dtype=torch.float64)
        assert bound(known.kind(), logits).item() <= known.divergence + 1e-12


@pytest.mark.parametrize("known", ALL, ids=str)
def test_activation_and_conjugate_are_those_of_the_definition(known: Known) -> None:
    loss = known.kind()
    for v in (-3.0, -0.5, 0.0, 0.75, 2.5):
        logit = torch.tensor([v], dtype=torch.float64)
        assert math.isclose(loss.activation(logit).item(), known.T(v), abs_tol=1e-15)
        assert math.isclose(loss.conjugate(logit).item(), known.conjugate(known.T(v)), abs_tol=1e-14)


@pytest.mark.parametrize("known", ALL, ids=str)
def test_the_conjugate_is_the_largest_distance_of_f_below_a_line(known: Known) -> None:
    ratios = [0.0005 * (i + 1) for i in range(60_000)]  # f* (t) = sup over u > 0 of u t − f(u)
    for v in (-3.0, -0.5, 0.4):
        highest = max(u * known.T(v) - known.f(u) for u in ratios)
        assert math.isclose(known.kind().conjugate(torch.tensor([v])).item(), highest, abs_tol=2e-3)


@pytest.mark.parametrize("known", ALL, ids=str)
def test_a_higher_logit_means_more_like_data(known: Known) -> None:
    slopes = torch.linspace(-4, 4, 33, dtype=torch.float64)
    assert (known.kind().activation(slopes).diff() > 0).all()
    assert (known.kind().conjugate(slopes).diff() >= 0).all(), "saturating G never moves its samples away"


@pytest.mark.parametrize("known", ALL, ids=str)
def test_d_lowers_minus_the_bound_and_g_has_the_chosen_objective(known: Known) -> None:
    real, fake = [0.5, -1.0], [-0.25, 1.5]
    logits = torch.tensor(real, dtype=torch.float64), torch.tensor(fake, dtype=torch.float64)
    T, conjugate = known.T, lambda v: known.conjugate(known.T(v))
    d = (conjugate(fake[0]) + conjugate(fake[1])) / 2 - (T(real[0]) + T(real[1])) / 2
    assert math.isclose(known.kind().d_loss(*logits).item(), d)
    saturating = known.kind(g_objective="saturating").g_loss(*logits).item()
    assert math.isclose(saturating, -(conjugate(fake[0]) + conjugate(fake[1])) / 2)
    not_saturating = known.kind(g_objective="non_saturating").g_loss(*logits).item()
    assert math.isclose(not_saturating, -(T(fake[0]) + T(fake[1])) / 2)


def test_jensen_shannon_is_the_logistic_loss_up_to_constants() -> None:
    real, fake = torch.randn(5, dtype=torch.float64), torch.randn(5, dtype=torch.float64)
    ours, logistic = FJensenShannon(g_objective="non_saturating"), NonSaturating()
    assert math.isclose((logistic.d_loss(real, fake) - ours.d_loss(real, fake)).item(), math.log(4))
    assert math.isclose((logistic.g_loss(real, fake) - ours.g_loss(real, fake)).item(), math.log(2))


def test_an_exponential_goes_on_as_its_tangent() -> None:
    bend, step = math.exp(20), 1e-6
    x = torch.tensor([3.0, 20.0, 20 + step, 21.0, 200.0], dtype=torch.float64, requires_grad=True)
    value = exponential(x)
    expected = [math.exp(3), bend, bend * (1 + step), bend * 2, bend * 181]
    assert torch.allclose(value, torch.tensor(expected, dtype=torch.float64), rtol=1e-12)
    (slope,) = torch.autograd.grad(value.sum(), x)
    assert torch.allclose(slope, torch.tensor([math.exp(3), *[bend] * 4], dtype=torch.float64))
