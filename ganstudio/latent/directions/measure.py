"""Random places as all finders of directions see them, and vectors as directions measured by these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from ganstudio.exploration.latents import Latents
from ganstudio.exploration.place import Space
from ganstudio.exploration.pose import Direction
from ganstudio.latent.model import Explorable
from ganstudio.nets.styles import styled
from ganstudio.problems import ProblemError

SAMPLES = 4096  # random places
SPREAD_OF = 1024  # random places, which tell how far they lie from one another along a vector
SEED = 0
LONGEST_NAME = 80


def of_classes(model: Explorable, latents: Latents, classes: Sequence[float] | np.ndarray) -> Latents:
    """The same places in z, all of that blend of classes, where the generator knows of any."""
    blend = model.seeds((0,), tuple(classes)).classes
    return latents if blend is None else replace(latents, classes=np.repeat(blend, len(latents), axis=0))


@torch.no_grad()
def styles(model: Explorable, latents: Latents) -> np.ndarray:
    """Places in z as one style each, (N, w_dim), all at once: much quicker than one by one. Raises ProblemError."""
    if not model.facts.has_styles:
        raise ProblemError.single("space", "this generator makes no styles, so it has no w: stay in z")
    z, y = model.tensors(latents)
    return numbers(styled(model.network).mapping(model.architecture.prior.of_normal(z), y))


def spread(model: Explorable, space: Space, vectors: np.ndarray, values: np.ndarray | None = None) -> np.ndarray:
    """The standard deviations along vectors (k, D) of places (N, D), or of random ones: in z, of normal numbers, 1."""
    if space == "z":
        return np.ones(len(vectors))
    if values is None:
        values = styles(model, model.random(SPREAD_OF, SEED))
    return (values @ vectors.T).std(axis=0)


def numbered(name: str, space: Space, vectors: np.ndarray, stds: np.ndarray) -> tuple[Direction, ...]:
    found = enumerate(zip(vectors, stds, strict=True), 1)
    return tuple(direction(f"{name} {number}", space, vector, std) for number, (vector, std) in found)


def direction(name: str, space: Space, vector: np.ndarray, std: float) -> Direction:
    return Direction(name=name[:LONGEST_NAME], space=space, vector=tuple(map(float, vector)), std=float(std))


def numbers(tensor: Tensor) -> np.ndarray:
    return tensor.cpu().numpy().astype(np.float64)
