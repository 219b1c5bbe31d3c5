"""Latents follow the distribution that their prior names, and one seed gives the same ones everywhere."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from ganstudio.priors import PRIORS, Prior
from ganstudio.priors.codes import Codes
from ganstudio.priors.hypersphere import Hypersphere
from ganstudio.priors.normal import Normal
from ganstudio.priors.truncated_normal import TruncatedNormal
from ganstudio.priors.uniform import Uniform

COUNT = 200_000
EXTREMES = torch.tensor([0.0, 1e-30, 1e-6, 1.0, 3.0, 5.5, 6.0, 10.0, 1e6])
every_prior = pytest.mark.parametrize("kind", [*PRIORS], ids=lambda kind: kind.kind_name())


def normal(count: int, latent_dim: int, seed: int = 0) -> Tensor:
    return torch.randn(count, latent_dim, generator=torch.Generator().manual_seed(seed))


def distance(z: Tensor, cdf: Callable[[Tensor], Tensor]) -> float:
    """Kolmogorov and Smirnov's: the largest gap between the share below a value and what it should be."""
    ordered = z.double().sort().values
    shares = torch.arange(len(z) + 1, dtype=torch.float64) / len(z)
    expected = cdf(ordered)
    return max((shares[1:] - expected).abs().max().item(), (shares[:-1] - expected).abs().max().item())


LIMIT = 1.95 / math.sqrt(COUNT)  # passed by 999 of 1000 samples of the right distribution


def standard_normal_cdf(z: Tensor) -> Tensor:
    return (1 + (z / math.sqrt(2)).erf()) / 2


def test_the_normal_prior_is_the_normal_numbers_themselves() -> None:
    n = normal(4, 3)
    assert Normal().of_normal(n) is n
    assert distance(normal(COUNT, 1).flatten(), standard_normal_cdf) < LIMIT


def test_the_uniform_prior_is_even_between_minus_1_and_1() -> None:
    z = Uniform().of_normal(normal(COUNT, 1)).flatten()
    assert distance(z, lambda z: (z + 1) / 2) < LIMIT
    assert z.mean().item() == pytest.approx(0, abs=0.01)
    assert z.var().item() == pytest.approx(1 / 3, abs=0.01)


@pytest.mark.parametrize("threshold", [0.01, 0.5, 2.0, 4.0])
def test_the_truncated_normal_is_the_normal_given_that_it_lies_inside(threshold: float) -> None:
    z = TruncatedNormal(threshold=threshold).of_normal(normal(COUNT, 1)).flatten()
    inside = math.erf(threshold / math.sqrt(2))
    assert distance(z, lambda z: (standard_normal_cdf(z) - 0.5) / inside + 0.5) < LIMIT
    assert z.abs().max() <= threshold
    peak = math.exp(-(threshold**2) / 2) / math.sqrt(2 * math.pi)
    variance = 1 - 2 * threshold * peak / inside  # of a normal cut at ±threshold
    assert z.var().item() == pytest.approx(variance, rel=0.02)


def test_the_truncated_normal_agrees_with_the_inverse_cdf_in_double_precision() -> None:
    n = torch.linspace(-8, 8, 4001)
    for threshold in (0.5, 2.0, 4.0):
        inside = math.erf(threshold / math.sqrt(2))
        exact = math.sqrt(2) * (inside * (n.double() / math.sqrt(2)).erf()).erfinv()
        z = TruncatedNormal(threshold=threshold).of_normal(n[None])[0]
        assert (z - exact).abs().max() < 2e-3 * threshold / 4
        assert (z.diff() >= -1e-3).all()


@pytest.mark.parametrize("latent_dim", [1, 2, 3, 512])
def test_the_hypersphere_has_one_radius_and_every_direction(latent_dim: int) -> None:
    z = Hypersphere().of_normal(normal(20_000, latent_dim))
    assert torch.allclose(z.norm(dim=1), torch.tensor(math.sqrt(latent_dim)))
    assert z.mean(0).abs().max() < 0.05
    assert z[:, 0].var().item() == pytest.approx(1, rel=0.05)
    n = normal(5, latent_dim)
    assert torch.allclose(Hypersphere().of_normal(7 * n), Hypersphere().of_normal(n), atol=1e-5)


def test_on_the_sphere_in_three_dimensions_every_coordinate_is_even() -> None:
    z = Hypersphere().of_normal(normal(COUNT, 3))[:, 1] / math.sqrt(3)
    assert distance(z, lambda z: (z + 1) / 2) < LIMIT  # Archimedes


def test_codes_are_noise_then_one_hot_blocks_then_even_numbers() -> None:
    n = torch.tensor([[0.3, -2.0, 0.1, 0.2, 5.0, 4.0, -9.0, 1.0]])
    z = Codes(discrete=2, categories=3, continuous=1).of_normal(n)
    assert z.tolist() == [[pytest.approx(0.3), 0, 0, 1, 1, 0, 0, pytest.approx(math.erf(1 / math.sqrt(2)))]]


