"""The shape of the data, as networks, plan and window need to know it before any of it is read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from ganstudio.problems import ProblemError


@dataclass(frozen=True)
class Column:
    """One number of every row of a table, and what turns it into a standard score and back."""

    name: str
    mean: float = 0.0
    std: float = 1.0


@dataclass(frozen=True)
class DataSpec:
    """What the networks and the window must know of the data before any of it is read.

    shape: (C, H, W) of a picture, (D,) of a row of numbers, (2,) of a point. count: how many there are, 0 where they
    are drawn without end. columns: of tables and time series, one for each number. is_series: the columns follow one
    another in time.
    """

    shape: tuple[int, ...]
    count: int
    classes: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    is_series: bool = False

    @property
    def is_pictures(self) -> bool:
        return len(self.shape) == 3

    @property
    def values(self) -> int:
        """Numbers in one sample."""
        return math.prod(self.shape)

    def plain(self) -> dict[str, Any]:
        """The spec as JSON data."""
        return {
            "shape": self.shape,
            "samples": self.count,
            "classes": self.classes,
            "columns": [asdict(column) for column in self.columns],
            "is_series": self.is_series,
        }

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> DataSpec:
        """What `plain` gave. Raises KeyError, TypeError or ValueError for what is none."""
        shape = tuple(map(int, plain["shape"]))
        if len(shape) not in (1, 3) or min(shape) < 1:
            raise ValueError(f"samples are not of shape {shape}")
        columns = tuple(Column(str(c["name"]), float(c["mean"]), float(c["std"])) for c in plain.get("columns", ()))
        if columns and shape != (len(columns),):
            raise ValueError(f"{len(columns)} columns are no samples of shape {shape}")
        return cls(
            shape=shape,
            count=int(plain["samples"]),
            classes=tuple(plain["classes"]),
            columns=columns,
            is_series=bool(plain.get("is_series", False)),
        )

    def packed(self, count: int) -> DataSpec:
        """The spec of `count` samples that are judged together: their channels, or numbers, side by side."""
        return replace(self, shape=(self.shape[0] * count, *self.shape[1:]))

    @property
    def series(self) -> int:
        """How many time series stand one after the other in a row, 0 where the data is none."""
        return sum(column.name.endswith("[t+0]") for column in self.columns) if self.is_series else 0

    def standardised(self, rows: np.ndarray) -> np.ndarray:
        """Rows (N, D) in the data's own units → what the networks see, float32."""
        return ((rows - self._means) / self._stds).astype(np.float32) if self.columns else rows

    def restored(self, rows: np.ndarray) -> np.ndarray:
        """Rows as the networks see them → in the data's own units, float32."""
        return (rows * self._stds + self._means).astype(np.float32) if self.columns else rows

    @property
    def _means(self) -> np.ndarray:
        return np.array([column.mean for column in self.columns])

    @property
    def _stds(self) -> np.ndarray:
        return np.array([column.std for column in self.columns])


def class_number(classes: Sequence[str], name: str) -> int:
    """The place of a class among those that a generator is told of. Raises ProblemError where it knows of no such."""
    if not classes:
        raise ProblemError.single("class", "this generator was trained without classes: leave the class out")
    if name not in classes:
        known = ", ".join(classes[:20]) + (", …" if len(classes) > 20 else "")
        raise ProblemError.single("class", f"there is no class “{name}”; there are {known}")
    return classes.index(name)
