"""Principal components and eigenvectors, strongest first, whose signs are not left to chance."""

from __future__ import annotations

import numpy as np

FAINT = 1e-9  # of the largest eigenvalue; smaller ones are rounding


def principal_axes(values: np.ndarray, count: int) -> np.ndarray:
    """The axes (k, D) along which values (N, D) vary most, of length 1; k ≤ count, none where they do not vary."""
    centred = values - values.mean(axis=0)
    return eigenvectors(centred.T @ centred, count)


def principal_coordinates(values: np.ndarray, count: int) -> np.ndarray:
    """Where values (N, D) lie along their principal axes, (N, k), but for a factor of each axis."""
    centred = values - values.mean(axis=0)
    if len(centred) <= centred.shape[1]:  # the smaller of two matrices that tell the same
        return eigenvectors(centred @ centred.T, count).T
    return centred @ eigenvectors(centred.T @ centred, count).T


def eigenvectors(gram: np.ndarray, count: int) -> np.ndarray:
    """The eigenvectors (k, D) of the largest eigenvalues of AᵀA, (D, D); k ≤ count, as many as are not 0."""
    powers, vectors = np.linalg.eigh(gram)
    told = np.flatnonzero(powers > FAINT * powers[-1])[::-1][:count]
    return signed(vectors[:, told].T)


def signed(vectors: np.ndarray) -> np.ndarray:
    """The vectors (k, D), turned round where needed so that the largest number of each is positive."""
    largest = np.take_along_axis(vectors, np.abs(vectors).argmax(axis=1)[:, None], axis=1)
    return vectors * np.sign(largest)
