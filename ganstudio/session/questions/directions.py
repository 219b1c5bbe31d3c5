"""What the page of directions asks of a generator: directions, what they change, and what they cannot move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place, Space
from ganstudio.exploration.pose import Direction, Pose, Slider
from ganstudio.exploration.sliders import with_slider
from ganstudio.exploration.views import LayerInfo
from ganstudio.problems import ProblemError

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable

Found = Iterator[tuple[Direction, ...]]


def find_principal(space: Space, count: int, classes: Sequence[float], model: Explorable) -> Found:
    from ganstudio.latent.directions import principal

    yield principal(model, space, count, classes=classes)


def find_principal_of_layer(layer: str, count: int, classes: Sequence[float], model: Explorable) -> Found:
    from ganstudio.latent.directions import principal_of_layer

    yield principal_of_layer(model, layer, count, classes=classes)


def find_closed_form(count: int, first_layer: int, last_layer: int, model: Explorable) -> Found:
    from ganstudio.latent.directions import closed_form

    yield closed_form(model, count, first_layer, last_layer)


def find_between_classes(first: int, second: int, model: Explorable) -> Found:
    from ganstudio.latent.directions import between_classes

    yield between_classes(model, first, second)


def find_codes(model: Explorable) -> Found:
    from ganstudio.latent.directions import codes

    yield codes(model)


def find_between_selections(more: Sequence[Place], less: Sequence[Place], name: str, model: Explorable) -> Found:
    """From some places to others; none stands for random ones."""
    from ganstudio.latent.directions import between_selections

    none = Latents("z", np.empty((0, model.facts.latent_dim)), None)
    has, lacks = (model.latents(places) if places else none for places in (more, less))
    yield between_selections(model, has, lacks, name)


def draw_along(
    pose: Pose, look: Look, slider: Slider, amounts: Sequence[float], model: Explorable
) -> Iterator[tuple[int, np.ndarray]]:
    """The picture of a pose as that slider would make it: each amount's number and the picture, (H, W, C) uint8."""
    for number, amount in enumerate(amounts):
        there = pose.revise("sliders", with_slider(pose.sliders, slider.revise("amount", amount)))
        yield number, model.draw(model.resolve(there), look).samples[0]


def refusals(place: Place, directions: Sequence[Direction], model: Explorable) -> Iterator[tuple[int, str]]:
    """Each direction's number and why it cannot move that place, in a sentence; nothing where it can."""
    for number, direction in enumerate(directions):
        try:
            model.resolve(Pose(place=place, sliders=(Slider(direction=direction, amount=1.0),)))
        except ProblemError as error:
            yield number, "; ".join(problem.message for problem in error.problems)
        else:
            yield number, ""


def name_layers(model: Explorable) -> Iterator[tuple[LayerInfo, ...]]:
    """The layers worth looking at, in the order in which they come."""
    from ganstudio.latent.layers import layer_names

    yield layer_names(model)
