"""Thinning and smoothing of curves."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.ui.widgets.curve import finite, number
from ganstudio.ui.widgets.scale import LogScale, axis_number, log_scale, round_values
from ganstudio.ui.widgets.series import Ema, Series, Trace, within


def trace(values: np.ndarray) -> Trace:
    made = Trace()
    made.extend(np.arange(len(values)), values)
    return made


def test_short_curve_is_drawn_as_it_is() -> None:
    values = np.arange(50, dtype=np.float32)
    x, y = trace(values).between(0, 49, limit=100)
    np.testing.assert_array_equal(x, np.arange(50))
    np.testing.assert_array_equal(y, values)


@pytest.mark.parametrize("count", [801, 4_096, 100_003])
def test_thinned_curve_keeps_every_peak_order_and_both_ends(count: int) -> None:
    values = np.random.default_rng(0).normal(size=count).astype(np.float32)
    values[count // 3], values[count // 2] = 50, -50
    x, y = trace(values).between(0, count, limit=400)
    assert len(x) <= 500
    assert (np.diff(x) > 0).all()
    assert (y.max(), y.min()) == (50, -50)
    np.testing.assert_array_equal(y, values[x])
    assert (x[0], x[-1]) == (0, count - 1)


def test_curve_that_grew_step_by_step_is_thinned_as_one_given_at_once() -> None:
    values = np.random.default_rng(1).normal(size=3_000).astype(np.float32)
    grown = Trace()
    for step, value in enumerate(values):
        grown.extend(np.array([step]), np.array([value]))
        if step % 97 == 0:
            grown.between(0, step, limit=100)
    for got, expected in zip(grown.between(0, 3_000, 300), trace(values).between(0, 3_000, 300), strict=True):
        np.testing.assert_array_equal(got, expected)


def test_zoomed_view_shows_the_neighbours_outside_it() -> None:
    assert within(np.array([0, 10, 20, 30, 40]), 12, 28) == slice(1, 4)
    assert within(np.array([0, 10]), 20, 30) == slice(1, 2)


def test_values_that_are_no_numbers_are_left_out() -> None:
    values = np.full(1_000, np.nan, np.float32)
    values[500] = 1.0
    x, y = finite(*trace(values).between(0, 1_000, limit=100))
    assert set(x.tolist()) == {500}
    assert set(y.tolist()) == {1.0}


def test_logarithm_leaves_out_what_has_none() -> None:
    x, y = finite(np.array([1, 2, 3]), LogScale().place(np.array([10.0, 0.0, -1.0])))
    assert (x.tolist(), y.tolist()) == ([1], [1.0])


def test_logarithm_of_values_on_both_sides_of_zero_is_mirrored_and_can_be_read_back() -> None:
    scale = log_scale(-40.0, 130.0)
    assert scale.bend == 1.0
    values = np.array([-40.0, -1.0, 0.0, 0.5, 130.0])
    places = scale.place(values)
    assert (np.diff(places) > 0).all()
    assert places[2] == 0
    np.testing.assert_allclose(scale.place(-values), -places)
    np.testing.assert_allclose([scale.value(place) for place in places], values, rtol=1e-9, atol=1e-12)


def test_values_above_zero_have_a_plain_logarithm() -> None:
    assert log_scale(1e-3, 10.0) == LogScale()
    assert log_scale(0.0, 0.0) == LogScale(), "there is nothing to see"


@pytest.mark.parametrize(
    ("least", "most", "numbers"),
    [
        (-1.2, 1.1, ["−1", "−0.1", "0", "0.1", "1"]),
        (-40, 130, ["−10", "0", "10", "100"]),
        (1e-6, 10, ["1e−6", "1e−4", "0.01", "1"]),
        (0.5, 0.9, ["0.5", "0.6", "0.7", "0.8", "0.9"]),
    ],
)
def test_axis_of_a_logarithm_has_a_few_round_numbers_where_they_belong(
    least: float, most: float, numbers: list[str]
) -> None:
    scale = log_scale(least, most)
    low, high = scale.place(np.array([least, most])).tolist()
    assert [axis_number(value) for value in scale.ticks(low, high)] == numbers


@pytest.mark.parametrize("middle", [0, 1_000, -3e6])
@pytest.mark.parametrize("extent", [1e-3, 0.7, 1.25, 4, 1_000])
def test_axes_have_a_few_round_numbers(extent: float, middle: float) -> None:
    found = round_values(middle - extent, middle + extent)
    assert 3 <= len(found) <= 9
    assert found == sorted(found)
    assert all(abs(value - middle) <= extent * (1 + 1e-6) for value in found)
    assert len({axis_number(value) for value in found}) == len(found)


@pytest.mark.parametrize("weight", [0.1, 0.9, 0.995])
@pytest.mark.parametrize("count", [1, 255, 256, 1_000])
def test_smoothing_equals_its_definition(weight: float, count: int) -> None:
    values = np.random.default_rng(2).normal(size=count)
    total = mass = 0.0
    expected = []
    for value in values:
        total, mass = weight * total + (1 - weight) * value, weight * mass + (1 - weight)
        expected.append(total / mass)
    np.testing.assert_allclose(Ema(weight).of(values), expected, rtol=1e-9, atol=1e-12)


def test_smoothing_starts_at_the_first_value_and_not_at_zero() -> None:
    assert Ema(0.99).of(np.array([5.0]))[0] == pytest.approx(5.0)


def test_smoothing_in_parts_equals_smoothing_at_once() -> None:
    values = np.random.default_rng(3).normal(size=700)
    ema = Ema(0.95)
    parts = np.concatenate([ema.of(values[:100]), ema.of(values[100:101]), ema.of(values[101:])])
    np.testing.assert_allclose(parts, Ema(0.95).of(values))


def test_series_that_was_cut_goes_on_from_there() -> None:
    series = Series()
    for step in range(0, 100, 10):
        series.append(step, float(step))
    series.smooth(0.9)
    series.cut(45)
    assert series.steps.tolist() == [0, 10, 20, 30, 40]
    series.append(50, 1.0)
    assert len(series.smooth(0.9)) == 6
    assert series.smooth(0) is series.raw


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.12345, "0.123"),
        (-0.5, "−0.500"),
        (12.345, "12.3"),
        (12345.6, "12346"),
        (0.0, "0.000"),
        (1e-5, "1.0e−5"),
        (-2.5e7, "−2.5e7"),
    ],
)
def test_values_are_told_in_few_digits(value: float, text: str) -> None:
    assert number(value) == text
