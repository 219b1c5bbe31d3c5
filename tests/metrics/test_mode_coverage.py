"""Modes are counted as the paper says, by hand and on real mixtures."""

import math

import numpy as np
import pytest
import torch

from ganstudio.datasets.grid25 import Grid25
from ganstudio.datasets.ring8 import Ring8
from ganstudio.metrics.mode_coverage import mode_coverage

CENTRES = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0], [10.0, 10.0]])


def test_a_sample_belongs_to_its_nearest_centre_and_is_good_within_three_deviations() -> None:
    samples = np.array([[0, 0], [2.9, 0], [3.1, 0], [10, 0], [10, 2.9], [0, 6]])
    found = mode_coverage(samples, CENTRES, std=1.0)
    assert found.counts == (2, 2, 0, 0)
    assert found.found == 2
    assert found.high_quality == pytest.approx(4 / 6)
    # all samples count for the shares, good or not: 3, 2, 1 and 0 of 6
    q = np.array([3, 2, 1]) / 6
    assert found.reverse_kl == pytest.approx(float((q * np.log(q / 0.25)).sum()))


def test_three_deviations_themselves_are_too_far() -> None:
    assert mode_coverage(np.array([[3.0, 0.0]]), CENTRES, std=1.0).found == 0


def test_one_good_sample_finds_a_mode() -> None:
    samples = np.concatenate([np.zeros((999, 2)), [[10.0, 10.0]]])
    assert mode_coverage(samples, CENTRES, std=0.1).found == 2


def test_the_divergence_is_zero_for_equal_shares_and_at_most_the_logarithm_of_the_modes() -> None:
    assert mode_coverage(np.repeat(CENTRES, 5, axis=0), CENTRES, 1.0).reverse_kl == 0
    assert mode_coverage(np.zeros((9, 2)), CENTRES, 1.0).reverse_kl == pytest.approx(math.log(4))
    assert mode_coverage(CENTRES[:2], CENTRES, 1.0).reverse_kl == pytest.approx(math.log(2))


@pytest.mark.parametrize("mixture", [Ring8(std=0.01), Grid25()], ids=lambda mixture: mixture.kind)
def test_real_samples_find_every_mode_evenly(mixture: Ring8 | Grid25) -> None:
    samples = mixture.draw(2500, torch.Generator().manual_seed(0)).numpy()
    found = mode_coverage(samples, mixture.centres(), mixture.std)
    modes = len(mixture.centres())
    assert found.found == modes
    assert found.high_quality == pytest.approx(1 - math.exp(-4.5), abs=0.01)
    # the divergence of 2,500 fair draws is χ² with K − 1 degrees of freedom over 2·2,500
    assert found.reverse_kl < 3 * (modes - 1) / 5000


def test_the_order_of_samples_and_centres_does_not_matter() -> None:
    rng = np.random.default_rng(0)
    samples = rng.normal(0, 8, (500, 2))
    first = mode_coverage(samples, CENTRES, 2.0)
    second = mode_coverage(rng.permutation(samples), CENTRES[::-1], 2.0)
    assert (first.found, first.high_quality) == (second.found, second.high_quality)
    assert first.reverse_kl == pytest.approx(second.reverse_kl)
    assert first.counts == second.counts[::-1]


def test_broken_samples_are_bad_ones_and_none_at_all_is_the_worst() -> None:
    samples = np.array([[0, 0], [np.nan, 0], [np.inf, 0], [-np.inf, np.nan]], np.float32)
    found = mode_coverage(samples, CENTRES, 1.0)
    assert (found.found, found.high_quality) == (1, 0.25)
    for empty in (samples[1:], np.empty((0, 2))):
        found = mode_coverage(empty, CENTRES, 1.0)
        assert (found.found, found.high_quality) == (0, 0.0)
        assert found.reverse_kl == pytest.approx(math.log(4))


def test_any_number_of_dimensions_will_do() -> None:
    centres = np.eye(5) * 10
    assert mode_coverage(centres + 0.1, centres, 0.2).found == 5
    assert mode_coverage(np.array([[0.1], [5.0]]), np.array([[0.0], [4.0]]), 0.2).counts == (1, 0)
