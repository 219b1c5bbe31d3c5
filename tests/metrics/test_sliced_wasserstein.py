"""The sliced Wasserstein distance has the values that can be worked out by hand."""

import math

import pytest
import torch
from torch import Tensor

from ganstudio.metrics import sliced_wasserstein as module
from ganstudio.metrics.sliced_wasserstein import sliced_wasserstein


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def normal(count: int, dimension: int, seed: int = 0) -> Tensor:
    return torch.randn(count, dimension, generator=rng(seed))


def line(*numbers: float) -> Tensor:
    return torch.tensor(numbers)[:, None]


@pytest.mark.parametrize(
    ("first", "second", "squared"),
    [
        (line(0.0), line(3.0), 9),
        (line(0.0, 1.0), line(1.0, 0.0), 0),
        (line(0.0, 2.0), line(5.0, 1.0), (1 + 9) / 2),
        (line(0.0), line(1.0, 3.0), (1 + 9) / 2),
        (line(0.0, 6.0), line(0.0, 3.0, 6.0), (9 + 9) / 6),  # the middle third meets 0 and 6 in halves
        (line(0.0, 0.0, 6.0), line(0.0, 6.0), 36 / 6),
    ],
)
def test_in_one_dimension_it_is_exact_also_for_unequal_counts(first: Tensor, second: Tensor, squared: float) -> None:
    assert sliced_wasserstein(first, second, rng()) == pytest.approx(math.sqrt(squared), abs=1e-6)
    assert sliced_wasserstein(second, first, rng(1)) == pytest.approx(math.sqrt(squared), abs=1e-6)


def test_quantiles_of_two_gaussians_differ_by_mean_and_spread() -> None:
    uniform = (torch.arange(20_000, dtype=torch.float64) + 0.5) / 20_000
    quantiles = math.sqrt(2) * torch.erfinv(2 * uniform - 1)[:, None].float()
    # W₂² of N(0, 1) and N(m, s²) is m² + (1 − s)²
    assert sliced_wasserstein(quantiles, 2 + 0.5 * quantiles, rng()) == pytest.approx(math.sqrt(4.25), rel=1e-3)


def test_equal_sets_are_at_distance_zero_in_any_order() -> None:
    rows = normal(1000, 5)
    assert sliced_wasserstein(rows, rows, rng()) == 0
    assert sliced_wasserstein(rows, rows[torch.randperm(1000, generator=rng(3))], rng()) < 1e-6
    assert sliced_wasserstein(rows, rows.repeat(3, 1), rng()) < 1e-6, "three times as many of the same"


def test_a_shift_is_seen_by_its_length_over_the_root_of_the_dimension() -> None:
    rows = normal(500, 6)
    shift = torch.tensor([3.0, 0, 0, -4.0, 0, 0])
    assert sliced_wasserstein(rows, rows + shift, rng(), 20_000) == pytest.approx(5 / math.sqrt(6), rel=0.02)


def test_order_of_rows_scale_and_sides_do_what_they_should() -> None:
    first, second = normal(400, 3), normal(300, 3, 1) * 2 + 1
    distance = sliced_wasserstein(first, second, rng())
    shuffled = sliced_wasserstein(first.flip(0), second[torch.randperm(300, generator=rng(9))], rng())
    assert shuffled == pytest.approx(distance, rel=1e-5)
    assert sliced_wasserstein(second, first, rng()) == pytest.approx(distance, rel=1e-5)
    assert sliced_wasserstein(first * 10, second * 10, rng()) == pytest.approx(10 * distance, rel=1e-5)


def test_fewer_samples_of_the_same_law_lie_closer_than_another_law() -> None:
    real = normal(5000, 4)
    assert sliced_wasserstein(real, normal(3000, 4, 1), rng()) < 0.06
    assert sliced_wasserstein(real, normal(3000, 4, 1) * 1.2, rng()) > 0.15


def test_the_generator_decides_and_memory_is_bounded_by_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = normal(50, 3), normal(70, 3, 1)
    at_once = sliced_wasserstein(first, second, rng(2), 100)
    monkeypatch.setattr(module, "AT_ONCE", 700)
    assert sliced_wasserstein(first, second, rng(2), 100) == pytest.approx(at_once, rel=1e-6)
    assert sliced_wasserstein(first, second, rng(3), 100) != at_once


def test_numbers_of_other_types_are_taken_as_float32() -> None:
    assert sliced_wasserstein(normal(20, 2).double(), normal(20, 2).half(), rng()) < 1e-3


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_gives_the_same_distance() -> None:
    first, second = normal(500, 3), normal(300, 3, 1) + 1
    on_gpu = sliced_wasserstein(first.cuda(), second.cuda(), rng())
    assert on_gpu == pytest.approx(sliced_wasserstein(first, second, rng()), rel=1e-4)
