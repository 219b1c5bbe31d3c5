"""Directions from one mean to another: of classes, and of places that a person chose."""

from __future__ import annotations

import numpy as np

from ganstudio.exploration.latents import Latents
from ganstudio.exploration.place import Space
from ganstudio.exploration.pose import Direction
from ganstudio.latent.directions.measure import SAMPLES, SEED, direction, of_classes, spread, styles
from ganstudio.latent.model import Explorable
from ganstudio.problems import ProblemError


def between_classes(model: Explorable, first: int, second: int, samples: int = SAMPLES) -> tuple[Direction, ...]:
    """From the mean style of one class to that of another, classes by number. Raises ProblemError."""
    names = model.facts.classes
    if not names:
        raise ProblemError.single("", "this generator was trained without classes: there are none to go between")
    if not model.facts.has_styles:
        raise ProblemError.single(
            "",
            "in z, places of all classes lie alike, so no direction leads from one class to another: blend the classes "
            "of the place instead",
        )
    for path, number in (("first", first), ("second", second)):
        if number not in range(len(names)):
            raise ProblemError.single(path, f"there is no class {number}: the {len(names)} classes count from 0")
    if first == second:
        raise ProblemError.single("second", "choose two classes that differ")
    places = model.random(samples, SEED)
    one_hot = np.eye(len(names))
    less, more = (styles(model, of_classes(model, places, one_hot[i])).mean(axis=0) for i in (first, second))
    return _towards(model, "w", less, more, f"{names[first]} → {names[second]}")


def between_selections(model: Explorable, more: Latents, less: Latents, name: str) -> tuple[Direction, ...]:
    """From the mean of one selection of places to that of another; one that is empty stands for random places.

    In z where all are known in z, else in w, where the mean over a place's layers is taken. Raises ProblemError.
    """
    chosen = [latents for latents in (more, less) if len(latents)]
    if not chosen:
        raise ProblemError.single("", "choose places that have more of it, or less")
    space: Space = "w" if any(latents.space == "w" for latents in chosen) else "z"
    return _towards(model, space, _mean(model, less, space), _mean(model, more, space), name)


def _mean(model: Explorable, latents: Latents, space: Space) -> np.ndarray:
    """The mean place (D,) of some, or of random places where there are none."""
    if not len(latents):
        if space == "z":  # normal numbers
            return np.zeros(model.facts.latent_dim)
        return styles(model, model.random(SAMPLES, SEED)).mean(axis=0)
    mean = model.in_space(latents, space).values.mean(axis=0)
    return mean if space == "z" else mean.reshape(model.facts.layers, -1).mean(axis=0)


def _towards(model: Explorable, space: Space, start: np.ndarray, end: np.ndarray, name: str) -> tuple[Direction]:
    length = np.linalg.norm(end - start)
    if not length:
        raise ProblemError.single("", "both are the same in the mean, so no direction leads from one to the other")
    vector = (end - start) / length
    (std,) = spread(model, space, vector[None])
    return (direction(name, space, vector, std),)
