"""A picture sought in the latent space of a generator by optimisation: the place whose sample comes nearest to it."""

from __future__ import annotations

import io
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from ganstudio.datasets.decode import MODES, Decoding, UnreadablePictureError
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.projection import Projection
from ganstudio.latent.candidates import Standing, candidates_of, numbers
from ganstudio.latent.features import Features
from ganstudio.latent.model import Explorable
from ganstudio.problems import ProblemError

AT_ONCE = 64  # candidates; bounds the memory that they take
OFTEN = 0.1  # s between two reports
POLISHED_AT_ONCE = 5  # steps, between which it can be cancelled
SLOWEST = 0.01  # of the learning rate, at the end
EXACT = 99.0  # dB, told where there is no difference at all


class Observation(Protocol):
    """What is known of a picture. A projection: what it gives is observed as itself."""

    @property
    def share(self) -> float:
        """How much of what it gives is known."""
        ...

    def __call__(self, x: Tensor) -> Tensor:
        """Pictures (B, C, H, W) → the same pictures as far as they are known, as large, 0 where nothing is."""
        ...


@dataclass(frozen=True)
class Whole:
    """Every pixel is known."""

    share: float = 1.0

    def __call__(self, x: Tensor) -> Tensor:
        return x


@dataclass(frozen=True, eq=False)
class Projected:
    """The nearest place so far, one row of latents, and its sample (H, W, C) uint8.

    step: of `steps`; 0 while candidates are tried. psnr: of what is known of the picture, dB. restarts: all places that
    are optimised; losses: of each, (restarts,).
    """

    step: int
    steps: int
    loss: float
    psnr: float
    latents: Latents
    picture: np.ndarray
    restarts: Latents
    losses: np.ndarray
    is_final: bool = False


def project(
    model: Explorable,
    target: np.ndarray,
    options: Projection,
    *,
    classes: np.ndarray | None = None,
    features: Features | None = None,
    observed: Observation = Whole(),
) -> Iterator[Projected]:
    """Seeks a picture (H, W, C) uint8, as it is observed: what came of it so far ten times a second, then the result.

    classes: weights (classes,) of the sample's blend; where none are given, each restart keeps that of its candidate.
    features: of pictures as they are observed, compared by `feature_weight`. Raises ProblemError, at once, for what
    cannot be sought.
    """
    aim = _Aim(model, target, options, features, observed)
    return _projected(aim, candidates_of(model, options, classes))


def fitted(picture: np.ndarray, spec_shape: Sequence[int]) -> np.ndarray:
    """A picture (H, W) or (H, W, 1, 3 or 4) uint8 as samples of shape (C, H, W) are: its middle, scaled by Lanczos.

    As pictures of a data set are read: transparent ones on white. Raises ProblemError.
    """
    channels, _, size = spec_shape
    values = np.atleast_3d(picture)
    if picture.dtype != np.uint8 or values.ndim != 3 or values.shape[2] not in MODES or not values.size:
        raise ProblemError.single(
            "", f"a picture has 1, 3 or 4 channels of bytes, not {picture.dtype} numbers of shape {picture.shape}"
        )
    file = io.BytesIO()
    Image.fromarray(values[..., 0] if values.shape[2] == 1 else values).save(file, format="PNG", compress_level=0)
    try:
        return np.ascontiguousarray(Decoding(size, channels)(file).transpose(1, 2, 0))
    except UnreadablePictureError as error:
        raise ProblemError.single("", f"the picture cannot be used: {error}") from error


# --- what is to be reached ---


class _Aim:
    """A picture as the loss of places."""

    def __init__(
        self,
        model: Explorable,
        target: np.ndarray,
        options: Projection,
        features: Features | None,
        observed: Observation,
    ) -> None:
        _require_fit(model, target)
        if options.feature_weight and features is None:
            raise ProblemError.single(
                "feature_weight", "nothing is known of what a discriminator sees in pictures: set this weight to 0"
            )
        if not options.pixel_weight and not options.feature_weight:
            raise ProblemError.single("pixel_weight", "nothing is left to compare by: set one of the weights above 0")
        self.model, self.options, self.observed = model, options, observed
        self._features = features if options.feature_weight else None
        self._known = observed(_pixels(model, target))
        self._seen = self._features(self._known).detach() if self._features else None

    def __call__(self, place: Standing) -> Tensor:
        """The loss of each place, (B,)."""
        x = self.observed(self.model.sample(place.values(), place.weights, place.space, Look()))
        options = self.options
        loss = options.pixel_weight * self._difference(x) + options.prior_weight * place.strangeness()
        if self._features is not None and self._seen is not None:
            missed = (self._features(x) - self._seen).square().flatten(1).mean(dim=1)
            loss = loss + options.feature_weight * missed / self._seen.square().mean().clamp(min=1e-12)
        return loss

    def report(self, found: _Found, step: int, is_final: bool = False) -> Projected:
        best = found.place.part(found.best).latents()
        picture = self.model.draw(best, Look()).samples[0]
        return Projected(
            step=step,
            steps=self.options.steps + self.options.polish,
            loss=float(found.losses.min()),
            psnr=self.psnr(picture),
            latents=best,
            picture=picture,
            restarts=found.place.latents(),
            losses=numbers(found.losses),
            is_final=is_final,
        )

    def psnr(self, picture: np.ndarray) -> float:
        error = float(self._difference(self.observed(_pixels(self.model, picture)))) / 4  # of a range of 1
        return min(EXACT, -10 * math.log10(error)) if error > 0 else EXACT

    def _difference(self, x: Tensor) -> Tensor:
        """Of what is known, (B,)."""
        return (x - self._known).square().flatten(1).mean(dim=1) / self.observed.share


