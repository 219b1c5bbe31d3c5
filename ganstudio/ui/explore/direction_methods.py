"""The ways to find directions: what each is, what it must be told, and where it can be taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ganstudio.exploration.facts import Facts

Told = Literal["count", "layer", "layers", "classes", "favourites"]  # what a person says besides


@dataclass(frozen=True)
class Method:
    """why_not: why it cannot be taken with that generator, in a sentence; empty where it can."""

    id: str
    label: str
    hint: str
    told: frozenset[Told]
    why_not: Callable[[Facts], str] = lambda facts: ""


def _without_styles(facts: Facts) -> str:
    return "" if facts.has_styles else "This generator makes no styles, so it has no w."


def _without_class_styles(facts: Facts) -> str:
    if not facts.classes:
        return "This generator was trained without classes."
    return _without_styles(facts) and (
        "In z, places of all classes lie alike: blend the classes of the picture in view instead."
    )


METHODS = (
    Method(
        "w",
        "PCA of styles w",
        "Along which styles of random places vary most (GANSpace); where there are classes, of the one in view.",
        frozenset({"count"}),
        _without_styles,
    ),
    Method(
        "sefa",
        "SeFa of weights",
        "What the weights that noise or styles go through first change most; takes no samples.",
        frozenset({"count", "layers"}),
    ),
    Method(
        "layer",
        "PCA of a layer",
        "What moves the main components of a layer’s activations (GANSpace).",
        frozenset({"count", "layer"}),
    ),
    Method(
        "z",
        "PCA of noise z",
        "Along which random noise varies most. Normal noise varies alike everywhere, so these are found by chance.",
        frozenset({"count"}),
    ),
    Method(
        "classes",
        "Difference of two classes",
        "From the mean style of one class to that of another.",
        frozenset({"classes"}),
        _without_class_styles,
    ),
    Method(
        "codes",
        "InfoGAN codes",
        "The codes that training gave a meaning of their own.",
        frozenset(),
        lambda facts: "" if facts.codes else "This generator has no codes: train one with the prior “codes”.",
    ),
    Method(
        "favourites",
        "More like these, less like those",
        "From the mean of some of your favourites to that of others.",
        frozenset({"favourites"}),
    ),
)


def first_choice(facts: Facts) -> Method:
    """What is most worth trying with that generator."""
    wanted = "codes" if facts.codes else "w" if facts.has_styles else "sefa"
    return next(method for method in METHODS if method.id == wanted)
