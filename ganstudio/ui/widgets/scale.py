"""Where values stand on an axis, and the round values that are written beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

DECADES = 2  # powers of ten below the greatest value that are told apart on each side of zero
FEWEST = 3  # numbers beside an axis, or its steps are made equal


@dataclass(frozen=True)
class LogScale:
    """Equal ratios are equal distances.

    bend: where values reach zero or below, the scale is straight from −bend to bend, and goes on mirrored on the other
    side: sign(y) · log10(1 + |y| / bend). 0 is the plain logarithm.
    """

    bend: float = 0.0

    def place(self, values: np.ndarray) -> np.ndarray:
        """Values as places on the axis; no number where the logarithm has none."""
        if self.bend:
            return np.asarray(np.sign(values) * np.log10(1 + np.abs(values) / self.bend))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.log10(values))

    def value(self, place: float) -> float:
        """The value at a place on the axis."""
        power = 10.0 ** min(abs(place) if self.bend else place, 300.0)
        return math.copysign(self.bend * (power - 1), place) if self.bend else power

    def ticks(self, low: float, high: float) -> list[float]:
        """Round values between two places."""
        least, most = self.value(low), self.value(high)
        largest = max(abs(least), abs(most))
        smallest = 10 * self.bend if self.bend else least
        if not 0 < smallest < largest < math.inf:
            return round_values(least, most)
        first, last = math.floor(math.log10(smallest)), math.floor(math.log10(largest))
        every = 1 + (last - first) // 5
        steps = (1,) if self.bend or last - first >= 2 else (1, 2, 5)
        sizes = [step * 10.0**power for power in range(first, last + 1, every) for step in steps]
        ladder = [-size for size in reversed(sizes)] + [0.0] + sizes if self.bend else sizes
        found = [value for value in ladder if least <= value <= most]
        return found if len(found) >= FEWEST else round_values(least, most)


def log_scale(least: float, most: float) -> LogScale:
    """The scale for values in that range: a plain logarithm where all are above zero."""
    reach = max(-least, most)
    if least > 0 or not 0 < reach < math.inf:
        return LogScale()
    return LogScale(10.0 ** (math.floor(math.log10(reach)) - DECADES))


def round_values(low: float, high: float, about: float = 5) -> list[float]:
    """Round values from low to high in equal steps, about so many."""
    if not 0 < high - low < math.inf:
        return [low] if low == high else []
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    unit = next(step for step in (1, 2, 5, 10) if step * power >= rough * 0.7) * power
    digits = max(0, 1 - math.floor(math.log10(unit)))
    return [round(index * unit, digits) for index in range(math.ceil(low / unit), math.floor(high / unit) + 1)]


def axis_number(value: float) -> str:
    """A round value as it stands beside an axis, with a proper minus."""
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return f"{value:,.12g}".replace("-", "−")
    mantissa, _, exponent = f"{value:.8e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}".replace("-", "−")
