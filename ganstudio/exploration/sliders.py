"""Sliders by their directions: one of them set anew, or called otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from ganstudio.exploration.place import Space
from ganstudio.exploration.pose import Direction, Slider

Way = tuple[Space, tuple[float, ...]]


def way(direction: Direction) -> Way:
    """What makes a direction the same whatever it is called."""
    return direction.space, direction.vector


def with_slider(sliders: Sequence[Slider], slider: Slider) -> tuple[Slider, ...]:
    """The sliders with that one in the place of the one along its direction, or as the last; at 0 it is none."""
    before = [way(one.direction) for one in sliders]
    here = before.index(way(slider.direction)) if way(slider.direction) in before else len(before)
    return (*sliders[:here], *([slider] if slider.amount else []), *sliders[here + 1 :])


def renamed(sliders: Sequence[Slider], direction: Direction) -> tuple[Slider, ...]:
    """The sliders, of which the one along that direction calls it as it is called there."""
    return tuple(
        slider.revise("direction", direction) if way(slider.direction) == way(direction) else slider
        for slider in sliders
    )
