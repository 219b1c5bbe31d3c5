"""How places are looked at: what the generator does alike for all of them."""

from __future__ import annotations

from typing import Literal

from ganstudio.exploration.place import MOST_SEED
from ganstudio.options import Options, option


class Look(Options):
    """Truncation, and noise where the architecture has it."""

    truncation: float = option(
        default=1.0,
        ge=-1,
        le=2,
        label="Truncation ψ",
        help="How far places are taken from the mean one: 0 is the mean, 1 the place itself, less is more typical and "
        "less varied, −1 the opposite. In w where G has styles, else in the normal numbers behind z.",
    )
    noise: Literal["fixed", "none", "seed"] = option(
        default="fixed", help="The noise that G adds to its maps: as it was kept in training, none, or drawn by a seed."
    )
    noise_seed: int = option(default=0, ge=0, le=MOST_SEED, label="Noise seed", help="Which noise is drawn.")
