"""Walks begin where they should, close where they say so, and give each frame for itself."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from ganstudio.exploration.blending import length, linear, spherical, spline
from ganstudio.exploration.walks import WALKS, Anchors, Circle, RandomWalk, Walk
from ganstudio.problems import ProblemError

EVERY_WALK: list[Walk] = [
    *(
        Anchors(method=method, closed=closed)
        for method in ("linear", "spherical", "spline")
        for closed in (False, True)
    ),
    *(RandomWalk(seed=3, stride=0.8, closed=closed) for closed in (False, True)),
    *(Circle(seed=3, radius=radius) for radius in (1.0, 30.0, 90.0)),
]
every_walk = pytest.mark.parametrize("walk", EVERY_WALK, ids=repr)
in_every_space = pytest.mark.parametrize("away", [False, True], ids=["normal", "off centre"])


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def space(away: bool, dims: int) -> dict[str, np.ndarray]:
    """The keywords of a space that is spread as normal numbers are, or of another."""
    return {"centre": 5 + normal(dims, seed=8), "scale": np.linspace(0.01, 2, dims)} if away else {}


@every_walk
@in_every_space
def test_a_walk_begins_exactly_at_the_first_point(walk: Walk, away: bool) -> None:
    points = normal(4, 32)
    assert walk.along(points, np.zeros(1), **space(away, 32)).tobytes() == points[0].tobytes()


@every_walk
@in_every_space
def test_a_loop_ends_exactly_where_it_begins_and_another_walk_does_not(walk: Walk, away: bool) -> None:
    points = normal(4, 32)
    first, last = walk.along(points, np.array([0.0, 1.0]), **space(away, 32))
    assert (first.tobytes() == last.tobytes()) == walk.is_loop


@every_walk
def test_the_times_of_a_loop_leave_out_the_end_that_is_its_beginning(walk: Walk) -> None:
    assert walk.times(4).tolist() == ([0, 0.25, 0.5, 0.75] if walk.is_loop else [0, 1 / 3, 2 / 3, 1])
    assert walk.times(1).tolist() == [0]


@every_walk
def test_the_step_from_the_last_frame_of_a_loop_to_its_first_is_no_larger_than_others(walk: Walk) -> None:
    if not walk.is_loop:
        return
    frames = walk.along(normal(4, 32), walk.times(400))
    steps = length(frames - np.roll(frames, 1, axis=0))
    assert steps[0] < 1.1 * max(steps[1], steps[-1])


@every_walk
@in_every_space
@pytest.mark.parametrize("dims", [1, 2, 3, 100])
def test_frames_are_the_same_one_by_one_and_in_any_order(walk: Walk, away: bool, dims: int) -> None:
    points, t, where = normal(4, dims), walk.times(97), space(away, dims)
    frames = walk.along(points, t, **where)
    assert frames.shape == (97, dims)
    assert np.isfinite(frames).all()
    assert all(walk.along(points, t[i : i + 1], **where).tobytes() == frames[i].tobytes() for i in range(97))
    assert walk.along(points, t[::-2], **where).tobytes() == frames[::-2].tobytes()


@every_walk
def test_the_centre_and_scale_of_normal_numbers_change_nothing(walk: Walk) -> None:
    points, t = normal(4, 16), walk.times(50)
    plain = walk.along(points, t)
    assert np.allclose(walk.along(points, t, centre=np.zeros(16), scale=np.ones(16)), plain, atol=1e-12)
    assert np.allclose(walk.along(points + 7, t, centre=np.full(16, 7.0)), plain + 7, atol=1e-12)
    assert np.allclose(walk.along(points * 7, t, scale=np.full(16, 7.0)), plain * 7, atol=1e-12)


@every_walk
def test_a_dimension_that_never_varies_hardly_does_on_a_walk(walk: Walk) -> None:
    centre, scale = np.full(8, 3.0), np.array([0.0, *[1.0] * 7])
    points = centre + scale * normal(4, 8)
    frames = walk.along(points, walk.times(50), centre=centre, scale=scale)
    assert frames[:, 0] == pytest.approx(3, abs=1e-4)
    assert np.isfinite(walk.along(points, walk.times(5), centre=centre, scale=np.zeros(8))).all()


@every_walk
def test_a_walk_survives_a_file(walk: Walk) -> None:
    assert type(walk).read(walk.plain()) == (walk, [])


# --- through the anchors -------------------------------------------------------------------------


@pytest.mark.parametrize("away", [False, True])
@pytest.mark.parametrize("method", ["linear", "spherical", "spline"])
def test_a_walk_through_the_anchors_meets_each_exactly_in_any_space(method: str, away: bool) -> None:
    points = normal(5, 24)
    walk = Anchors(method=method)
    assert np.array_equal(walk.along(points, walk.times(13), **space(away, 24))[::3], points)
    loop = Anchors(method=method, closed=True)
    assert np.array_equal(loop.along(points, loop.times(15), **space(away, 24))[::3], points)


def test_a_walk_through_the_anchors_goes_as_its_method_says() -> None:
    points, t = normal(2, 6), np.linspace(0, 1, 9)
    assert np.array_equal(Anchors(method="linear").along(points, t), linear(*points, t))
    assert np.array_equal(Anchors(method="spherical").along(points, t), spherical(*points, t))
    three = normal(3, 6)
    assert np.array_equal(Anchors(method="spline").along(three, t), spline(three, t))


def test_a_spherical_walk_turns_about_the_centre_of_its_space() -> None:
    centre = np.array([10.0, 20.0, 30.0])
    frames = Anchors().along(centre + np.eye(3), np.linspace(0, 1, 9), centre=centre)
    assert length(frames - centre) == pytest.approx(1)


# --- the random walk -----------------------------------------------------------------------------


def stops(walk: RandomWalk, start: np.ndarray) -> np.ndarray:
    return walk.along(start[None], np.arange(walk.stops + 1) / walk.stops)


def test_a_random_walk_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    start = normal(16)
    assert np.array_equal(stops(RandomWalk(seed=1), start), stops(RandomWalk(seed=1), start))
    assert not np.allclose(stops(RandomWalk(seed=1), start)[1:], stops(RandomWalk(seed=2), start)[1:])


def test_more_stops_lead_a_random_walk_on_past_the_same_places() -> None:
    start = normal(16)
    assert np.array_equal(stops(RandomWalk(stops=20), start)[:9], stops(RandomWalk(stops=8), start))


@pytest.mark.parametrize("stride", [0.1, 0.5, 1.0])
def test_the_stops_of_a_random_walk_are_normal_and_a_stride_apart(stride: float) -> None:
    places = stops(RandomWalk(stops=50, stride=stride), normal(20_000))
    assert places.std(axis=1) == pytest.approx(1, abs=0.03)
    together = (places[:-1] * places[1:]).mean(axis=1)
    assert together == pytest.approx(np.sqrt(1 - stride**2), abs=0.04)


def test_the_stops_of_a_random_walk_keep_the_spread_of_their_space() -> None:
    centre, scale = np.full(20_000, 4.0), np.full(20_000, 0.2)
    start = centre + scale * normal(20_000)
    places = RandomWalk(stops=5, stride=1.0).along(start[None], np.arange(6) / 5, centre=centre, scale=scale)
    assert places.mean(axis=1) == pytest.approx(4, abs=0.02)
    assert places.std(axis=1) == pytest.approx(0.2, abs=0.01)


def test_a_random_walk_has_no_corners() -> None:
    frames = RandomWalk(stops=4, stride=1.0).along(normal(1, 8), np.linspace(0, 1, 4001))
    turns = length(np.diff(frames, n=2, axis=0))
    assert turns.max() < 1e-4
    assert length(np.diff(frames, axis=0)).max() > 5e-4


def test_a_random_walk_looks_at_its_first_point_only() -> None:
    points, t = normal(3, 8), np.linspace(0, 1, 9)
    assert np.array_equal(RandomWalk().along(points, t), RandomWalk().along(points[:1], t))


# --- the circle ----------------------------------------------------------------------------------


@pytest.mark.parametrize("dims", [2, 3, 64])
@pytest.mark.parametrize("away", [False, True])
def test_every_point_of_a_circle_is_as_long_as_the_first(dims: int, away: bool) -> None:
    point, where = normal(1, dims), space(away, dims)
    frames = Circle(radius=40.0).along(point, np.linspace(0, 1, 50), **where)
    for points in (frames, point):
        points -= where.get("centre", 0.0)
        points /= where.get("scale", 1.0)
    assert length(frames) == pytest.approx(length(point[0]))


@pytest.mark.parametrize("radius", [1.0, 30.0, 60.0, 90.0])
def test_a_circle_is_flat_round_and_as_wide_as_its_radius_says(radius: float) -> None:
    point = normal(1, 24)
    frames = Circle(radius=radius).along(point, np.arange(36) / 36)
    middle = frames.mean(axis=0)
    assert length(frames - middle) == pytest.approx(length(point[0]) * np.sin(np.radians(radius)))
    assert np.linalg.matrix_rank(frames - middle, tol=1e-9) == 2
    steps = length(frames - np.roll(frames, 1, axis=0))
    assert steps == pytest.approx(steps[0])
    opposite = frames[18] @ point[0] / length(point[0]) ** 2
    assert np.degrees(np.arccos(np.clip(opposite, -1, 1))) == pytest.approx(2 * radius, abs=1e-5)


def test_another_seed_turns_the_circle_into_another_plane() -> None:
    point, t = normal(1, 24), np.array([0.0, 0.25])
    one, other = Circle(seed=0).along(point, t), Circle(seed=1).along(point, t)
    assert np.array_equal(one[0], other[0])
    assert not np.allclose(one[1], other[1])
    assert np.array_equal(one, Circle(seed=0).along(point, t))


def test_a_circle_about_nothing_or_in_one_dimension_stays_where_it_is() -> None:
    t = np.linspace(0, 1, 5)
    assert np.array_equal(Circle().along(np.zeros((1, 6)), t), np.zeros((5, 6)))
    assert np.array_equal(Circle().along(np.full((1, 6), 2.0), t, centre=np.full(6, 2.0)), np.full((5, 6), 2.0))
    assert np.array_equal(Circle().along(np.ones((1, 1)), t), np.ones((5, 1)))


# --- the catalog ---------------------------------------------------------------------------------


def test_the_catalog_offers_every_walk_in_menu_order() -> None:
    assert WALKS.names() == ("anchors", "random_walk", "circle")
    assert {kind.kind_name(): kind.fewest for kind in WALKS} == {"anchors": 2, "random_walk": 1, "circle": 1}
    assert not Anchors().is_loop


def test_a_value_out_of_range_is_refused_with_a_sentence() -> None:
    with pytest.raises(ProblemError, match="must be at most 90"):
        Circle().revise("radius", 91.0)
    with pytest.raises(ProblemError, match=r"must be at least 0\.01"):
        RandomWalk().revise("stride", 0.0)


def test_walks_need_no_torch_and_no_window() -> None:
    code = "import sys, ganstudio.exploration.walks; sys.exit('torch' in sys.modules or 'PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
