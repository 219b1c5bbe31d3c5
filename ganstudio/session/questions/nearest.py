"""What is asked about copies: the training samples nearest to pictures, and random samples, the likest ones first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np

from ganstudio.events import Preparing, Warned
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose
from ganstudio.exploration.views import By, Neighbours
from ganstudio.problems import ProblemError

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable

Step = Preparing | Warned


@dataclass(frozen=True)
class Unknown:
    """Why samples cannot be compared by something, in a sentence."""

    by: By
    reason: str


@dataclass(frozen=True, eq=False)
class Audit:
    """Samples of some places, those nearest to a training sample first.

    order: (N,), their numbers among the places asked for. samples: (N, H, W, C) uint8, or (N, D) float32. ratios: (N,),
    the distance to the nearest training sample, in that between training samples, by what it is least. copied: (N,).
    by: what they were compared by.
    """

    order: np.ndarray
    samples: np.ndarray
    ratios: np.ndarray
    copied: np.ndarray
    by: tuple[By, ...]


def nearest_to(
    poses: Sequence[Pose], look: Look, count: int, model: Explorable
) -> Iterator[Step | np.ndarray | Neighbours | Unknown]:
    """The samples of poses, then the training samples nearest to each, by pixels and by features."""
    drawn = np.concatenate([model.draw(model.resolve(pose), look).samples for pose in poses])
    yield drawn
    for by in get_args(By):
        yield from _compared(drawn, count, by, model)


def audit(places: Sequence[Place], look: Look, model: Explorable) -> Iterator[Step | Audit]:
    """How near the samples of places are to training samples. Raises ProblemError where nothing can be compared."""
    samples = []
    for number, place in enumerate(places):
        yield Preparing("Drawing samples", number, len(places))
        samples.append(model.draw(model.latents([place]), look).samples)
    drawn = np.concatenate(samples)
    found: list[Neighbours] = []
    unknown: list[Unknown] = []
    for by in get_args(By):
        for answer in _compared(drawn, 1, by, model):
            if isinstance(answer, Neighbours):
                found.append(answer)
            elif isinstance(answer, Unknown):
                unknown.append(answer)
            else:
                yield answer
    if not found:
        raise ProblemError.single("", unknown[0].reason)
    ratios = np.min([neighbours.ratios for neighbours in found], axis=0)
    copied = np.any([neighbours.copied for neighbours in found], axis=0)
    order = np.argsort(ratios, kind="stable")
    yield Audit(order, drawn[order], ratios[order], copied[order], tuple(neighbours.by for neighbours in found))


def _compared(samples: np.ndarray, count: int, by: By, model: Explorable) -> Iterator[Step | Neighbours | Unknown]:
    from ganstudio.latent.nearest import nearest_real

    try:
        yield from nearest_real(model.reals, samples, count, by)
    except ProblemError as error:
        yield Unknown(by, "; ".join(problem.message for problem in error.problems))
