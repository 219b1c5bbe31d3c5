"""What the map asks of a generator: how it can be drawn, the map itself, a direction between places chosen on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from ganstudio.events import Preparing, Warned
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Space
from ganstudio.exploration.pose import Direction
from ganstudio.exploration.views import Map, MapBy, MapOf

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable

Step = Preparing | Warned


@dataclass(frozen=True)
class MapWish:
    """How a map is to be drawn. classes: the blend that all places are of, empty for all in turn. real: how many real
    samples are laid beside."""

    of: MapOf
    space: Space
    by: MapBy
    count: int
    classes: tuple[float, ...] = ()
    real: int = 0


def map_methods(model: Explorable) -> Iterator[dict[MapBy, str]]:
    """Why there can be no map by each method, in a sentence; empty where there can be one."""
    from ganstudio.latent.maps import why_not_map

    yield {by: why_not_map(by) for by in get_args(MapBy)}


def open_reals(model: Explorable) -> Iterator[Step]:
    """Reads what the generator was trained on. Raises ProblemError where it is gone."""
    yield from model.reals.open()


def draw_map(wish: MapWish, look: Look, model: Explorable) -> Iterator[Step | Map]:
    """What there is to tell, then the map. Raises ProblemError."""
    from ganstudio.latent.maps import map_of

    yield from map_of(
        model,
        model.reals,
        of=wish.of,
        by=wish.by,
        space=wish.space,
        count=wish.count,
        look=look,
        classes=wish.classes,
        real=wish.real,
    )


def direction_between(more: Latents, less: Latents, name: str, model: Explorable) -> Iterator[Sequence[Direction]]:
    """From some places to others; none stands for random ones. Raises ProblemError."""
    from ganstudio.latent.directions import between_selections

    yield between_selections(model, more, less, name)
