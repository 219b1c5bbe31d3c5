"""What the page of layers asks of a generator: its layers, what they make of a pose, where styles come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose
from ganstudio.exploration.views import ChannelSheet, LayerView

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable

Sides = tuple[tuple[int, int], ...]


def measure_styles(model: Explorable) -> Iterator[Sides]:
    """(H, W) of the maps that the style of each layer acts on."""
    from ganstudio.latent.style_layers import style_sides

    yield style_sides(model)


def draw_sources(pose: Pose, look: Look, model: Explorable) -> Iterator[tuple[int, np.ndarray]]:
    """The pictures whose styles are mixed: 0 is the pose without any mix, the others are the mixes in turn."""
    places = (Place(seed=mix.seed, classes=pose.place.classes) for mix in pose.mixes)
    for number, source in enumerate((pose.revise("mixes", ()), *(Pose(place=place) for place in places))):
        yield number, model.draw(model.resolve(source), look).samples[0]


def look_into(
    pose: Pose, look: Look, layer: str, channel: int | None, model: Explorable
) -> Iterator[LayerView | ChannelSheet]:
    """What a layer makes of a pose: first a `LayerView` of that channel, or of all, then a `ChannelSheet`."""
    from ganstudio.latent.layers import activation, channels_sheet

    latents = model.resolve(pose)
    yield activation(model, latents, look, layer, channel)
    yield channels_sheet(model, latents, look, layer)


def look_at(pose: Pose, look: Look, layer: str, channel: int | None, model: Explorable) -> Iterator[LayerView]:
    """What a channel of a layer, or all of them, make of a pose."""
    from ganstudio.latent.layers import activation

    yield activation(model, model.resolve(pose), look, layer, channel)
