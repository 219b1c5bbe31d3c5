"""Schedules agree with values worked out by hand."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.schedules import SCHEDULES, Schedule
from ganstudio.schedules.constant import Constant
from ganstudio.schedules.cosine import Cosine
from ganstudio.schedules.exponential import Exponential
from ganstudio.schedules.linear import Linear
from ganstudio.schedules.ramp import Ramp
from ganstudio.schedules.step import Step
from ganstudio.schedules.warm_up import WarmUp


def values(schedule: Schedule, start: float, steps: int) -> list[float]:
    return [schedule.value(start, step, steps) for step in range(1, steps + 1)]


def test_a_constant_stays_as_it_is() -> None:
    assert values(Constant(), 0.1, 3) == [0.1, 0.1, 0.1]
    assert Constant.is_constant
    assert not any(kind.is_constant for kind in SCHEDULES if kind is not Constant)


def test_a_warm_up_rises_evenly_from_nothing_and_then_stays() -> None:
    assert values(WarmUp(over=4), 8.0, 6) == [2, 4, 6, 8, 8, 8]
    assert values(WarmUp(over=1), 8.0, 2) == [8, 8]


def test_a_linear_schedule_goes_evenly_to_its_final_value() -> None:
    assert values(Linear(final=0), 4.0, 4) == [3, 2, 1, 0]
    assert values(Linear(final=8), 4.0, 4) == [5, 6, 7, 8]


def test_a_linear_schedule_changes_between_begin_and_end_only() -> None:
    assert values(Linear(final=0, begin=0.2, end=0.6), 4.0, 10) == pytest.approx([4, 4, 3, 2, 1, 0, 0, 0, 0, 0])


def test_a_cosine_is_half_way_in_the_middle_and_slow_at_both_ends() -> None:
    got = values(Cosine(final=1), 3.0, 6)
    assert got == pytest.approx([2 + math.cos(math.pi * k / 6) for k in range(1, 7)])
    assert got[2] == pytest.approx(2)
    assert got[5] == 1


def test_a_cosine_may_be_over_after_the_first_part_of_a_run() -> None:
    got = values(Cosine(final=5e-5, end=0.5), 2e-4, 1000)
    assert got[249] == pytest.approx(1.25e-4)
    assert set(got[499:]) == {5e-5}


def test_an_exponential_falls_by_the_same_ratio_at_every_step() -> None:
    assert values(Exponential(final=0.5), 8.0, 4) == pytest.approx([4, 2, 1, 0.5])
    assert values(Exponential(final=0.5, begin=0.5), 8.0, 4) == pytest.approx([8, 8, 2, 0.5])
    assert values(Exponential(final=0.5), 0.0, 2) == [0, 0]


def test_steps_fall_by_the_factor_after_each_so_many_steps() -> None:
    assert values(Step(factor=0.5, every=2), 8.0, 7) == [8, 8, 4, 4, 2, 2, 1]
    assert values(Step(factor=0, every=2), 8.0, 4) == [8, 8, 0, 0]


def test_a_warm_up_before_another_schedule_is_a_factor_of_it() -> None:
    assert values(Linear(final=0, warm_up=2), 4.0, 4) == [1.5, 2, 1, 0]
    assert values(Step(factor=0.5, every=3, warm_up=2), 8.0, 4) == [4, 8, 8, 4]
    assert values(Cosine(final=4, warm_up=4), 4.0, 5) == [1, 2, 3, 4, 4]


@given(
    kind=st.sampled_from([Linear, Cosine]),
    start=st.floats(0, 1e6),
    final=st.floats(0, 1e6),
    begin=st.floats(0, 0.5),
    length=st.floats(1e-3, 0.5),
    steps=st.integers(1, 200),
)
def test_a_ramp_moves_one_way_only_and_ends_exactly_at_its_final_value(
    kind: type[Ramp], start: float, final: float, begin: float, length: float, steps: int
) -> None:
    got = values(kind(final=final, begin=begin, end=begin + length), start, steps)
    assert got[-1] == final
    slack = 1e-12 * max(start, final)
    assert all(min(start, final) - slack <= value <= max(start, final) + slack for value in got)
    moves = [after - before for before, after in zip([start, *got], got, strict=False)]
    assert all(move >= -slack for move in moves) or all(move <= slack for move in moves)


@pytest.mark.parametrize("kind", [*SCHEDULES], ids=lambda kind: kind.kind_name())
def test_a_schedule_says_nothing_wrong_at_its_defaults_and_works_in_a_run_of_one_step(kind: type[Schedule]) -> None:
    assert list(kind.model_validate({}).problems()) == []
    assert math.isfinite(kind.model_validate({}).value(1.0, 1, 1))


def test_schedules_need_no_torch() -> None:
    code = "import sys, ganstudio.schedules, ganstudio.averages; raise SystemExit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
