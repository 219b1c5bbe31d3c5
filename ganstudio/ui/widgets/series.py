"""The values of one curve over the steps of a run, smoothed, and thinned out for a screen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

BLOCK = 256  # values that are smoothed at once
GROUP = 8  # points of which the next coarser level keeps two, the least and the greatest


class Series:
    """Values over rising steps, and the same smoothed."""

    def __init__(self) -> None:
        self.raw = Trace()
        self._smooth = Trace()
        self._ema = Ema(0.0)

    def __len__(self) -> int:
        return len(self.raw)

    @property
    def steps(self) -> np.ndarray:
        """(N,) int64."""
        return self.raw.steps

    @property
    def values(self) -> np.ndarray:
        """(N,) float32."""
        return self.raw.values

    def append(self, step: int, value: float) -> None:
        self.extend([step], [value])

    def extend(self, steps: Sequence[int], values: Sequence[float]) -> None:
        self.raw.extend(np.asarray(steps), np.asarray(values))

    def cut(self, step: int) -> None:
        """Forgets what lies after `step`."""
        count = int(np.searchsorted(self.steps, step, side="right"))
        kept, self.raw = self.raw, Trace()
        self.raw.extend(kept.steps[:count], kept.values[:count])
        self._smooth, self._ema = Trace(), Ema(self._ema.weight)

    def smooth(self, weight: float) -> Trace:
        """The values smoothed; computed for new ones only while the weight stays. A weight of 0 changes nothing."""
        if weight == 0:
            return self.raw
        if weight != self._ema.weight:
            self._smooth, self._ema = Trace(), Ema(weight)
        done = len(self._smooth)
        if done < len(self.raw):
            self._smooth.extend(self.steps[done:], self._ema.of(self.values[done:]))
        return self._smooth


class Trace:
    """Points that only grow, and ever coarser levels of them, so that a view of a million costs as much as one of a
    thousand."""

    def __init__(self) -> None:
        self._steps = np.empty(64, np.int64)
        self._values = np.empty(64, np.float32)
        self._length = 0
        self._coarser: Trace | None = None
        self._passed_on = 0  # points that the coarser level knows

    def __len__(self) -> int:
        return self._length

    @property
    def steps(self) -> np.ndarray:
        return self._steps[: self._length]

    @property
    def values(self) -> np.ndarray:
        return self._values[: self._length]

    def extend(self, steps: np.ndarray, values: np.ndarray) -> None:
        length = self._length + len(steps)
        if length > len(self._steps):
            room = max(length, 2 * len(self._steps)) - self._length
            self._steps = np.concatenate([self.steps, np.empty(room, np.int64)])
            self._values = np.concatenate([self.values, np.empty(room, np.float32)])
        self._steps[self._length : length] = steps
        self._values[self._length : length] = values
        self._length = length

    def between(self, low: float, high: float, limit: int) -> tuple[np.ndarray, np.ndarray]:
        """What a view from step `low` to `high` shows, with a neighbour on each side: about `limit` points or fewer,
        every peak and both ends among them."""
        seen = within(self.steps, low, high)
        x, y = self._thinned(low, high, limit)
        if len(x) and x[-1] < self._steps[seen.stop - 1]:
            x, y = np.append(x, self._steps[seen.stop - 1]), np.append(y, self._values[seen.stop - 1])
        if len(x) and x[0] > self._steps[seen.start]:
            x, y = np.insert(x, 0, self._steps[seen.start]), np.insert(y, 0, self._values[seen.start])
        return x, y

    def _thinned(self, low: float, high: float, limit: int) -> tuple[np.ndarray, np.ndarray]:
        seen = within(self.steps, low, high)
        if seen.stop - seen.start <= max(limit, GROUP):
            return self.steps[seen], self.values[seen]
        x, y = self._pass_on()._thinned(low, high, limit)
        newest = slice(max(seen.start, self._passed_on), seen.stop)
        return np.concatenate([x, self.steps[newest]]), np.concatenate([y, self.values[newest]])

    def _pass_on(self) -> Trace:
        """The coarser level, with all whole groups of points in it."""
        if self._coarser is None:
            self._coarser = Trace()
        groups = (self._length - self._passed_on) // GROUP
        if groups:
            new = slice(self._passed_on, self._passed_on + groups * GROUP)
            self._coarser.extend(*extremes(self._steps[new], self._values[new]))
            self._passed_on = new.stop
        return self._coarser


def extremes(steps: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each group of points the least and the greatest, in order; groups of no numbers give no numbers."""
    rows = values.reshape(-1, GROUP)
    known = np.isfinite(rows)
    least = np.where(known, rows, np.inf).argmin(axis=1)
    most = np.where(known, rows, -np.inf).argmax(axis=1)
    starts = np.arange(len(rows)) * GROUP
    chosen = np.stack([np.minimum(least, most) + starts, np.maximum(least, most) + starts], axis=1).ravel()
    return steps[chosen], values[chosen]


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
