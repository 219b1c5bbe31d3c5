"""What is known of data, as labels and values: from the card of a published set, or by looking at a person's own."""

from __future__ import annotations

from ganstudio.catalog import Kind
from ganstudio.datasets.base import Dataset
from ganstudio.datasets.card import NAMED, Card
from ganstudio.spec import DataSpec
from ganstudio.ui.editors import wanted_path

Fact = tuple[str, str]
TOLD_ABOVE = ("About", "Source")  # by the kind's own sentence and paper
COLOURS = {1: "grey", 3: "colour", 4: "colour with transparency"}


def published(kind: type[Kind]) -> tuple[Fact, ...]:
    """The card of a published data set, less what stands beside its name anyway; nothing for other kinds."""
    card: Card | None = getattr(kind, "card", None)
    return tuple(fact for fact in card.rows() if fact[0] not in TOLD_ABOVE) if card is not None else ()


def is_own(data: Dataset) -> bool:
    """Whether a person has chosen the files, and so wants to know what was found in them."""
    return data.card is None and any(wanted_path(declared) for declared in type(data).declared())


def found(spec: DataSpec) -> tuple[Fact, ...]:
    """What there is in data of one's own."""
    if not spec.is_pictures:
        numbers = "1 number" if spec.values == 1 else f"{spec.values:,} numbers"
        names = [column.name for column in spec.columns] if not spec.is_series else []
        return (("Found", f"{spec.count:,} rows of {numbers}"), *([("Columns", listed(names))] if names else ()))
    channels, height, width = spec.shape
    return (
        ("Found", "1 picture" if spec.count == 1 else f"{spec.count:,} pictures"),
        ("Trained at", f"{width}×{height} pixels, {COLOURS[channels]}"),
        ("Classes", f"{len(spec.classes)}: {listed(spec.classes)}" if spec.classes else "none"),
    )


def listed(names: tuple[str, ...] | list[str]) -> str:
    """The first of them."""
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
