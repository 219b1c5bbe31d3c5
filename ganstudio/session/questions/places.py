"""Pictures of places, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ganstudio.exploration.facts import Drawn
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable


def draw_places(places: Sequence[Place], look: Look, model: Explorable) -> Iterator[tuple[int, Drawn]]:
    """Each place's number and sample."""
    for number, place in enumerate(places):
        yield number, model.draw(model.latents([place]), look)
