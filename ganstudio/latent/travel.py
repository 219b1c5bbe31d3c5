"""Latents and samples along a path, and over a grid between anchors.

What a frame is depends on its path and its number only, never on which others are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ganstudio.exploration.blending import Blend, four_corners, nine_anchors, through
from ganstudio.exploration.facts import Drawn
from ganstudio.exploration.journey import LatentPath
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.place import Place, Space
from ganstudio.exploration.walks import Anchors, Walk
from ganstudio.latent.model import Explorable
from ganstudio.problems import ProblemError

SPREAD_OF = 256  # random places whose styles tell how styles are spread
SPREAD_SEED = 0
AT_ONCE = 64  # frames whose latents are kept at a time


def latents_along(model: Explorable, path: LatentPath, frames: Sequence[int] | None = None) -> Latents:
    """The latents of those frames of the path, counted from 0, or of all. Raises ProblemError."""
    return _course(model, path).at(range(path.journey.frames) if frames is None else frames)


def frames_along(model: Explorable, path: LatentPath, frames: Sequence[int] | None = None) -> Iterator[Drawn]:
    """The samples of those frames of the path, or of all, each when it is asked for. Raises ProblemError, at once."""
    wanted, course = range(path.journey.frames) if frames is None else frames, _course(model, path)
    return _drawn(model, path, course, wanted)


def corner_grid(
    model: Explorable, anchors: Sequence[Place], rows: int, columns: int, method: Blend, space: Space
) -> Latents:
    """A grid between four corners, or through 3×3 anchors, given row by row → rows · columns latents, row by row.

    Classes are blended linearly. Raises ProblemError.
    """
    if len(anchors) not in (4, 9):
        raise ProblemError.single("anchors", f"a grid lies between 4 or 9 anchors; there are {len(anchors)}")
    grid = four_corners if len(anchors) == 4 else nine_anchors
    found = model.latents(anchors, space)
    classes = None if found.classes is None else grid(found.classes, rows, columns, "linear")
    return Latents(space, grid(found.values, rows, columns, method), classes)


@dataclass(frozen=True, eq=False)
class _Course:
    """A path as numbers. styles: what the walk sees of w, where that is not spread as normal numbers are."""

    walk: Walk
    frames: int
    anchors: Latents
    styles: _Styles | None

    def at(self, frames: Sequence[int]) -> Latents:
        t = self.walk.times(self.frames)[list(frames)]
        points, classes = self.anchors.values, self.anchors.classes
        values = self.walk.along(points, t) if self.styles is None else self.styles.along(self.walk, points, t)
        blend = None if classes is None else through(classes, t, "linear", self.walk.is_loop)
        return Latents(self.anchors.space, values, blend)


@dataclass(frozen=True, eq=False)
class _Styles:
    """How styles are spread: centre and scale (w_dim,), alike for all layers."""

    layers: int
    centre: np.ndarray
    scale: np.ndarray

    def along(self, walk: Walk, points: np.ndarray, t: np.ndarray) -> np.ndarray:
        """Each layer walks by the same draws, so that layers of one style stay of one style."""
        each = np.split(points, self.layers, axis=1)
        return np.concatenate([walk.along(one, t, centre=self.centre, scale=self.scale) for one in each], axis=1)


def _course(model: Explorable, path: LatentPath) -> _Course:
    if problems := list(path.problems()):
        raise ProblemError(problems)
    journey, anchors = path.journey, path.met
    if journey.class_change == "fixed":  # before they become styles, which are of a class already
        anchors = tuple(anchor.revise("classes", anchors[0].classes) for anchor in anchors)
    found = model.latents(anchors, journey.space)
    by_itself = not isinstance(journey.walk, Anchors)  # and is to stay among styles
    styles = _styles(model, found.classes) if by_itself and journey.space == "w" else None
    return _Course(journey.walk, journey.frames, found, styles)


def _styles(model: Explorable, classes: np.ndarray | None) -> _Styles:
    """How the styles of random places are spread; classes (1, classes) of them all, if any."""
    random = model.random(SPREAD_OF, SPREAD_SEED)
    if classes is not None:
        random = replace(random, classes=np.repeat(classes, SPREAD_OF, axis=0))
    layers = model.facts.layers
    w = np.split(model.in_space(random, "w").values, layers, axis=1)[0]
    return _Styles(layers, w.mean(axis=0), w.std(axis=0))


def _drawn(model: Explorable, path: LatentPath, course: _Course, frames: Sequence[int]) -> Iterator[Drawn]:
    for start in range(0, len(frames), AT_ONCE):
        latents = course.at(frames[start : start + AT_ONCE])
        for index in range(len(latents)):
            yield model.draw(latents.part(slice(index, index + 1)), path.look)
