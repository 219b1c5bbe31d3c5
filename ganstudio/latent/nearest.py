"""The training samples nearest to samples, so that copying shows, and the places whose samples are alike."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from ganstudio.events import Preparing, Warned
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.views import By, Neighbours, Similar
from ganstudio.latent.model import Explorable
from ganstudio.latent.reals import Reals
from ganstudio.problems import ProblemError
from ganstudio.sampling import as_values

JUDGED = 200  # training samples whose distance to the nearest other one is taken
JUDGED_SEED = 0
DRAWN_AT_ONCE = 64


def nearest_real(reals: Reals, samples: np.ndarray, count: int, by: By) -> Iterator[Preparing | Warned | Neighbours]:
    """The training samples nearest to each sample, all of them compared; what there is to tell, then the answer.

    samples: (N, H, W, C) uint8, or (N, D) in the data's own units. Of a picture and its mirrored copy, where training
    saw both, the nearer one counts. Raises ProblemError where the data or, by features, D is not there.
    """
    yield from reals.open()
    if samples.shape[1:] != _shape_seen(reals):
        raise ProblemError.single(
            "", f"samples of shape {samples.shape[1:]} cannot be compared with those of training, {_shape_seen(reals)}"
        )
    count = min(count, reals.count)
    found = yield from _found(reals, reals.compared(reals.tensor(samples), by), count, by)
    if by not in reals.between:
        reals.between[by] = yield from _between(reals, by)
    nearest = reals.samples(found.indices.ravel())
    mirrored = torch.from_numpy(found.mirrored.ravel())
    if mirrored.any():
        nearest[mirrored] = nearest[mirrored].flip(-1)
    seen = reals.seen(nearest)
    yield Neighbours(
        real=seen.reshape(len(samples), count, *seen.shape[1:]),
        distances=found.distances,
        indices=found.indices,
        mirrored=found.mirrored,
        between_reals=reals.between[by],
        by=by,
    )


def similar(
    model: Explorable,
    reals: Reals,
    latents: Latents,
    count: int,
    seed: int,
    by: By,
    look: Look,
    candidates: int = 1000,
) -> Iterator[Preparing | Similar]:
    """Of that many random places in z, those whose samples are nearest to the sample of a place (one row of latents).

    All are of that place's blend of classes. Raises ProblemError where, by features, D is not known.
    """
    wanted = reals.compared(_samples(model, latents, look), by)
    tried = model.random(candidates, seed)
    if latents.classes is not None:
        tried = replace(tried, classes=np.repeat(latents.classes, candidates, axis=0))
    parts = []
    for start in range(0, candidates, DRAWN_AT_ONCE):
        yield Preparing("Drawing samples to compare with", start, candidates)
        drawn = _samples(model, tried.part(slice(start, start + DRAWN_AT_ONCE)), look)
        parts.append(_squares(wanted, reals.compared(drawn, by))[0])
    squares, order = torch.cat(parts).sort(stable=True)
    chosen = order[:count].cpu().numpy()
    yield Similar(tried.part(chosen), _root_mean(squares[:count], wanted.shape[1]), by)


@dataclass(frozen=True)
class _Found:
    distances: np.ndarray  # (Q, count)
    indices: np.ndarray
    mirrored: np.ndarray


def _found(
    reals: Reals, wanted: Tensor, count: int, by: By, own: Sequence[int] = ()
) -> Generator[Preparing, None, _Found]:
    """The `count` training samples nearest to each of `wanted` (Q, D); the lower number where two are as near.

    own: the numbers of `wanted` where these are training samples themselves, which are not to find themselves.
    """
    squares = torch.full((len(wanted), count), torch.inf, dtype=torch.float64, device=wanted.device)
    indices = torch.zeros(squares.shape, dtype=torch.int64, device=wanted.device)
    mirrored = torch.zeros(squares.shape, dtype=torch.bool, device=wanted.device)
    text = "Comparing training samples with one another" if own else "Comparing with the training samples"
    for part in reals.parts(by):
        yield Preparing(text, part.start, reals.count)
        near = _squares(wanted, part.plain)
        flipped = torch.zeros(near.shape, dtype=torch.bool, device=near.device)
        if part.mirrored is not None:
            other = _squares(wanted, part.mirrored)
            flipped = other < near
            near = torch.minimum(near, other)
        for row, number in enumerate(own):
            if 0 <= number - part.start < near.shape[1]:
                near[row, number - part.start] = torch.inf
        numbers = torch.arange(part.start, part.start + near.shape[1], device=near.device).expand_as(near)
        squares, order = torch.cat((squares, near), dim=1).sort(dim=1, stable=True)
        squares, order = squares[:, :count], order[:, :count]
        indices = torch.cat((indices, numbers), dim=1).gather(1, order)
        mirrored = torch.cat((mirrored, flipped), dim=1).gather(1, order)
    return _Found(_root_mean(squares, wanted.shape[1]), indices.cpu().numpy(), mirrored.cpu().numpy())


def _between(reals: Reals, by: By) -> Generator[Preparing, None, float]:
    """The median distance of training samples from the nearest other one; infinite where there is but one."""
    rng = np.random.default_rng(JUDGED_SEED)
    chosen = np.sort(rng.permutation(reals.count)[:JUDGED])
    wanted = reals.compared(reals.samples(chosen), by)
    found = yield from _found(reals, wanted, 1, by, chosen.tolist())
    return float(np.median(found.distances))


def _squares(a: Tensor, b: Tensor) -> Tensor:
    """Squared distances (A, B) of rows (A, D) and (B, D), float64: of pixels without any rounding."""
    return (a.square().sum(dim=1)[:, None] + b.square().sum(dim=1) - 2 * (a @ b.T)).clamp_(min=0)


def _root_mean(squares: Tensor, numbers: int) -> np.ndarray:
    return (squares / numbers).sqrt().cpu().numpy()


@torch.no_grad()
def _samples(model: Explorable, latents: Latents, look: Look) -> Tensor:
    """(N, C, H, W) uint8, or (N, D) float32 as networks see them."""
    classes = None if latents.classes is None else model.tensor(latents.classes)
    x = model.sample(model.tensor(latents.values), classes, latents.space, look)
    return torch.from_numpy(as_values(x).transpose(0, 3, 1, 2)) if x.dim() == 4 else x


def _shape_seen(reals: Reals) -> tuple[int, ...]:
    first, *rest = reals.spec.shape
    return (*rest, first)
