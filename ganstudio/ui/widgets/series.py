"""The values of one curve over the steps of a run, smoothed, and thinned out for a screen."""

from __future__ import annotations

import numpy as np

BLOCK = 256  # values that are smoothed at once


class Series:
    """Values that only grow, in buffers that double."""

    def __init__(self) -> None:
        self._steps = np.empty(1024, np.int64)
        self._values = np.empty(1024, np.float32)
        self._smooth = np.empty(1024, np.float32)
        self._length = 0
        self._smoothed = 0  # how many of them are up to date
        self._ema = Ema(0.0)

    def __len__(self) -> int:
        return self._length

    @property
    def steps(self) -> np.ndarray:
        """(N,) int64, rising."""
        return self._steps[: self._length]

    @property
    def values(self) -> np.ndarray:
        """(N,) float32."""
        return self._values[: self._length]

    def append(self, step: int, value: float) -> None:
        if self._length == len(self._steps):
            self._steps, self._values, self._smooth = (
                np.concatenate([kept, np.empty_like(kept)]) for kept in (self._steps, self._values, self._smooth)
            )
        self._steps[self._length] = step
        self._values[self._length] = value
        self._length += 1

    def cut(self, step: int) -> None:
        """Forgets what lies after `step`."""
        self._length = int(np.searchsorted(self.steps, step, side="right"))
        self._smoothed, self._ema = 0, Ema(self._ema.weight)

    def smooth(self, weight: float) -> np.ndarray:
        """The values smoothed, (N,) float32; computed for new ones only while the weight stays."""
        if weight != self._ema.weight:
            self._smoothed, self._ema = 0, Ema(weight)
        if self._smoothed < self._length:
            self._smooth[self._smoothed : self._length] = self._ema.of(self._values[self._smoothed : self._length])
            self._smoothed = self._length
        return self._smooth[: self._length]


class Ema:
    """A moving average that goes on from call to call: y ← weight · y + (1 − weight) · x.

    Divided by the same average of ones, so that it does not start at zero (Kingma and Ba 2015, section 3). What is no
    number is left out of it.
    """

    def __init__(self, weight: float) -> None:
        self.weight = weight
        self._sum = self._mass = 0.0

    def of(self, values: np.ndarray) -> np.ndarray:
        """The averages after each of the next values, (N,) float64."""
        known = np.isfinite(values)
        sums, self._sum = _averaged(np.where(known, values, 0.0), self.weight, self._sum)
        masses, self._mass = _averaged(known.astype(float), self.weight, self._mass)
        return np.divide(sums, masses, out=np.full(len(values), np.nan), where=masses > 0)


def _averaged(x: np.ndarray, weight: float, last: float) -> tuple[np.ndarray, float]:
    """The plain average from the value `last` on, by blocks: within one it is a product with a triangular matrix."""
    size = min(BLOCK, len(x))
    ages = np.subtract.outer(np.arange(size), np.arange(size))
    shares = np.where(ages >= 0, (1 - weight) * weight ** np.maximum(ages, 0), 0.0)
    fading = weight ** np.arange(1, size + 1)
    out = np.empty(len(x))
    for start in range(0, len(x), size or 1):
        part = x[start : start + size]
        count = len(part)
        out[start : start + count] = shares[:count, :count] @ part + fading[:count] * last
        last = float(out[start + count - 1])
    return out, last


def within(steps: np.ndarray, low: float, high: float) -> slice:
    """The part of rising `steps` that a view from `low` to `high` shows, with a neighbour on each side."""
    first = int(np.searchsorted(steps, low, side="left"))
    last = int(np.searchsorted(steps, high, side="right"))
    return slice(max(0, first - 1), min(len(steps), last + 1))


def thinned(x: np.ndarray, y: np.ndarray, buckets: int) -> tuple[np.ndarray, np.ndarray]:
    """At most two points a bucket, its least and its greatest, in order: every peak stays. Drops what is no number."""
    known = np.isfinite(y)
    if not known.all():
        x, y = x[known], y[known]
    if len(x) <= 2 * buckets:
        return x, y
    size = -(-len(x) // buckets)
    full = len(x) // size
    rows = y[: full * size].reshape(full, size)
    starts = np.arange(full) * size
    ends = np.stack([rows.argmin(axis=1) + starts, rows.argmax(axis=1) + starts], axis=1)
    ends.sort(axis=1)
    chosen = ends.ravel()
    if rest := len(x) - full * size:
        tail = y[-rest:]
        chosen = np.concatenate([chosen, np.sort([tail.argmin(), tail.argmax()]) + full * size])
    return x[chosen], y[chosen]
