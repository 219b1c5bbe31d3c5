"""How good samples are, in plain numpy."""

from __future__ import annotations

import numpy as np

from ganstudio.datasets.base import Pictures
from ganstudio.datasets.digits import Digits

NEIGHBOURS = 5


def real_digits() -> Pictures:
    """The included digits."""
    dataset = Digits()
    digits = dataset.opened(dataset.describe(None))
    assert isinstance(digits, Pictures)
    return digits


def flat(pixels: np.ndarray) -> np.ndarray:
    """Pictures (N, …) uint8 as rows of numbers in 0…1."""
    return pixels.reshape(len(pixels), -1) / 255


def class_shares(samples: np.ndarray, real: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Share of the samples that most of their nearest real neighbours would put in each class."""
    distances = (samples**2).sum(1)[:, None] + (real**2).sum(1)[None] - 2 * samples @ real.T
    nearest = labels[np.argpartition(distances, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]]
    votes = (nearest[..., None] == np.arange(labels.max() + 1)).sum(1)
    return np.bincount(votes.argmax(1), minlength=votes.shape[1]) / len(samples)


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """Fréchet distance of the normal distributions fitted to the rows: |μ₁−μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁Σ₂)^½)."""
    root = _root(np.cov(a.T))
    inner = np.linalg.eigvalsh(root @ np.cov(b.T) @ root).clip(0)
    spread = np.cov(a.T).trace() + np.cov(b.T).trace() - 2 * np.sqrt(inner).sum()
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + spread)


def frechet_of_halves(real: np.ndarray, times: int = 5) -> float:
    """The same between two random halves of the real data: what is to be had at this sample size."""
    rng = np.random.default_rng(0)
    half = len(real) // 2
    orders = [rng.permutation(len(real)) for _ in range(times)]
    return float(np.mean([frechet(real[order[:half]], real[order[half:]]) for order in orders]))


def _root(matrix: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(matrix)
    root: np.ndarray = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    return root
