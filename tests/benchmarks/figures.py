"""What a benchmark gives: figures, each measured several times, quoted as median and range."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np


class SkippedError(Exception):
    """A benchmark that cannot run here; says why."""


@dataclass(frozen=True)
class Figure:
    """One measured quantity. note: how it was measured, or what to hold it against. sheet: samples (N, H, W, C) to
    look at."""

    name: str
    values: tuple[float, ...]
    unit: str = ""
    note: str = ""
    sheet: np.ndarray | None = field(default=None, compare=False, repr=False)

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def plain(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "median": self.median,
            "lowest": min(self.values),
            "highest": max(self.values),
            "values": list(self.values),
            "unit": self.unit,
            "note": self.note,
        }


@dataclass(frozen=True)
class Benchmark:
    """measure: takes the number of repeats, and by name the arguments of the command line that it asks for, gives the
    figures."""

    measure: Callable[..., Iterator[Figure]]
    repeats: int
    help: str
    arguments: tuple[str, ...] = ()
