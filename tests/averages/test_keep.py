"""Averages of G's weights agree with values worked out by hand."""

from __future__ import annotations

import math

import pytest

from ganstudio.averages import AVERAGES, Average
from ganstudio.averages.decay import Decay
from ganstudio.averages.half_life import HalfLife
from ganstudio.averages.none import NoAverage
from ganstudio.schedules.linear import Linear
from ganstudio.schedules.warm_up import WarmUp


def old_weight(average: Average, images: int, batch: int, seen: int = 10**9) -> float:
    """What is left of the old average after so many images, of which `seen` came before."""
    updates = images // batch
    return math.prod(average.keep(k, updates, seen + k * batch, batch) for k in range(1, updates + 1))


def test_no_average_keeps_nothing_and_is_off() -> None:
    assert NoAverage().keep(5, 10, 320, 64) == 0
    assert [kind for kind in AVERAGES if not kind.is_on] == [NoAverage]


def test_a_decay_keeps_the_same_share_at_every_update() -> None:
    assert {Decay().keep(k, 100, 64 * k, 64) for k in range(1, 101)} == {0.999}
    assert Decay(decay=0.9).keep(1, 1, 0, 2) == 0.9


def test_a_decay_may_change_during_the_run() -> None:
    average = Decay(decay=0.5, decay_schedule=Linear(final=0.9))
    assert [average.keep(k, 4, 0, 64) for k in range(1, 5)] == pytest.approx([0.6, 0.7, 0.8, 0.9])


@pytest.mark.parametrize("batch", [1, 16, 100, 5000, 10_000])
def test_after_its_half_life_half_is_left_whatever_the_batch_size(batch: int) -> None:
    assert old_weight(HalfLife(ramp_up=0), 10_000, batch) == pytest.approx(0.5)
    assert old_weight(HalfLife(ramp_up=0), 20_000, batch) == pytest.approx(0.25)


def test_early_on_the_half_life_is_a_share_of_the_images_so_far() -> None:
    average = HalfLife()
    assert average.keep(1, 1, 64_000, 64) == 0.5 ** (64 / 3200)
    assert average.keep(1, 1, 200_000, 64) == 0.5 ** (64 / 10_000)
    assert average.keep(1, 1, 10**8, 64) == 0.5 ** (64 / 10_000)


def test_before_the_first_image_an_average_that_ramps_up_is_g_itself() -> None:
    assert HalfLife().keep(1, 100, 0, 64) == 0
    assert HalfLife().keep(1, 100, 1, 65_536) == 0, "underflow is nothing, not an error"
    assert HalfLife(half_life=0, ramp_up=0).keep(1, 100, 640, 64) == 0


def test_a_half_life_may_change_during_the_run() -> None:
    average = HalfLife(half_life=1000, half_life_schedule=WarmUp(over=10), ramp_up=0)
    assert average.keep(5, 100, 320, 100) == 0.5 ** (100 / 500)
    assert average.keep(50, 100, 3200, 100) == 0.5 ** (100 / 1000)


@pytest.mark.parametrize("kind", [*AVERAGES], ids=lambda kind: kind.kind_name())
def test_the_share_that_is_kept_is_a_share(kind: type[Average]) -> None:
    average = kind.model_validate({})
    for images in (0, 1, 64, 10**5, 10**12):
        for batch in (1, 64, 10**6):
            assert 0 <= average.keep(1, 10, images, batch) < 1
