"""Windows over time series in a CSV file."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from ganstudio.datasets.columns import LARGEST, Table
from ganstudio.datasets.csv_rows import CsvRows, enough, scores
from ganstudio.options import option
from ganstudio.problems import ProblemError
from ganstudio.spec import Column, DataSpec

Transform = Literal["values", "differences", "log_returns"]


class CsvSeries(CsvRows):
    """Your own time series: each sample is a window of rows that follow one another in a CSV file.

    A sample holds its columns one after the other, each from the window's first row to its last. All numbers of a
    column share one mean and one standard deviation, so that a window keeps its course. No window spans a row that
    was left out.
    """

    kind: Literal["csv_series"] = "csv_series"
    label: ClassVar[str] = "Time series (CSV)"
    window: int = option(default=24, ge=2, le=1024, unit="rows", help="Length of a sample.")
    stride: int = option(default=1, ge=1, le=1024, unit="rows", help="From the start of one window to the next.")
    transform: Transform = option(
        default="values",
        help="Learn the values themselves, their differences from row to row, or the logarithm of their ratios.",
    )

    def describe(self, sizes: frozenset[int] | None) -> DataSpec:
        table = self.table()
        enough(table, int(table.usable().sum()))
        pieces = self._pieces(table)
        count = self._count(pieces)
        if count < 2:
            longest = max(map(len, _unbroken(table)))
            raise ProblemError.single(
                "window", f"makes {count} samples of {longest:,} rows in a row; use a shorter window or more rows"
            )
        numbers = self.window * len(table.names)
        if count * numbers * 4 > LARGEST:
            raise ProblemError.single(
                "stride", f"makes {count:,} windows of {numbers:,} numbers, more than 2 GB; use a longer stride"
            )
        columns = tuple(
            Column(f"{column.name}[t+{step}]", column.mean, column.std)
            for column in scores(table.names, np.concatenate(pieces))
            for step in range(self.window)
        )
        return DataSpec((numbers,), count, columns=columns, is_series=True)

    def rows(self, table: Table, spec: DataSpec) -> np.ndarray:
        pieces = self._pieces(table)
        values = np.empty((self._count(pieces), *spec.shape), np.float32)
        used = 0
        for piece in pieces:
            windows = np.lib.stride_tricks.sliding_window_view(piece, self.window, axis=0)[:: self.stride]
            for start in range(0, len(windows), 4096):  # in parts: in between, numbers take twice the room
                part = windows[start : start + 4096].reshape(-1, *spec.shape)  # (n, columns, window), column by column
                values[used : used + len(part)] = spec.standardised(part)
                used += len(part)
        return values

    def _pieces(self, table: Table) -> list[np.ndarray]:
        """What is learnt from, (T, columns) each, as far as rows follow one another without a gap."""
        if self.transform == "log_returns":
            _refuse_below_zero(table)
        with np.errstate(over="ignore", invalid="ignore"):  # too large numbers are refused by their scores
            changed = [_TRANSFORMS[self.transform](piece) for piece in _unbroken(table)]
        return [piece for piece in changed if len(piece) >= self.window]

    def _count(self, pieces: list[np.ndarray]) -> int:
        return sum((len(piece) - self.window) // self.stride + 1 for piece in pieces)


_TRANSFORMS = {
    "values": lambda piece: piece,
    "differences": lambda piece: np.diff(piece, axis=0),
    "log_returns": lambda piece: np.diff(np.log(piece), axis=0),
}


def _unbroken(table: Table) -> list[np.ndarray]:
    """The values between rows that cannot be used."""
    usable = table.usable()
    ends = np.flatnonzero(np.diff(usable, prepend=False, append=False))  # start, end, start, end, …
    return [table.values[start:end] for start, end in ends.reshape(-1, 2).tolist()]


def _refuse_below_zero(table: Table) -> None:
    usable = table.usable()
    for name, values in zip(table.names, table.values.T, strict=True):
        low = usable & (values <= 0)
        if low.any():
            where = int(low.argmax())
            raise ProblemError.single(
                "transform",
                f"log returns need numbers above zero; “{name}” has {values[where]:g} in line "
                f"{table.lines[where]:,}: choose “differences”",
            )
