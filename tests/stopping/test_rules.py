"""When a run ends before its last step, and what it says then."""

from __future__ import annotations

from ganstudio.stopping.base import REMEMBERED, Measure, Standing
from ganstudio.stopping.convergence import Convergence
from ganstudio.stopping.images import Images
from ganstudio.stopping.time import Time


def standing(step: int = 0, images: int = 0, seconds: float = 0.0, measures: list[Measure] | None = None) -> Standing:
    return Standing(step, images, seconds, measures or [])


def measured(distances: list[float], advantages: list[float], every: int = 100) -> Standing:
    measures = [Measure(every * n, d, a) for n, (d, a) in enumerate(zip(distances, advantages, strict=True))]
    return standing(step=measures[-1].step, measures=measures)


def test_time_ends_a_run_when_its_minutes_are_over_and_says_so() -> None:
    rule = Time(minutes=1.5)
    assert rule.met(standing(seconds=89.9)) == ""
    assert rule.met(standing(seconds=90.0)) == "the time limit of 1.5 minutes is reached"
    assert Time(minutes=1.0).met(standing(seconds=60)) == "the time limit of 1 minute is reached"


def test_images_end_a_run_when_d_has_seen_them() -> None:
    rule = Images(count=1000)
    assert rule.met(standing(images=999)) == ""
    assert rule.met(standing(images=1024)) == "D has seen 1,024 images"


def test_convergence_needs_a_full_window_in_which_both_stand_still() -> None:
    rule = Convergence(window=400, tolerance=0.05)
    flat, still = [0.5, 0.5, 0.49, 0.51, 0.5], [0.2, 0.2, 0.21, 0.2, 0.2]
    assert rule.met(measured(flat[:4], still[:4])) == "", "no full window yet"
    explained = rule.met(measured(flat, still))
    assert explained.startswith("converged: over the last 400 steps the distance to the data stayed at 0.505 (+2.0%)")
    assert explained.endswith("D's advantage at 0.20 (-0.01)")


def test_convergence_waits_while_the_distance_falls_or_rises() -> None:
    rule = Convergence(window=400, tolerance=0.05)
    still = [0.2] * 5
    assert rule.met(measured([0.9, 0.8, 0.7, 0.6, 0.5], still)) == ""
    assert rule.met(measured([0.5, 0.5, 0.6, 0.7, 0.8], still)) == ""


def test_convergence_waits_while_the_discriminators_advantage_moves() -> None:
    rule = Convergence(window=400, tolerance=0.05)
    assert rule.met(measured([0.5] * 5, [0.9, 0.8, 0.7, 0.4, 0.2])) == ""


def test_convergence_is_asked_only_when_something_new_was_measured() -> None:
    rule = Convergence(window=400, tolerance=0.05)
    measures = [Measure(100 * n, 0.5, 0.2) for n in range(5)]
    assert rule.met(standing(step=450, measures=measures)) == ""


def test_convergence_of_a_distance_of_zero_is_no_division_by_zero() -> None:
    assert Convergence(window=400).met(measured([0.0] * 5, [0.0] * 5)).startswith("converged")


def test_a_window_too_short_to_hold_four_measurements_is_refused() -> None:
    (problem,) = Convergence(window=399).problems(measure_every=100)
    assert problem.path == "window"
    assert "at least 400" in problem.message
    assert not list(Convergence(window=400).problems(measure_every=100))


def test_a_window_longer_than_what_is_remembered_is_refused_and_any_shorter_one_can_be_met() -> None:
    rule = Convergence(window=REMEMBERED)
    (problem,) = rule.problems(measure_every=1)
    assert problem.path == "window"
    assert "less than 10,000" in problem.message
    measures = [Measure(step, 1.0, 0.5) for step in range(2, REMEMBERED + 2)]
    shorter = rule.revise("window", REMEMBERED - 1)
    assert not list(shorter.problems(measure_every=1))
    assert shorter.met(Standing(REMEMBERED + 1, 0, 0.0, measures)).startswith("converged")
