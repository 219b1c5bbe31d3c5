"""What is missing in a picture, or in a small version of it, made up by a generator that comes near to the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ganstudio.exploration.look import Look
from ganstudio.exploration.projection import Restoration
from ganstudio.latent.features import Features
from ganstudio.latent.model import Explorable
from ganstudio.latent.projecting import Projected, project
from ganstudio.problems import ProblemError

STRICT = 2.0  # how fast weights fall with the loss, in units of its median
HALVINGS = 60  # of an interval of at most 510: far below the precision of float64
SMOOTH = 1e-3  # grey levels, left of the residual of Laplace's equation


@dataclass(frozen=True, eq=False)
class Masked:
    """Some pixels are hidden: (H, W) bool."""

    hidden: np.ndarray

    @property
    def share(self) -> float:
        return 1 - float(self.hidden.mean())

    def __call__(self, x: Tensor) -> Tensor:
        return x * torch.from_numpy(~self.hidden).to(x)


@dataclass(frozen=True)
class Small:
    """The means of blocks of factor × factor pixels are known."""

    factor: int
    share: float = 1.0

    def __call__(self, x: Tensor) -> Tensor:
        return F.interpolate(F.avg_pool2d(x, self.factor), scale_factor=self.factor, mode="nearest")


def inpaint(
    model: Explorable,
    picture: np.ndarray,
    hidden: np.ndarray,
    options: Restoration,
    *,
    classes: np.ndarray | None = None,
    features: Features | None = None,
) -> Iterator[Projected]:
    """Fills the pixels of a picture (H, W, C) uint8 that are hidden (H, W), and leaves the others as they are.

    Yields as `project` does, with the filled picture. Raises ProblemError, at once.
    """
    if hidden.dtype != bool or hidden.shape != picture.shape[:2]:
        raise ProblemError.single(
            "", f"what is hidden must be told of each of the {picture.shape[:2]} pixels; it is of shape {hidden.shape}"
        )
    if hidden.all():
        raise ProblemError.single("", "nothing of the picture is known: leave some of it unpainted")
    search = project(model, picture, options, classes=classes, features=features, observed=Masked(hidden))
    return _finished(search, model, options, lambda whole: bytes_of(filled(whole, picture, hidden)))


def enlarge(
    model: Explorable,
    small: np.ndarray,
    options: Restoration,
    *,
    classes: np.ndarray | None = None,
    features: Features | None = None,
) -> Iterator[Projected]:
    """A sample-sized picture of which a small one (H / f, W / f, C) uint8 holds the means of blocks, rounding included.

    Yields as `project` does. Raises ProblemError, at once.
    """
    factor = _factor(model, small)
    large = small.repeat(factor, axis=0).repeat(factor, axis=1)
    search = project(model, large, options, classes=classes, features=features, observed=Small(factor))
    return _finished(search, model, options, lambda whole: rounded(consistent(whole, small), factor))


def filled(whole: np.ndarray, given: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """`given` (H, W, C) but for its hidden (H, W) pixels, which have the gradients of `whole`, without a seam: float64.

    Poisson image editing, Pérez et al. 2003, eq. 4, as the membrane that carries the differences at the seam inwards.
    """
    difference = np.where(hidden[..., None], 0.0, given.astype(np.float64) - whole)
    return np.where(hidden[..., None], whole + _membrane(difference, hidden[..., None]), given)


def consistent(picture: np.ndarray, small: np.ndarray) -> np.ndarray:
    """The picture with each block moved by a number, within 0…255, so that its mean is that of `small`: float64."""
    factor = len(picture) // len(small)
    blocks, wanted = _blocks(picture.astype(np.float64), factor), small.astype(np.float64)[:, None, :, None]
    low, high = np.full(wanted.shape, -255.0), np.full(wanted.shape, 255.0)
    low, high = low - blocks.max(), high - blocks.min()
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        short = (blocks + middle).clip(0, 255).mean(axis=(1, 3), keepdims=True) < wanted
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return (blocks + (low + high) / 2).clip(0, 255).reshape(picture.shape)


def rounded(picture: np.ndarray, factor: int) -> np.ndarray:
    """In uint8, with the same means of blocks where those are whole numbers: the largest fractions are rounded up."""
    blocks = _blocks(picture, factor)
    rows, _, columns, _, channels = blocks.shape
    values = blocks.transpose(0, 2, 4, 1, 3).reshape(rows, columns, channels, -1)
    floors = np.floor(values + 1e-6)
    left = np.rint(values.sum(axis=-1) - floors.sum(axis=-1))
    rank = (floors - values).argsort(axis=-1, kind="stable").argsort(axis=-1, kind="stable")
    whole = (floors + (rank < left[..., None])).reshape(rows, columns, channels, factor, factor)
    return bytes_of(whole.transpose(0, 3, 1, 4, 2).reshape(picture.shape))


def bytes_of(picture: np.ndarray) -> np.ndarray:
    return picture.round().clip(0, 255).astype(np.uint8)


def _finished(
    search: Iterator[Projected],
    model: Explorable,
    options: Restoration,
    finish: Callable[[np.ndarray], np.ndarray],
) -> Iterator[Projected]:
    for found in search:
        whole = _average(model, found) if found.is_final and options.result == "average" else found.picture
        yield replace(found, picture=finish(whole.astype(np.float64)))


def _average(model: Explorable, found: Projected) -> np.ndarray:
    """The mean sample of all restarts, (H, W, C) float64, by weights that fall with the loss."""
    weights = np.exp(STRICT * (found.losses.min() - found.losses) / max(float(np.median(found.losses)), 1e-12))
    samples = model.draw(found.restarts, Look()).samples
    return np.average(samples.astype(np.float64), axis=0, weights=weights)


def _factor(model: Explorable, small: np.ndarray) -> int:
    _, height, width = model.facts.sample_shape
    factor = height // max(1, len(small))
    if factor < 2 or small.shape[:2] != (height / factor, width / factor):
        raise ProblemError.single(
            "",
            f"the small picture must be a half, a third, … of {width}×{height}, as large as this generator's samples "
            f"are; it is of shape {small.shape}",
        )
    return factor


def _blocks(picture: np.ndarray, factor: int) -> np.ndarray:
    """(H, W, C) → (H / factor, factor, W / factor, factor, C)."""
    height, width, channels = picture.shape
    return picture.reshape(height // factor, factor, width // factor, factor, channels)


def _membrane(known: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """What is known (H, W, C) outside, continued inside by Laplace's equation; no slope at the picture's border.

    Conjugate gradients, Hestenes and Stiefel 1952.
    """
    u = known.copy()
    residual = np.where(inside, -_laplacian(u), 0.0)
    step, square = residual.copy(), np.square(residual).sum()
    for _ in range(inside.size):
        if np.abs(residual).max() < SMOOTH:
            break
        moved = np.where(inside, _laplacian(step), 0.0)
        length = square / (step * moved).sum()
        u += length * step
        residual -= length * moved
        before, square = square, np.square(residual).sum()
        step = residual + square / before * step
    return u


def _laplacian(u: np.ndarray) -> np.ndarray:
    """What u (H, W, C) exceeds its four neighbours by, together; beyond the border it goes on as it is there."""
    padded = np.pad(u, ((1, 1), (1, 1), (0, 0)), mode="edge")
    return 4 * u - padded[:-2, 1:-1] - padded[2:, 1:-1] - padded[1:-1, :-2] - padded[1:-1, 2:]