def test_codes_choose_every_category_equally_often_and_independently() -> None:
    prior = Codes(discrete=2, categories=4, continuous=1)
    noise, codes, continuous = prior.split(prior.of_normal(normal(COUNT, 12)))
    assert (noise.shape, codes.shape, continuous.shape) == ((COUNT, 3), (COUNT, 2, 4), (COUNT, 1))
    assert torch.equal(codes.sum(2), torch.ones(COUNT, 2))
    chosen = codes.argmax(2)
    counts = torch.bincount(4 * chosen[:, 0] + chosen[:, 1], minlength=16)
    chi_squared = ((counts - COUNT / 16).square() / (COUNT / 16)).sum()
    assert chi_squared < 37.7  # 15 degrees of freedom, exceeded once in 1000
    assert distance(noise[:, 0], standard_normal_cdf) < LIMIT
    assert distance(continuous[:, 0], lambda z: (z + 1) / 2) < LIMIT


@pytest.mark.parametrize(
    "prior",
    [
        Codes(discrete=0, continuous=0),
        Codes(discrete=0, continuous=5),
        Codes(discrete=1, categories=5, continuous=0),
        Codes(discrete=1, categories=3, continuous=2),
    ],
)
def test_codes_may_leave_out_any_part_and_fill_the_latent_exactly(prior: Codes) -> None:
    assert list(prior.problems(5)) == []
    assert prior.of_normal(normal(7, 5)).shape == (7, 5)


def test_codes_that_need_more_numbers_than_there_are_say_how_many() -> None:
    (problem,) = Codes().problems(11)
    assert problem.message == (
        "needs a latent dimension of at least 12: 1 × 10 for the discrete codes and 2 for the continuous ones; it is 11"
    )
    assert list(Codes().problems(12)) == []


def test_a_prior_that_leaves_g_only_a_few_samples_is_advised_against() -> None:
    assert [*Hypersphere().advice(1)]
    assert [*Codes(discrete=2, categories=3, continuous=0).advice(6)]
    assert not [*Hypersphere().advice(2), *Codes().advice(12), *Codes(discrete=1, continuous=0).advice(11)]


@every_prior
@pytest.mark.parametrize("latent_dim", [12, 13, 128])
def test_latents_have_the_shape_and_type_of_the_numbers_and_leave_those_as_they_were(
    kind: type[Prior], latent_dim: int
) -> None:
    prior = kind.model_validate({})
    assert list(prior.problems(latent_dim)) == []
    n = normal(9, latent_dim)
    before = n.clone()
    z = prior.of_normal(n)
    assert (z.shape, z.dtype) == (n.shape, torch.float32)
    assert torch.equal(n, before)
    assert torch.equal(prior.of_normal(n), z)
    assert torch.equal(prior.of_normal(n[:4]), z[:4]), "a sample does not depend on its neighbours in the batch"


@every_prior
def test_any_prior_but_codes_fills_even_one_number(kind: type[Prior]) -> None:
    prior = kind.model_validate({"discrete": 0, "continuous": 1} if kind is Codes else {})
    assert list(prior.problems(1)) == []
    assert prior.of_normal(normal(5, 1)).isfinite().all()


@every_prior
def test_extreme_numbers_stay_finite_and_in_bounds_with_finite_gradients(kind: type[Prior]) -> None:
    n = torch.cat((EXTREMES, -EXTREMES)).repeat(3, 1)
    n[1] = 10.0
    n[2] = 0.0
    n.requires_grad_()
    z = kind.model_validate({}).of_normal(n)
    assert z.isfinite().all()
    match kind.model_validate({}):
        case Uniform():
            assert z.abs().max() <= 1
        case TruncatedNormal(threshold=threshold):
            assert z.abs().max() <= threshold
        case Hypersphere():
            assert z.abs().max() <= math.sqrt(n.shape[1]) * (1 + 1e-6)
    (gradient,) = torch.autograd.grad(z.sum(), n)
    assert gradient.isfinite().all()


@pytest.mark.parametrize("kind", [Normal, Uniform, TruncatedNormal, Hypersphere])
def test_neighbours_stay_neighbours_with_a_gradient_between_them(kind: type[Prior]) -> None:
    prior = kind()
    n = normal(50, 6).requires_grad_()
    z = prior.of_normal(n)
    assert (prior.of_normal(n + 1e-3) - z).norm(dim=1).max() < 0.1
    (gradient,) = torch.autograd.grad((z * normal(50, 6, seed=1)).sum(), n)
    assert (gradient.norm(dim=1) > 0).all()
