"""How a picture is sought in the latent space of a generator, and how a damaged or small one is made whole by it."""

from __future__ import annotations

from typing import Literal

from ganstudio.exploration.place import MOST_SEED
from ganstudio.options import Options, option


class Projection(Options):
    """Random places are tried, the nearest are moved towards the picture together, and the best of them is polished."""

    space: Literal["auto", "z", "w"] = option(
        default="auto",
        help="Where the picture is sought: “z” is what noise fills; “w” is what G makes styles of, where it has any, "
        "and reaches more pictures. “auto” is w where G has styles, else z.",
    )
    per_layer: bool = option(
        default=True,
        label="A style for each layer",
        help="In w, lets each layer have a style of its own. That comes nearer to pictures unlike those that G makes; "
        "one style for all is more like a random sample and easier to edit.",
    )
    candidates: int = option(
        default=500, ge=1, le=10_000, unit="places", log=True, help="How many random places are tried at first."
    )
    restarts: int = option(
        default=12,
        ge=1,
        le=256,
        unit="places",
        help="How many of the nearest candidates are moved towards the picture; the best one is kept. More take longer "
        "and get stuck more rarely.",
    )
    steps: int = option(default=250, ge=1, le=100_000, log=True, help="How many steps of Adam they take.")
    learning_rate: float = option(
        default=0.2,
        gt=0,
        le=10,
        unit="σ",
        log=True,
        help="Size of the first steps, in standard deviations of random places; they become smaller to the end.",
    )
    polish: int = option(
        default=60,
        ge=0,
        le=10_000,
        label="Polishing steps",
        help="How many steps of L-BFGS, which sees how the loss is curved, the best place takes in the end.",
    )
    pixel_weight: float = option(
        default=1.0, ge=0, le=1000, log=True, help="Weight of the mean squared difference of the pixels."
    )
    feature_weight: float = option(
        default=0.0,
        ge=0,
        le=1000,
        log=True,
        help="Weight of the difference in what the discriminator sees, as a share of what it sees in the picture.",
    )
    prior_weight: float = option(
        default=0.01,
        ge=0,
        le=1000,
        log=True,
        help="How strongly a place is kept as far from the mean one as random places are. More gives more typical "
        "samples, less a closer likeness.",
    )
    seed: int = option(default=0, ge=0, le=MOST_SEED, help="Which candidates are drawn. Same seed, same result.")


class Restoration(Projection):
    """The same for a picture of which only a part, or only a small version, is known."""

    result: Literal["average", "best"] = option(
        default="average",
        help="“average” shows the mean of what all restarts came to, the nearer ones counting more: nearest to the "
        "truth where it is uncertain, and softer. “best” shows the nearest one alone.",
    )
