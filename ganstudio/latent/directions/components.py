"""Principal components and eigenvectors, strongest first, whose signs are not left to chance."""

from __future__ import annotations

import numpy as np

FAINT = 1e-9  # of the largest eigenvalue; smaller ones are rounding
ROUNDING = 1e-6  # of the largest of numbers that a network made in float32


def principal_axes(values: np.ndarray, count: int) -> np.ndarray:
    """The axes (k, D) along which values (N, D) vary most, of length 1; k ≤ count, none where they do not vary."""
    centred = _centred(values)
    return eigenvectors(centred.T @ centred, count)


def principal_coordinates(values: np.ndarray, count: int) -> np.ndarray:
    """Where values (N, D) lie along their principal axes, (N, k), each column of mean 0 and length 1."""
    centred = _centred(values)
    if len(centred) <= centred.shape[1]:  # the smaller of two matrices that tell the same
        return eigenvectors(centred @ centred.T, count).T
    along = centred @ eigenvectors(centred.T @ centred, count).T
    return along / np.linalg.norm(along, axis=0)


def eigenvectors(gram: np.ndarray, count: int) -> np.ndarray:
    """The eigenvectors (k, D) of the largest eigenvalues of AᵀA, (D, D); k ≤ count, as many as are not 0."""
    powers, vectors = np.linalg.eigh(gram)
    told = np.flatnonzero(powers > FAINT * powers[-1])[::-1][:count]
    return signed(vectors[:, told].T)


def signed(vectors: np.ndarray) -> np.ndarray:
    """The vectors (k, D), turned round where needed so that the largest number of each is positive."""
    largest = np.take_along_axis(vectors, np.abs(vectors).argmax(axis=1)[:, None], axis=1)
    return vectors * np.sign(largest)


def _centred(values: np.ndarray) -> np.ndarray:
    """The values less their mean, (N, D); 0 where they do not vary but for rounding."""
    centred = values - values.mean(axis=0)
    return centred if np.abs(centred).max() > ROUNDING * np.abs(values).max() else np.zeros_like(centred)
