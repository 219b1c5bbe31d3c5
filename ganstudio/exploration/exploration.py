"""Everything that a person sets while exploring one generator: the value that is undone, redone and kept."""

from __future__ import annotations

from ganstudio.exploration.blending import Blend
from ganstudio.exploration.journey import Journey
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import MOST_SEED, Place
from ganstudio.exploration.pose import Direction, Pose
from ganstudio.options import Options, option

MOST_KEPT = 500


class Wall(Options):
    """Samples of seeds that follow one another."""

    seed: int = option(default=0, ge=0, le=MOST_SEED, help="The seed of the first sample; the others follow it.")
    count: int = option(default=36, ge=1, le=400, unit="samples", help="How many samples are shown at once.")
    of_class: int = option(
        default=-1,
        ge=-1,
        le=100_000,
        help="The number of the class that all samples are of; −1 is all classes in turn.",
    )


class Grid(Options):
    """Samples between four anchors, its corners, or through nine."""

    rows: int = option(default=7, ge=2, le=20, unit="rows", help="Samples from top to bottom.")
    columns: int = option(default=7, ge=2, le=20, unit="columns", help="Samples from left to right.")
    blend: Blend = option(
        default="spherical",
        help="Spherical turns and stays among the usual latents; straight goes through rarer ones.",
    )


class Exploration(Options):
    """What is looked at, and what was kept on the way."""

    pose: Pose = option(default=Pose(), help="The picture in view.")
    look: Look = option(default=Look(), help="How every place is looked at.")
    wall: Wall = option(default=Wall(), help="The samples to pick from.")
    anchors: tuple[Place, ...] = option(default=(), max_length=MOST_KEPT, help="Places that the journey goes through.")
    journey: Journey = option(default=Journey(), help="What is between the anchors.")
    grid: Grid = option(default=Grid(), help="What else lies between the anchors.")
    favourites: tuple[Place, ...] = option(default=(), max_length=MOST_KEPT, help="Places with names.")
    directions: tuple[Direction, ...] = option(default=(), max_length=MOST_KEPT, help="Directions with names.")
