"""Each distribution in the plane has the shape that it says, in equal shares, and the same for the same seed."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from ganstudio.datasets import DATASETS
from ganstudio.datasets.blobs import PLACES, Blobs
from ganstudio.datasets.checkerboard import Checkerboard
from ganstudio.datasets.grid25 import Grid25
from ganstudio.datasets.line import Line
from ganstudio.datasets.mixture import Mixture
from ganstudio.datasets.pinwheel import Pinwheel
from ganstudio.datasets.plane import Planar
from ganstudio.datasets.spiral import Spiral
from ganstudio.datasets.swiss_roll import START, SwissRoll
from ganstudio.datasets.two_moons import TwoMoons

MANY = 40_000
PLANES = [kind for kind in DATASETS if issubclass(kind, Planar)]
MIXTURES = [kind for kind in DATASETS if issubclass(kind, Mixture)]


def drawn(data: Planar, count: int = MANY, seed: int = 1) -> np.ndarray:
    return data.draw(count, torch.Generator().manual_seed(seed)).numpy().astype(np.float64)


def polar(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.hypot(*points.T), np.arctan2(points[:, 1], points[:, 0])


def assert_equal_shares(members: np.ndarray, count: int) -> None:
    """Within four standard errors."""
    shares = np.bincount(members, minlength=count) / len(members)
    assert len(shares) == count
    assert np.abs(shares - 1 / count).max() < 4 * math.sqrt(1 / count / len(members))


def assert_uniform(values: np.ndarray, low: float, high: float) -> None:
    """By the largest distance from the distribution function of U(low, high), at one in a million."""
    assert low <= values.min()
    assert values.max() <= high
    expected = (np.sort(values) - low) / (high - low)
    assert np.abs(expected - (np.arange(len(values)) + 0.5) / len(values)).max() < 2.7 / math.sqrt(len(values))


@pytest.mark.parametrize("kind", PLANES, ids=lambda kind: kind.kind_name())
def test_points_are_finite_of_order_one_and_decided_by_the_generator_alone(kind: type[Planar]) -> None:
    data = kind.model_validate({})
    assert data.describe(None).shape == (2,)
    assert data.describe(None).count == 0
    points = data.draw(5000, torch.Generator().manual_seed(4))
    assert points.shape == (5000, 2)
    assert points.dtype == torch.float32
    assert points.isfinite().all()
    assert 0.3 < points.std() < 3
    before = torch.get_rng_state()
    again, other = (data.draw(5000, torch.Generator().manual_seed(seed)) for seed in (4, 5))
    assert torch.equal(points, again)
    assert not torch.equal(points, other)
    assert torch.equal(torch.get_rng_state(), before), "the global random state is not touched"
    assert data.draw(1, torch.Generator().manual_seed(0)).shape == (1, 2)


@pytest.mark.parametrize("kind", MIXTURES, ids=lambda kind: kind.kind_name())
def test_a_mixture_has_equal_round_gaussians_at_its_centres(kind: type[Mixture]) -> None:
    data = kind.model_validate({"std": 0.04})
    points, centres = drawn(data), data.centres()
    mode = np.linalg.norm(points[:, None] - centres, axis=2).argmin(1)
    assert_equal_shares(mode, len(centres))
    offsets = (points - centres[mode]) / 0.04
    assert np.abs(offsets.mean(0)).max() < 0.02
    assert np.abs(np.cov(offsets.T) - np.eye(2)).max() < 0.03
    assert (np.linalg.norm(offsets, axis=1) < 3).mean() == pytest.approx(1 - math.exp(-4.5), abs=0.002)


def test_the_grid_is_the_published_one() -> None:
    grid = Grid25()
    assert grid.std == 0.05
    assert sorted(map(tuple, grid.centres().tolist())) == [(x, y) for x in (-4, -2, 0, 2, 4) for y in (-4, -2, 0, 2, 4)]


@pytest.mark.parametrize("count", range(1, 9))
def test_blobs_lie_apart(count: int) -> None:
    centres = Blobs(count=count).centres()
    assert centres.shape == (count, 2)
    assert len(PLACES) == 8
    apart = [math.dist(a, b) for i, a in enumerate(centres) for b in centres[:i]]
    assert min(apart, default=1) > 6 * Blobs().std


def test_a_line_is_even_along_its_length_and_narrow_across() -> None:
    points = drawn(Line(length=3.0, angle=60.0, noise=0.01))
    along, across = (math.cos(math.pi / 3), math.sin(math.pi / 3)), (-math.sin(math.pi / 3), math.cos(math.pi / 3))
    assert_uniform(drawn(Line(length=3.0, angle=60.0, noise=0.0)) @ along, -1.5 - 1e-6, 1.5 + 1e-6)
    assert (points @ along).std() == pytest.approx(3 / math.sqrt(12), rel=0.02)
    assert (points @ across).std() == pytest.approx(0.01, rel=0.02)


def test_two_moons_are_half_circles_turned_into_one_another() -> None:
    points = drawn(TwoMoons(noise=0.0))
    upper_radius, upper_angle = polar(points + np.array([0.5, 0.25]))
    lower_radius, lower_angle = polar(points - np.array([0.5, 0.25]))
    upper = np.abs(upper_radius - 1) < 1e-5
    assert (upper | (np.abs(lower_radius - 1) < 1e-5)).all()
    assert_equal_shares(upper.astype(int), 2)
    assert_uniform(upper_angle[upper], -1e-5, math.pi + 1e-5)
    assert_uniform(-lower_angle[~upper], -1e-5, math.pi + 1e-5)
    assert np.abs(points.mean(0)).max() < 0.02, "the middle of both is the origin"
    assert (drawn(TwoMoons(noise=0.2)) - points).std() == pytest.approx(0.2, rel=0.02)


@pytest.mark.parametrize(("arms", "turns"), [(1, 2.0), (2, 1.0), (5, 0.5)])
def test_a_spiral_has_equal_arms_on_which_the_angle_grows_with_the_radius(arms: int, turns: float) -> None:
    radius, angle = polar(drawn(Spiral(arms=arms, turns=turns, noise=0.0)))
    arm = ((angle / math.tau - turns * radius) * arms) % arms
    away = radius > 0.01  # near the middle an angle is not exact
    assert np.abs(arm - arm.round())[away].max() < 1e-3
    assert_equal_shares(arm.round().astype(int) % arms, arms)
    assert_uniform(radius**2, 0, 1 + 1e-6)


def test_a_swiss_roll_winds_outwards_from_its_start() -> None:
    turns = 1.5
    points = drawn(SwissRoll(noise=0.0))
    radius, angle = polar(points)
    end = START + math.tau * turns
    wound = radius * end
    assert_uniform(wound, START - 1e-4, end + 1e-4)
    assert np.abs(np.exp(1j * wound) - np.exp(1j * angle)).max() < 1e-4


@pytest.mark.parametrize("squares", [2, 3, 4, 7])
def test_a_checkerboard_fills_every_other_square_evenly(squares: int) -> None:
    places = (drawn(Checkerboard(squares=squares)) + 1) / 2 * squares
    cells = np.floor(places).astype(int)
    assert (cells.sum(1) % 2 == 0).all()
    assert cells.min() == 0
    assert cells.max() == squares - 1
    numbers = {cell: number for number, cell in enumerate(sorted(set(map(tuple, cells.tolist()))))}
    assert len(numbers) == (squares * squares + 1) // 2
    assert_equal_shares(np.array([numbers[tuple(cell)] for cell in cells.tolist()]), len(numbers))
    for inside in (places - cells).T:
        assert_uniform(inside, 0, 1)


def test_a_pinwheel_has_equal_blades_of_the_given_reach_and_width_bent_one_way() -> None:
    wheel = Pinwheel(blades=7, reach=0.2, width=0.04, twist=0.5)
    points = drawn(wheel)
    rng = torch.Generator().manual_seed(1)
    blade = torch.randint(7, (MANY,), generator=rng).numpy()
    assert_equal_shares(blade, 7)
    # unbent: a point lies at 1 + reach·a along the first blade's axis, about which it was turned by twist·e^x
    along = 1 + 0.2 * torch.randn(2, MANY, generator=rng)[0].numpy()
    angle = -(math.tau * blade / 7 + 0.5 * np.exp(along))
    straight = np.stack(
        [np.cos(angle) * points[:, 0] - np.sin(angle) * points[:, 1],
         np.sin(angle) * points[:, 0] + np.cos(angle) * points[:, 1]], axis=1,
    )  # fmt: skip
    assert np.allclose(straight[:, 0], along, atol=1e-4)
    assert straight.std(0) == pytest.approx([0.2, 0.04], rel=0.02)
    assert straight.mean(0) == pytest.approx([1, 0], abs=0.01)
    flat = drawn(Pinwheel(blades=4, width=1e-6, twist=0.0))
    assert np.abs(flat).min(1).max() < 1e-4, "without twist four blades lie on the axes"
