"""The card of a published data set: what a person wants to know before choosing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NAMED = 12  # classes that are named one by one; of more, the first ones


@dataclass(frozen=True)
class Card:
    """What a data set is and where it comes from, in plain text.

    size: width and height in pixels, None where they vary. channels: 1 for grey, 3 for RGB. counts: pictures by part.
    classes: in the order of their numbers, none where the pictures have no labels. megabytes: of the whole download.
    """

    title: str
    about: str
    size: tuple[int, int] | None
    channels: int
    counts: Mapping[str, int]
    classes: tuple[str, ...]
    licence: str
    source: str
    megabytes: int
    url: str

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Labels and values to show one below the other, without the title."""
        colour = "grey" if self.channels == 1 else "colour"
        size = f"{self.size[0]}×{self.size[1]} pixels" if self.size else "various sizes"
        return (
            ("About", self.about),
            ("Pictures", f"{size}, {colour}"),
            ("Count", ", ".join(f"{part}: {count:,}" for part, count in self.counts.items())),
            ("Classes", self._classes()),
            ("Licence", self.licence),
            ("Source", self.source),
            ("Download", f"{self.megabytes:,} MB"),
            ("Home page", self.url),
        )

    def _classes(self) -> str:
        if not self.classes:
            return "none"
        more = ", …" if len(self.classes) > NAMED else ""
        return f"{len(self.classes)}: {', '.join(self.classes[:NAMED])}{more}"
