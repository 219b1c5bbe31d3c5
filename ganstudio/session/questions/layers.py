"""What the page of layers asks of a generator: its layers, what they make of the picture in view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ganstudio.exploration.look import Look
from ganstudio.exploration.pose import Pose
from ganstudio.exploration.views import ChannelSheet, LayerView

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable

Sides = tuple[tuple[int, int], ...]


def measure_styles(model: Explorable) -> Iterator[Sides]:
    """(H, W) of the maps that the style of each layer acts on."""
    from ganstudio.latent.style_layers import style_sides

    yield style_sides(model)


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
