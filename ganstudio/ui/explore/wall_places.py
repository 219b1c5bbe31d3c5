"""Which places stand on the wall, and what they are called there."""

from __future__ import annotations

from ganstudio.exploration.exploration import Wall
from ganstudio.exploration.facts import Facts
from ganstudio.exploration.place import MOST_SEED, Place
from ganstudio.ui.widgets.class_menu import spoken

ROWS = 400  # samples that a cloud of points or a histogram is made of


def places_of_seeds(wall: Wall, facts: Facts) -> tuple[Place, ...]:
    """A seed is of the same class on every wall, so that going on and back shows the same samples."""
    kinds = len(facts.classes)
    count = ROWS if is_cloud(facts) else wall.count
    first = min(wall.seed, MOST_SEED + 1 - count)
    one_hot = [tuple(float(other == kind) for other in range(kinds)) for kind in range(kinds)] or [()]
    in_turn = not 0 <= wall.of_class < kinds
    return tuple(
        Place(seed=seed, classes=one_hot[seed % len(one_hot) if in_turn else wall.of_class])
        for seed in range(first, first + count)
    )


def label_of_seed(place: Place, facts: Facts) -> str:
    """A place of a seed in a few words."""
    if not place.classes:
        return f"seed {place.seed:,}"
    return f"seed {place.seed:,} · {spoken(facts.classes[place.classes.index(max(place.classes))])}"


def label_of_similar(index: int) -> str:
    """What stands at that place among those that are alike."""
    number = index + 1
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending} nearest"


def is_same(one: Place, other: Place, facts: Facts) -> bool:
    """Whether two places are one, whatever they are called; no classes are the first class."""
    if (one.seed, one.space, one.values) != (other.seed, other.space, other.values):
        return False
    first = tuple(float(kind == 0) for kind in range(len(facts.classes)))
    return (one.classes or first) == (other.classes or first)


def is_alike(one: Facts, other: Facts) -> bool:
    """Whether samples of both are the same kind of thing, of one run at another step."""
    return (one.source.path, one.sample_shape, one.classes) == (other.source.path, other.sample_shape, other.classes)


def is_cloud(facts: Facts) -> bool:
    """Whether samples are shown all together, so that there are to be many."""
    return not facts.is_pictures and not facts.is_series


def sample_word(facts: Facts) -> str:
    """What a person picks one of; nothing where samples are counted and cannot be told apart."""
    if facts.is_pictures:
        return "picture"
    if facts.is_series:
        return "series"
    return "point" if facts.sample_shape == (2,) else ""
