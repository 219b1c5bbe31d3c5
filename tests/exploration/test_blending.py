"""Blends meet their anchors exactly, stay finite wherever the anchors lie, and give each frame for itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ganstudio.exploration.blending import (
    Blend,
    Method,
    four_corners,
    length,
    linear,
    neighbours,
    nine_anchors,
    spherical,
    spline,
    through,
)

BETWEEN = [linear, spherical]
METHODS: list[Method] = ["linear", "spherical", "spline"]
BLENDS: list[Blend] = ["linear", "spherical"]
T = np.linspace(0, 1, 31)
Between = Callable[[np.ndarray, np.ndarray, np.ndarray | float], np.ndarray]


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def vectors(dims: int) -> st.SearchStrategy[np.ndarray]:
    coordinate = st.floats(-1e6, 1e6, allow_subnormal=False)
    return st.lists(coordinate, min_size=dims, max_size=dims).map(np.array)


pairs = st.integers(1, 6).flatmap(lambda dims: st.tuples(vectors(dims), vectors(dims)))
anchors = st.tuples(st.integers(1, 4), st.integers(1, 6)).flatmap(
    lambda shape: st.lists(vectors(shape[0]), min_size=shape[1], max_size=shape[1]).map(np.stack)
)
moments = st.floats(0, 1)


# --- between two points --------------------------------------------------------------------------


@pytest.mark.parametrize("between", BETWEEN)
@given(pair=pairs)
def test_both_ends_are_met_exactly(between: Between, pair: tuple[np.ndarray, np.ndarray]) -> None:
    a, b = pair
    path = between(a, b, np.array([0.0, 0.5, 1.0]))
    assert path.shape == (3, len(a))
    assert np.array_equal(path[[0, -1]], [a, b])
    assert np.array_equal(between(a, b, 0.0), a)
    assert np.array_equal(between(a, b, 1.0), b)


@pytest.mark.parametrize("between", BETWEEN)
@given(pair=pairs)
def test_equal_points_give_that_point_at_all_times(between: Between, pair: tuple[np.ndarray, np.ndarray]) -> None:
    a, _ = pair
    assert np.array_equal(between(a, a.copy(), T), np.tile(a, (len(T), 1)))


@pytest.mark.parametrize("between", BETWEEN)
@given(pair=pairs, t=moments)
def test_a_blend_is_finite_and_the_same_for_one_time_as_for_many(
    between: Between, pair: tuple[np.ndarray, np.ndarray], t: float
) -> None:
    path = between(*pair, np.append(T, t))
    assert np.isfinite(path).all()
    assert between(*pair, t).tobytes() == path[-1].tobytes()


@given(pair=pairs, t=moments)
def test_a_spherical_blend_is_no_shorter_and_no_longer_than_its_ends(
    pair: tuple[np.ndarray, np.ndarray], t: float
) -> None:
    a, b = pair
    assume(len(a) > 1)
    low, high = sorted([length(a), length(b)])
    assert low * (1 - 1e-12) - 1e-300 <= length(spherical(a, b, t)) <= high * (1 + 1e-12)


def test_a_spherical_blend_turns_evenly_and_its_length_goes_evenly() -> None:
    a, b = np.array([2.0, 0, 0]), np.array([0, 6.0, 0])
    path = spherical(a, b, T)
    assert np.degrees(np.arctan2(path[:, 1], path[:, 0])) == pytest.approx(90 * T)
    assert length(path) == pytest.approx(2 + 4 * T)
    assert np.allclose(path[:, 2], 0)


def test_a_spherical_blend_agrees_with_shoemakes_formula() -> None:
    a, b = normal(2, 64)
    angle = np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
    u, v, t = a / np.linalg.norm(a), b / np.linalg.norm(b), T[:, None]
    lengths = (1 - t) * np.linalg.norm(a) + t * np.linalg.norm(b)
    expected = lengths * (np.sin((1 - t) * angle) * u + np.sin(t * angle) * v) / np.sin(angle)
    assert np.allclose(spherical(a, b, T), expected, rtol=0, atol=1e-13)


@pytest.mark.parametrize("dims", [2, 3, 64])
def test_opposite_points_turn_half_round_and_always_the_same_way(dims: int) -> None:
    a = normal(dims)
    path = spherical(a, -3 * a, T)
    u = a / length(a)
    assert path @ u / length(path) == pytest.approx(np.cos(np.pi * T))
    assert length(path) == pytest.approx(length(a) * (1 + 2 * T))
    assert path.tobytes() == spherical(a, -3 * a, T).tobytes()
    aside = path[15] / length(path[15])  # half-way, across the line between the ends
    smallest = np.abs(a).argmin()
    assert aside[smallest] == pytest.approx(np.sqrt(1 - u[smallest] ** 2))
    assert np.allclose(spherical(-3 * a, a, 1 - T), path)


@pytest.mark.parametrize("gap", [1e-15, 1e-12, 1e-9, 2e-9, 1e-6, 1e-3])
@pytest.mark.parametrize("sign", [1, -1])
def test_nearly_equal_and_nearly_opposite_directions_are_stable(gap: float, sign: int) -> None:
    a, aside = np.linalg.qr(normal(64, 2))[0].T
    b = sign * a + gap * aside
    b /= length(b)
    path = spherical(a, b, np.linspace(0, 1, 1001))
    assert length(path) == pytest.approx(1, abs=1e-13)
    steps = length(np.diff(path, axis=0))
    angle = gap if sign > 0 else np.pi
    assert steps == pytest.approx(angle / 1000, rel=0.01, abs=3e-9 if sign < 0 else 1e-15)


@pytest.mark.parametrize("nothing", [0.0, 1e-200, 5e-324])
def test_a_vector_without_length_is_reached_on_a_straight_line(nothing: float) -> None:
    a, zero = np.array([1.0, -2, 3]), np.array([0, nothing, 0])
    for start, end in ((a, zero), (zero, a), (zero, zero)):
        assert np.array_equal(spherical(start, end, T), linear(start, end, T))


def test_a_single_dimension_goes_straight_as_there_is_nothing_to_turn() -> None:
    a, b = np.array([2.0]), np.array([-2.0])
    assert np.array_equal(spherical(a, b, T), linear(a, b, T))


def test_single_precision_points_are_blended_in_double_precision() -> None:
    a, b = normal(2, 5).astype(np.float32)
    assert linear(a, b, 0.3).dtype == spherical(a, b, 0.3).dtype == np.float64
    assert np.array_equal(spherical(a, b, 1.0).astype(np.float32), b)


# --- through many --------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("closed", [False, True])
@given(points=anchors)
def test_a_path_meets_every_anchor_exactly(method: Method, closed: bool, points: np.ndarray) -> None:
    stretches = len(points) if closed else max(1, len(points) - 1)
    path = through(points, np.arange(stretches + 1) / stretches, method, closed)
    expected = points[np.arange(stretches + 1) % len(points)]
    assert np.array_equal(path, expected)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("count", [2, 3, 7, 50])
def test_frames_at_equal_times_meet_anchors_in_spite_of_rounding(method: Method, count: int) -> None:
    points = normal(count, 5)
    path = through(points, np.linspace(0, 1, 7 * (count - 1) + 1), method)
    assert np.array_equal(path[::7], points)
    loop = through(points, np.arange(7 * count) / (7 * count), method, closed=True)
    assert np.array_equal(loop[::7], points)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("closed", [False, True])
@given(points=anchors, t=moments)
def test_a_path_is_finite_and_the_same_for_one_time_as_for_many(
    method: Method, closed: bool, points: np.ndarray, t: float
) -> None:
    path = through(points, np.append(T, t), method, closed)
    assert path.shape == (len(T) + 1, points.shape[1])
    assert np.isfinite(path).all()
    assert through(points, np.array([t]), method, closed).tobytes() == path[-1:].tobytes()


@pytest.mark.parametrize("dims", [3, 512])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("closed", [False, True])
def test_frames_of_a_long_path_are_the_same_one_by_one_and_in_any_order(
    method: Method, closed: bool, dims: int
) -> None:
    points, t = normal(6, dims), np.linspace(0, 1, 101)
    path = through(points, t, method, closed)
    assert all(through(points, t[i : i + 1], method, closed).tobytes() == path[i].tobytes() for i in range(len(t)))
    assert through(points, t[::-3], method, closed).tobytes() == path[::-3].tobytes()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("closed", [False, True])
@given(points=anchors, t=moments)
def test_the_way_back_is_the_way_there(method: Method, closed: bool, points: np.ndarray, t: float) -> None:
    following = np.roll(points, -1, axis=0)
    if method == "spherical":  # which way to turn is not decided by nearly opposite points
        products = length(points) * length(following)
        assume(np.all((points * following).sum(axis=1) >= -0.999 * products))
        assume(np.all(products > 1e-100))
    back = np.concatenate([points[:1], points[:0:-1]]) if closed else points[::-1]
    there, again = through(points, np.array([t]), method, closed), through(back, np.array([1 - t]), method, closed)
    assert np.allclose(there, again, rtol=0, atol=1e-7 * max(1.0, np.abs(points).max()))


@pytest.mark.parametrize("method", METHODS)
def test_a_closed_path_comes_back_through_its_first_stretch_to_the_first_anchor(method: Method) -> None:
    points = normal(4, 8)
    ends = through(points, np.array([0.0, 1.0]), method, closed=True)
    assert ends[0].tobytes() == ends[1].tobytes() == points[0].tobytes()
    if method != "spline":
        last = through(points, np.array([0.875]), method, closed=True)
        assert np.allclose(last, (linear if method == "linear" else spherical)(points[3], points[0], 0.5))


def test_class_weights_blend_linearly_along_the_same_times() -> None:
    weights = np.eye(3)
    path = through(weights, np.array([0, 0.25, 0.5, 0.75, 1]), "linear")
    assert np.array_equal(path, [[1, 0, 0], [0.5, 0.5, 0], [0, 1, 0], [0, 0.5, 0.5], [0, 0, 1]])


@pytest.mark.parametrize("method", METHODS)
def test_times_out_of_range_stay_at_the_ends(method: Method) -> None:
    points = normal(3, 4)
    assert np.array_equal(through(points, np.array([-0.5, 1.5]), method), points[[0, 2]])


# --- splines -------------------------------------------------------------------------------------


def derivatives(points: np.ndarray, at: np.ndarray, closed: bool) -> tuple[np.ndarray, np.ndarray]:
    """First and second derivatives just before and after `at`, (2, F, D) each, from one-sided differences of t."""
    first, second = [], []
    for h in (-1e-4, 1e-4):
        f = [spline(points, (at + i * h) % 1.0 if closed else at + i * h, closed) for i in range(4)]
        first.append((-11 * f[0] + 18 * f[1] - 9 * f[2] + 2 * f[3]) / (6 * h))  # exact for cubics
        second.append((2 * f[0] - 5 * f[1] + 4 * f[2] - f[3]) / h**2)
    return np.stack(first), np.stack(second)


@pytest.mark.parametrize("count", [3, 4, 9])
def test_an_open_spline_has_no_corners_and_no_bend_at_its_ends(count: int) -> None:
    points = normal(count, 5)
    first, second = derivatives(points, np.arange(1, count - 1) / (count - 1), closed=False)
    assert first[0] == pytest.approx(first[1], rel=1e-5, abs=1e-5)
    assert second[0] == pytest.approx(second[1], rel=1e-4, abs=1e-3)
    h = 1e-4
    start, end = spline(points, np.arange(4) * h), spline(points, 1 - np.arange(4) * h)
    for f in (start, end):
        assert (2 * f[0] - 5 * f[1] + 4 * f[2] - f[3]) / h**2 == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("count", [2, 3, 4, 9])
def test_a_closed_spline_has_no_corner_anywhere_and_none_where_it_closes(count: int) -> None:
    points = normal(count, 5)
    first, second = derivatives(points, np.arange(count) / count, closed=True)
    assert first[0] == pytest.approx(first[1], rel=1e-5, abs=1e-5)
    assert second[0] == pytest.approx(second[1], rel=1e-4, abs=1e-3)


def test_a_closed_spline_does_not_depend_on_where_it_begins() -> None:
    points = normal(5, 3)
    rolled = spline(np.roll(points, -2, axis=0), T, closed=True)
    assert np.allclose(spline(points, (T + 0.4) % 1.0, closed=True), rolled)


def test_an_open_spline_of_two_anchors_is_the_straight_line_and_of_one_stays() -> None:
    a, b = normal(2, 4)
    assert np.array_equal(spline(np.stack([a, b]), T), linear(a, b, T))
    for closed in (False, True):
        assert np.array_equal(spline(a[None], T, closed), np.tile(a, (len(T), 1)))


def test_a_spline_through_points_on_a_line_stays_on_it() -> None:
    points = np.arange(5.0)[:, None] * [1.0, 2.0]
    assert np.allclose(spline(points, T), (4 * T)[:, None] * [1.0, 2.0])


# --- grids ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", BLENDS)
@given(points=st.integers(1, 4).flatmap(lambda dims: st.lists(vectors(dims), min_size=4, max_size=4).map(np.stack)))
def test_four_anchors_stand_exactly_in_the_corners(method: Blend, points: np.ndarray) -> None:
    grid = four_corners(points, 3, 6, method)
    assert grid.shape == (18, points.shape[1])
    assert np.isfinite(grid).all()
    assert np.array_equal(grid[[0, 5, 12, 17]], points)


@pytest.mark.parametrize("method", BLENDS)
def test_nine_anchors_stand_exactly_in_the_corners_and_the_middles(method: Blend) -> None:
    points = normal(9, 6)
    grid = nine_anchors(points, 5, 9, method).reshape(5, 9, 6)
    assert np.array_equal(grid[::2, ::4].reshape(9, 6), points)
    even = nine_anchors(points, 4, 6, method).reshape(4, 6, 6)
    assert np.array_equal(even[[0, 0, -1, -1], [0, -1, 0, -1]], points[[0, 2, 6, 8]])


def test_a_linear_grid_is_bilinear() -> None:
    points = normal(4, 3)
    grid = four_corners(points, 5, 4, "linear").reshape(5, 4, 3)
    y, x = np.linspace(0, 1, 5)[:, None, None], np.linspace(0, 1, 4)[None, :, None]
    expected = (1 - y) * ((1 - x) * points[0] + x * points[1]) + y * ((1 - x) * points[2] + x * points[3])
    assert np.allclose(grid, expected)


def test_a_spherical_grid_of_points_on_a_sphere_stays_on_it() -> None:
    points = normal(9, 32)
    points /= length(points)[:, None]
    assert length(nine_anchors(points, 7, 7, "spherical")) == pytest.approx(1)
    assert length(four_corners(points[:4], 7, 7, "spherical")) == pytest.approx(1)


def test_a_quarter_of_a_nine_anchor_grid_is_the_grid_of_its_four_corners() -> None:
    points = normal(9, 4)
    grid = nine_anchors(points, 5, 7, "spherical").reshape(5, 7, 4)
    assert np.allclose(grid[2:, :4].reshape(-1, 4), four_corners(points[[3, 4, 6, 7]], 3, 4, "spherical"))


def test_a_grid_of_one_row_or_column_is_the_first_one() -> None:
    points = normal(4, 3)
    assert np.array_equal(four_corners(points, 1, 3, "linear"), linear(points[0], points[1], np.array([0, 0.5, 1])))
    assert np.array_equal(four_corners(points, 1, 1, "spherical"), points[:1])


# --- neighbours on a map -------------------------------------------------------------------------


def test_a_place_of_a_point_gives_exactly_that_point() -> None:
    points, places = normal(20, 8), normal(20, 2, seed=1)
    for point, place in zip(points, places, strict=True):
        assert neighbours(points, places, place).tobytes() == point.tobytes()


def test_nothing_jumps_beside_the_place_of_a_point() -> None:
    points, places = normal(20, 8), normal(20, 2, seed=1)
    assert np.allclose(neighbours(points, places, places[3] + 1e-7), points[3], atol=1e-5)


def test_weights_are_the_inverse_squares_of_the_distances_and_the_length_is_the_mean_one() -> None:
    points, places = normal(3, 5), np.array([[0.0, 0], [3, 0], [0, 6]])
    weights = np.array([1, 1 / 4, 1 / 25])
    weights /= weights.sum()
    blend = neighbours(points, places, np.array([1.0, 0]), count=2)
    assert not np.allclose(blend, points[0])
    blend = neighbours(points, np.array([[1.0, 0], [2, 0], [0, 5]]), np.zeros(2))
    direction = weights @ points
    assert length(blend) == pytest.approx(weights @ length(points))
    assert blend / length(blend) == pytest.approx(direction / length(direction))


def test_only_the_nearest_points_count() -> None:
    points, places = normal(6, 5), np.array([[1.0, 0], [0, 1], [-1, 0], [0, -1], [3, 3], [50, 0]])
    moved = points.copy()
    moved[4:] *= -7
    at = np.array([0.1, 0.2])
    assert np.array_equal(neighbours(points, places, at), neighbours(moved, places, at))


def test_nothing_jumps_where_one_neighbour_takes_the_place_of_another() -> None:
    points, places = normal(5, 16), np.array([[0.0, 1], [0, 1.1], [0, 1.2], [-1.3, 0], [1.3, 0]])
    left, right = (neighbours(points, places, np.array([x, 0.0])) for x in (-1e-9, 1e-9))
    assert np.allclose(left, right, rtol=0, atol=1e-7)


def test_points_as_far_as_each_other_weigh_alike() -> None:
    angles = np.linspace(0, 2 * np.pi, 7)[:-1]
    points, places = np.tile(normal(4), (6, 1)), np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert np.allclose(neighbours(points, places, np.zeros(2)), points[0])
    square = np.array([[1.0, 0], [0, 1], [-1, 0], [0, -1], [1, 0]])
    assert np.isfinite(neighbours(normal(5, 3), square, np.zeros(2), count=4)).all()


def test_blends_of_normal_latents_are_as_long_as_normal_latents() -> None:
    points, places = normal(50, 256), normal(50, 2, seed=1)
    lengths = [length(neighbours(points, places, at)) for at in normal(30, 2, seed=3)]
    assert min(lengths) > length(points).min() * (1 - 1e-12)
    assert max(lengths) < length(points).max() * (1 + 1e-12)


def test_opposite_neighbours_that_cancel_out_give_a_finite_blend() -> None:
    points = np.array([[1.0, 0, 0], [-1, 0, 0]])
    assert np.array_equal(neighbours(points, np.array([[1.0, 0], [-1, 0]]), np.zeros(2)), np.zeros(3))


def test_fewer_points_than_asked_for_are_enough() -> None:
    points = normal(1, 4)
    assert np.allclose(neighbours(points, np.zeros((1, 2)), np.ones(2)), points[0])