def _require_fit(model: Explorable, target: np.ndarray) -> None:
    """Raises ProblemError for a picture that is not of the generator's size."""
    if not model.facts.is_pictures:
        raise ProblemError.single("", "this generator makes no pictures: only a picture can be sought in it")
    channels, height, width = model.facts.sample_shape
    if target.dtype != np.uint8 or target.shape != (height, width, channels):
        raise ProblemError.single(
            "",
            f"the picture must be of shape {(height, width, channels)} with bytes, as this generator's samples are; "
            f"it is {target.shape} of {target.dtype}",
        )


def _pixels(model: Explorable, picture: np.ndarray) -> Tensor:
    """(H, W, C) uint8 → (1, C, H, W) in −1…1 on the model's device."""
    return model.tensor(picture.transpose(2, 0, 1)[None] / 127.5 - 1)


# --- the search ---


@dataclass(eq=False)
class _Found:
    """Places, the best so far of each restart, and their losses (B,)."""

    place: Standing
    losses: Tensor

    @classmethod
    def nearest(cls, place: Standing, losses: Tensor, count: int) -> _Found:
        order = losses.argsort(stable=True)[:count]
        return cls(place.part(order), losses[order])

    @property
    def best(self) -> Tensor:
        """The index of the best, (1,)."""
        return self.losses.argmin()[None]

    def take(self, u: Tensor, losses: Tensor, where: slice | Tensor = slice(None)) -> None:
        """Keeps those that are better than what is known of the restarts `where`."""
        old, kept = self.losses[where], self.place.u[where]
        better = losses < old
        self.losses[where] = torch.where(better, losses, old)
        self.place.u[where] = torch.where(better[:, None, None], u, kept)


def _projected(aim: _Aim, candidates: Standing) -> Iterator[Projected]:
    options, due = aim.options, _Due()
    losses = torch.empty(0, device=candidates.u.device)
    while len(losses) < len(candidates):
        losses = torch.cat((losses, _tried(aim, candidates.part(slice(len(losses), len(losses) + AT_ONCE)))))
        if due():
            yield aim.report(_Found.nearest(candidates, losses, 1), 0)
    found = _Found.nearest(candidates, losses, options.restarts)
    for step in _moved(aim, found):
        if due():
            yield aim.report(found, step)
    for step in _polished(aim, found):
        if due():
            yield aim.report(found, options.steps + step)
    yield aim.report(found, options.steps + options.polish, is_final=True)


@torch.no_grad()
def _tried(aim: _Aim, place: Standing) -> Tensor:
    return aim(place)


def _moved(aim: _Aim, found: _Found) -> Iterator[int]:
    """Moves all restarts at once with Adam; each has a loss and moments of its own. Yields the steps taken."""
    options, u = aim.options, found.place.u.clone().requires_grad_()
    adam = torch.optim.Adam([u], options.learning_rate, betas=(0.9, 0.99))
    for step in range(options.steps + 1):
        losses = aim(replace(found.place, u=u))
        found.take(u.detach(), losses.detach())
        if step == options.steps:
            return
        (u.grad,) = torch.autograd.grad(losses.sum(), u)
        slowed = (1 + math.cos(math.pi * step / options.steps)) / 2
        adam.param_groups[0]["lr"] = options.learning_rate * max(SLOWEST, slowed)
        adam.step()
        yield step + 1


def _polished(aim: _Aim, found: _Found) -> Iterator[int]:
    """Moves the best restart with L-BFGS until nothing is gained. Yields the steps taken."""
    best = found.best
    place = found.place.part(best)
    u = place.u.clone().requires_grad_()
    lbfgs = torch.optim.LBFGS([u], tolerance_grad=0, tolerance_change=0, line_search_fn="strong_wolfe")
    group = lbfgs.param_groups[0]

    def closure() -> Tensor:
        loss = aim(replace(place, u=u)).sum()
        (u.grad,) = torch.autograd.grad(loss, u)
        return loss.detach()

    for step in range(0, aim.options.polish, POLISHED_AT_ONCE):
        group["max_iter"] = min(POLISHED_AT_ONCE, aim.options.polish - step)
        before = found.losses[best].clone()
        lbfgs.step(closure)
        found.take(u.detach(), _tried(aim, replace(place, u=u.detach())), best)
        if not found.losses[best] < before:
            return
        yield step + group["max_iter"]


class _Due:
    """Tells, when it is asked, whether the time for a report has come."""

    def __init__(self) -> None:
        self._next = time.monotonic() + OFTEN

    def __call__(self) -> bool:
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + OFTEN
        return True
