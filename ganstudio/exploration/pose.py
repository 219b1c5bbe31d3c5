"""What one picture is made of: a place, how far it is moved along directions, and styles of other places."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ganstudio.exploration.place import MOST_NUMBERS, MOST_SEED, Place, Space
from ganstudio.options import Options, option

FARTHEST = 20.0  # standard deviations
MOST_LAYERS = 64


class Direction(Options):
    """A direction that changes something in pictures."""

    name: str = option(default="", max_length=80, help="What it changes.")
    space: Space = option(default="z", help="The space it lies in.")
    vector: tuple[Annotated[float, Field(ge=-1e6, le=1e6)], ...] = option(
        default=(), max_length=MOST_NUMBERS, help="The direction, of length 1: latent_dim numbers in z, w_dim in w."
    )
    std: float = option(
        default=1.0, ge=0, le=1e6, help="Standard deviation of random places along it; sliders are in these units."
    )


class Slider(Options):
    """How far the place is moved along a direction, in which layers."""

    direction: Direction = option(default=Direction(), help="Along what the place is moved.")
    amount: float = option(default=0.0, ge=-FARTHEST, le=FARTHEST, unit="σ", help="How far.")
    first_layer: int = option(default=0, ge=0, le=MOST_LAYERS, help="The first layer that feels it, in w.")
    last_layer: int = option(default=MOST_LAYERS, ge=0, le=MOST_LAYERS, help="The last layer that feels it, in w.")


class Mix(Options):
    """Layers that take their style from another place."""

    seed: int = option(default=0, ge=0, le=MOST_SEED, help="The place that the style is taken from.")
    first_layer: int = option(default=0, ge=0, le=MOST_LAYERS, help="The first layer that takes it.")
    last_layer: int = option(default=MOST_LAYERS, ge=0, le=MOST_LAYERS, help="The last layer that takes it.")


class Pose(Options):
    """What one picture is made of: sliders are applied to the place, then styles are mixed in."""

    place: Place = option(default=Place(), help="Where it starts.")
    sliders: tuple[Slider, ...] = option(default=(), max_length=1000, help="How far it is moved along directions.")
    mixes: tuple[Mix, ...] = option(default=(), max_length=MOST_LAYERS, help="Styles of other places, by layer.")
