"""A place in latent space: a seed, or numbers of one's own."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ganstudio.options import Options, option

Space = Literal["z", "w"]
MOST_SEED = 2**31 - 1
MOST_NUMBERS = 1 << 16


class Place(Options):
    """Where a sample is made of. The numbers of a place in z are normal ones, which the prior turns into z."""

    name: str = option(default="", help="What the place is called.", max_length=80)
    seed: int = option(
        default=0,
        ge=0,
        le=MOST_SEED,
        help="Which normal numbers are drawn; the same seed is the same place everywhere.",
    )
    space: Space = option(default="z", help="“z” is what noise fills; “w” is what G makes styles of, where it has any.")
    values: tuple[Annotated[float, Field(ge=-1e6, le=1e6)], ...] = option(
        default=(),
        max_length=MOST_NUMBERS,
        help="Numbers to take instead of a seed: latent_dim of them in z; in w as many as a style has, or those of "
        "each layer in turn.",
    )
    classes: tuple[Annotated[float, Field(ge=0, le=1)], ...] = option(
        default=(), max_length=MOST_NUMBERS, help="How much of each class the sample is to be; none is the first class."
    )
