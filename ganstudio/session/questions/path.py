"""What the path asks of a generator: frames of a journey, cells of a grid between anchors, and the places of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from ganstudio.exploration.blending import Blend
from ganstudio.exploration.facts import Drawn
from ganstudio.exploration.journey import LatentPath
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place, Space
from ganstudio.session.questions.wall import PART, smaller

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable

MOST_NUMBERS = 1 << 27  # of all frames together that are shown; pictures of longer paths are made smaller


@dataclass(frozen=True)
class CornerGrid:
    """A grid between 4 anchors, its corners, or through 9, row by row."""

    anchors: tuple[Place, ...]
    rows: int
    columns: int
    blend: Blend
    space: Space

    @property
    def count(self) -> int:
        """Of its cells."""
        return self.rows * self.columns


@dataclass(frozen=True, eq=False)
class Frames:
    """Some frames of a path, or cells of a grid, by their numbers: (n, H, W, C) uint8."""

    numbers: tuple[int, ...]
    samples: np.ndarray


def draw_path(path: LatentPath, first: Sequence[int], model: Explorable) -> Iterator[Frames]:
    """All frames of the path, those that are seen first; a few at a time."""
    from ganstudio.latent.travel import frames_along

    order = tuple(dict.fromkeys((*first, *range(path.journey.frames))))
    yield from _some_at_a_time(order, frames_along(model, path, order))


def draw_grid(grid: CornerGrid, look: Look, model: Explorable) -> Iterator[Frames]:
    """All cells of the grid, row by row, a few at a time."""
    yield from _some_at_a_time(range(grid.count), draw_cells(grid, look, model))


def draw_cells(grid: CornerGrid, look: Look, model: Explorable) -> Iterator[Drawn]:
    """The samples of a grid one by one, row by row. Raises ProblemError."""
    return (model.draw(one, look) for one in each(_cells(grid, model)))


def place_on_path(path: LatentPath, frame: int, model: Explorable) -> Iterator[Place]:
    """Where that frame lies."""
    from ganstudio.latent.travel import latents_along

    yield latents_along(model, path, [frame]).place(0, f"frame {frame + 1}")


def place_on_grid(grid: CornerGrid, cell: int, model: Explorable) -> Iterator[Place]:
    """Where that cell lies."""
    row, column = divmod(cell, grid.columns)
    yield _cells(grid, model).place(cell, f"row {row + 1}, column {column + 1}")


def each(latents: Latents) -> Iterator[Latents]:
    """One after the other."""
    return (latents.part(slice(index, index + 1)) for index in range(len(latents)))


def shown_shape(sample_shape: Sequence[int], count: int) -> tuple[int, ...]:
    """(H, W, C) that each of so many pictures (C, H, W) is shown in."""
    channels, height, width = sample_shape
    return smaller(np.empty((1, height, width, channels), np.uint8), MOST_NUMBERS // count).shape[1:]


def _cells(grid: CornerGrid, model: Explorable) -> Latents:
    from ganstudio.latent.travel import corner_grid

    return corner_grid(model, grid.anchors, grid.rows, grid.columns, grid.blend, grid.space)


def _some_at_a_time(numbers: Sequence[int], drawn: Iterable[Drawn]) -> Iterator[Frames]:
    """As many as are drawn in a moment, so that newer questions get in between."""
    most, begun = MOST_NUMBERS // len(numbers), monotonic()
    waiting: list[tuple[int, np.ndarray]] = []
    for number, one in zip(numbers, drawn, strict=True):
        waiting.append((number, smaller(one.samples, most)))
        if monotonic() - begun > PART or number == numbers[-1]:
            yield Frames(tuple(number for number, _ in waiting), np.concatenate([sample for _, sample in waiting]))
            waiting, begun = [], monotonic()
