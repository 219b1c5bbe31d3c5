"""Sliders are known by their directions, whatever these are called."""

from __future__ import annotations

from ganstudio.exploration.pose import Direction, Slider
from ganstudio.exploration.sliders import renamed, way, with_slider

SMILE = Direction(name="smile", vector=(1.0, 0.0))
AGE = Direction(name="age", vector=(0.0, 1.0))
SLIDERS = (Slider(direction=SMILE, amount=1.0), Slider(direction=AGE, amount=-2.0))


def test_direction_is_the_same_under_any_name_but_not_in_another_space() -> None:
    assert way(AGE.revise("name", "PCA 3")) == way(AGE) != way(AGE.revise("space", "w"))


def test_slider_takes_the_place_of_the_one_along_its_direction() -> None:
    moved = Slider(direction=SMILE, amount=3.0)
    assert with_slider(SLIDERS, moved) == (moved, SLIDERS[1])


def test_slider_along_a_new_direction_comes_last() -> None:
    other = Slider(direction=Direction(name="hat", vector=(0.6, 0.8)), amount=0.5)
    assert with_slider(SLIDERS, other) == (*SLIDERS, other)


def test_slider_at_zero_is_none() -> None:
    assert with_slider(SLIDERS, Slider(direction=SMILE)) == (SLIDERS[1],)
    assert with_slider((), Slider(direction=SMILE)) == ()


def test_slider_takes_on_the_new_name_of_its_direction() -> None:
    named = AGE.revise("name", "years")
    assert renamed(SLIDERS, named) == (SLIDERS[0], Slider(direction=named, amount=-2.0))
