"""What the codes of a generator have come to mean: which digit a category shows, and what a number changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ganstudio.priors.codes import Codes
from ganstudio.sampling import draw, latents
from ganstudio.trained import TrainedGenerator
from tests.benchmarks.judge import Judge

SAMPLES, PLACES = 200, 9  # latents, and places of a code from −1 to 1
SEED = 99
FACTORS = ("ink", "slant", "width", "height", "place across", "place down")


@dataclass(frozen=True)
class Knob:
    """A continuous code, the simple property of a picture that follows it best, and how well: |r|, at most 1.

    reach: how far the code's whole range moves it, in standard deviations of that property among samples.
    """

    factor: str
    correlation: float
    reach: float


def purity(trained: TrainedGenerator, judge: Judge) -> float:
    """The share of samples that show the digit which is the most frequent of their category."""
    z = latents(2000, trained.architecture, SEED)
    _, c, _ = _prior(trained).split(z)
    digits, categories = judge.digits(draw(trained.network, z, trained.spec))[:, 0], c[:, 0].argmax(dim=1).numpy()
    return sum(np.bincount(digits[categories == k], minlength=10).max() for k in set(categories.tolist())) / len(z)


def knobs(trained: TrainedGenerator) -> Iterator[Knob]:
    """Each code moved from −1 to 1 with all else fixed; correlations of the changes within a latent."""
    places = torch.linspace(-1, 1, PLACES)
    z = latents(SAMPLES, trained.architecture, SEED).repeat_interleave(PLACES, dim=0)
    for code in range(_prior(trained).continuous):
        pictures = draw(trained.network, _turned(trained, z, code, places.repeat(SAMPLES)), trained.spec)
        found = properties(pictures).reshape(SAMPLES, PLACES, -1)
        changes = found - found.mean(axis=1, keepdims=True)
        square = SAMPLES * float(places.square().sum())
        product = np.einsum("spf,p->f", changes, places.numpy())
        r = np.abs(product) / np.sqrt((changes**2).sum(axis=(0, 1)) * square + 1e-12)
        reach = 2 * np.abs(product) / square / (found.std(axis=(0, 1)) + 1e-12)
        best = int(r.argmax())
        yield Knob(FACTORS[best], float(r[best]), float(reach[best]))


def properties(pictures: np.ndarray) -> np.ndarray:
    """(N, H, W, C) uint8 → (N, 6), see FACTORS: moments of the ink."""
    ink = pictures.mean(axis=3) / 255
    down, across = np.mgrid[-1 : 1 : ink.shape[1] * 1j, -1 : 1 : ink.shape[2] * 1j]
    mass = ink.sum(axis=(1, 2)) + 1e-9

    def mean(values: np.ndarray) -> np.ndarray:
        weighted: np.ndarray = (ink * values).sum(axis=(1, 2)) / mass
        return weighted

    x, y = mean(across), mean(down)
    dx, dy = across - x[:, None, None], down - y[:, None, None]
    spread = mean(dy**2)
    columns = (mass / across.size, mean(dx * dy) / (spread + 1e-9), np.sqrt(mean(dx**2)), np.sqrt(spread), x, y)
    return np.stack(columns, axis=1)


def knobs_sheet(trained: TrainedGenerator) -> np.ndarray:
    """100 samples, ten in a row: four rows of samples with a category in each column, then rows in which one code goes
    from −1 to 1, first those of the first code."""
    prior = _prior(trained)
    z = latents(100, trained.architecture, SEED).unflatten(0, (10, 10))
    end = z.shape[2] - prior.continuous
    begin = end - prior.discrete * prior.categories
    z[:4, :, begin:end] = torch.eye(prior.categories).repeat(1, prior.discrete)[torch.arange(10) % prior.categories]
    for row, code in enumerate(sorted(number % prior.continuous for number in range(6)) if prior.continuous else ()):
        alike = z[4 + row, :1].expand(10, -1)
        z[4 + row] = _turned(trained, alike, code, torch.linspace(-1, 1, 10))
    return draw(trained.network, z.flatten(0, 1), trained.spec)


def _turned(trained: TrainedGenerator, z: Tensor, code: int, to: Tensor) -> Tensor:
    """z with one continuous code set to the values `to` (len(z),)."""
    turned = z.clone()
    turned[:, z.shape[1] - _prior(trained).continuous + code] = to
    return turned


def _prior(trained: TrainedGenerator) -> Codes:
    prior = trained.architecture.prior
    assert isinstance(prior, Codes)
    return prior
