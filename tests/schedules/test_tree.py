"""Schedules are found wherever they stand, and refused where they lead an option out of its range."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest

from ganstudio.averages.decay import Decay
from ganstudio.averages.half_life import HalfLife
from ganstudio.catalog import Catalog, Kind
from ganstudio.experiment import Experiment
from ganstudio.optimizers.moments import Moments
from ganstudio.options import Options, option
from ganstudio.penalties.base import WeightedPenalty
from ganstudio.schedules import SCHEDULES, Constant, Schedule, problems, schedules_in
from ganstudio.schedules.cosine import Cosine
from ganstudio.schedules.linear import Linear
from ganstudio.schedules.step import Step
from ganstudio.schedules.warm_up import WarmUp
from ganstudio.sections import InstanceNoise, Techniques


class Term(Kind):
    """A term."""

    label = "Term"
    kind: Literal["term"] = "term"
    weight: float = option(default=10.0, ge=1, le=100, help="Its weight.")
    weight_schedule: Annotated[Schedule, SCHEDULES] = option(default=Constant(), help="Its course.")


TERMS: Catalog[Term] = Catalog(Term)


class Inner(Options):
    share: float = option(default=0.5, ge=0, lt=1, help="A share.")
    share_schedule: Annotated[Schedule, SCHEDULES] = option(default=Constant(), help="Its course.")


class Tree(Options):
    inner: Inner = option(default=Inner(), help="A group.")
    one: Annotated[Term, TERMS] = option(default=Term(), help="A kind.")
    many: tuple[Annotated[Term, TERMS], ...] = option(default=(), help="Kinds.")
    names: tuple[str, ...] = option(default=("a",), help="Plain values.")


def problems_with(path: str, schedule: Schedule) -> dict[str, str]:
    tree = Tree(many=(Term(),)).revise(path, schedule)
    return {problem.path: problem.message for problem in problems(tree)}


def test_every_schedule_is_found_with_the_option_it_changes() -> None:
    cosine = Cosine(final=20.0)
    tree = Tree(many=(Term(weight=7, weight_schedule=cosine),))
    found = {entry.path: entry for entry in schedules_in(tree)}
    assert [*found] == ["inner.share_schedule", "one.weight_schedule", "many.term.weight_schedule"]
    entry = found["many.term.weight_schedule"]
    assert (entry.schedule, entry.declared.name, entry.start) == (cosine, "weight", 7)
    assert next(iter(schedules_in(tree.inner, "inner"))) == found["inner.share_schedule"]


def test_the_path_of_a_schedule_can_be_revised() -> None:
    tree = Tree(many=(Term(),))
    for entry in [*schedules_in(tree)]:
        tree = tree.revise(entry.path, Linear(final=0.9))
    assert {entry.schedule for entry in schedules_in(tree)} == {Linear(final=0.9)}


def test_a_final_value_out_of_the_options_range_is_refused_with_the_range() -> None:
    assert problems_with("many.term.weight_schedule", Cosine(final=200.0)) == {
        "many.term.weight_schedule.final": "leads “Weight” to 200, which is out of its range, 1 to 100"
    }
    assert [*problems_with("one.weight_schedule", Linear(final=0.5))] == ["one.weight_schedule.final"]
    assert problems_with("one.weight_schedule", Linear(final=100.0)) == {}
    assert problems_with("one.weight_schedule", Linear(final=1.0)) == {}


def test_an_upper_bound_that_an_option_may_not_reach_is_not_reached_by_a_schedule() -> None:
    assert problems_with("inner.share_schedule", Linear(final=1.0)) == {
        "inner.share_schedule.final": "leads “Share” to 1; it must stay less than that (range 0 to 1)"
    }
    assert problems_with("inner.share_schedule", Linear(final=0.9999)) == {}


@pytest.mark.parametrize(
    ("schedule", "name"),
    [(WarmUp(), "over"), (Step(), "factor"), (Linear(final=5.0, warm_up=3), "warm_up"), (Step(warm_up=1), "warm_up")],
)
def test_what_may_not_be_0_can_neither_begin_nor_end_there(schedule: Schedule, name: str) -> None:
    assert f"one.weight_schedule.{name}" in problems_with("one.weight_schedule", schedule)
    assert problems_with("inner.share_schedule", schedule.model_copy(update={"final": 0.5})) == {}


@pytest.mark.parametrize("kind", [Linear, Cosine])
def test_a_change_must_begin_before_it_ends(kind: type[Linear | Cosine]) -> None:
    assert problems_with("inner.share_schedule", kind(begin=0.5, end=0.5)) == {
        "inner.share_schedule.begin": "must be less than the end, 0.5; it is 0.5"
    }
    assert kind(begin=0.5, end=0.5).value(1.0, 7, 10) == 0, "a preview of what is refused does not break"


def test_a_learning_rate_may_fall_to_0_and_the_default_experiment_is_sound() -> None:
    experiment = Experiment()
    assert [*problems(experiment)] == []
    falling = experiment.revise("optimizers.generator.lr_schedule", Cosine(final=0.0))
    assert [*problems(falling)] == []


def test_every_schedule_in_the_experiment_stands_beside_a_number_with_bounds() -> None:
    found = [*schedules_in(Experiment())]
    assert "optimizers.generator.lr_schedule" in {entry.path for entry in found}
    for entry in found:
        assert isinstance(entry.start, float), entry.path
        assert entry.declared.minimum is not None
        assert entry.declared.maximum is not None


def test_every_schedule_is_called_alike() -> None:
    owners = (InstanceNoise, Techniques, Moments, Decay, HalfLife, WeightedPenalty)
    labels = [one.label for owner in owners for one in owner.declared() if one.kinds is SCHEDULES]
    assert len(labels) == 7
    assert all(label.endswith(" during the run") for label in labels), labels
