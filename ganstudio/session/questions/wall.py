"""What the wall asks of a generator: samples of many places, real rows to see them over, places that look alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from ganstudio.events import Preparing
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose
from ganstudio.exploration.views import By, Similar
from ganstudio.problems import ProblemError

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable
    from ganstudio.latent.reals import Reals

PART = 0.015  # seconds of drawing, after which a part is given
MOST_NUMBERS = 1 << 24  # of all samples of a wall together
REAL_ROWS = 1000
CANDIDATES = 1000  # random places that are compared with the picture in view


@dataclass(frozen=True, eq=False)
class WallPart:
    """Samples of the places from number `start` on: (n, H, W, C) uint8, or (n, D) float32 in the data's own units."""

    start: int
    samples: np.ndarray


def draw_wall(places: Sequence[Place], look: Look, model: Explorable) -> Iterator[WallPart]:
    """Samples of places, a few at a time; pictures too large for so many are made smaller."""
    start, samples, begun = 0, [], monotonic()
    for number, place in enumerate(places, 1):
        drawn = model.draw(model.latents([place]), look).samples
        samples.append(smaller(drawn, MOST_NUMBERS // len(places)))
        if monotonic() - begun > PART or number == len(places):
            yield WallPart(start, np.concatenate(samples))
            start, samples, begun = number, [], monotonic()


def find_similar(pose: Pose, look: Look, count: int, seed: int, model: Explorable) -> Iterator[Preparing | Similar]:
    """Of many random places, those whose samples are nearest to the picture of a pose: as its discriminator sees them,
    or pixel by pixel where none is known."""
    from ganstudio.latent.nearest import similar

    by: By = "features" if model.spec.is_pictures and knows_features(model.reals) else "pixels"
    yield from similar(model, model.reals, model.resolve(pose), count, seed, by, look, CANDIDATES)


def draw_reals(model: Explorable) -> Iterator[np.ndarray]:
    """Some real rows, (N, D) float32 in the data's own units; none where the data is not at hand."""
    try:
        for _ in model.reals.open():
            pass
    except ProblemError:
        return
    yield model.reals.seen(model.reals.some(REAL_ROWS, 0)[0])


def knows_features(reals: Reals) -> bool:
    try:
        return bool(reals.features)
    except ProblemError:
        return False


def smaller(samples: np.ndarray, most: int) -> np.ndarray:
    """Pictures (N, H, W, C) of at most that many numbers each: means of whole squares of pixels."""
    if samples.ndim != 4 or samples[0].size <= most:
        return samples
    height, width = samples.shape[1:3]
    side = next(side for side in range(2, height + 1) if samples[0].size <= most * side**2)
    rows, columns = max(1, height // side), max(1, width // side)
    cut = samples[:, : rows * side, : columns * side]
    squares = cut.reshape(len(cut), rows, side, columns, side, -1)
    return np.asarray(squares.mean(axis=(2, 4)).round().astype(np.uint8))
