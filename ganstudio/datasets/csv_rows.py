"""What all data from CSV files share: the choice of file and columns, and standard scores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

import numpy as np

from ganstudio.datasets.base import Dataset, Opening, Rows
from ganstudio.datasets.columns import Table, read_table
from ganstudio.events import Preparing, Warned
from ganstudio.files import written_out
from ganstudio.options import FilePath, option
from ganstudio.problems import Problem, ProblemError
from ganstudio.spec import Column, DataSpec

TINY, HUGE = 1e-30, 1e30  # what float32 can well hold


class CsvRows(Dataset):
    """Numbers from the columns of a text file."""

    file: Annotated[str, FilePath(("csv", "txt", "tsv"))] = option(
        default="", help="A CSV file: numbers in columns, parted by commas, semicolons, tabs or “|”."
    )
    columns: tuple[str, ...] = option(
        default=(),
        max_length=4096,
        placeholder="every column of numbers",
        help="Names of the columns to use. None: every column of numbers.",
    )

    def describe(self, sizes: frozenset[int] | None) -> DataSpec:
        table = self.table()
        values = table.values[table.usable()]
        enough(table, len(values))
        return DataSpec((len(table.names),), len(values), columns=scores(table.names, values))

    def anchored(self) -> Self:
        return self.revise("file", str(written_out(self.file).absolute())) if self.file else self

    def open(self, spec: DataSpec) -> Opening:
        yield Preparing("Reading the table")
        table, now = self.table(), self.describe(None)
        if [column.name for column in now.columns] != [column.name for column in spec.columns]:
            raise ProblemError.single("file", f"the columns of {self.file} are no longer the same; begin a new run")
        yield from _skipped(table)
        return Rows(self.rows(table, spec))

    def table(self) -> Table:
        """The chosen columns. Raises ProblemError."""
        if not self.file:
            raise ProblemError.single("file", "choose a CSV file")
        return read_table(written_out(self.file).absolute(), self.columns)

    def rows(self, table: Table, spec: DataSpec) -> np.ndarray:
        """The samples, (N, D) float32, standardised by the columns of `spec`."""
        return spec.standardised(table.values[table.usable()])


def scores(names: tuple[str, ...], values: np.ndarray) -> tuple[Column, ...]:
    """Mean and standard deviation of each column of (N, D) values. Raises ProblemError for one that has no spread."""
    with np.errstate(over="ignore", invalid="ignore"):
        means, stds = values.mean(axis=0), values.std(axis=0)
    problems = []
    for name, column, mean, std in zip(names, values.T, means, stds, strict=True):
        if column.min() == column.max():
            problems.append(Problem("columns", f"“{name}” is always {column[0]:g}: choose columns that vary"))
        elif not (TINY < std < HUGE and abs(mean) < HUGE):
            problems.append(Problem("columns", f"the numbers of “{name}” are too large or too small to be scaled"))
    if problems:
        raise ProblemError(problems)
    return tuple(Column(name, float(mean), float(std)) for name, mean, std in zip(names, means, stds, strict=True))


def enough(table: Table, usable: int) -> None:
    """Raises ProblemError where fewer than two rows can be used."""
    if usable < 2:
        found = f"only {usable} of {len(table.values):,} rows" if len(table.values) else "no row below its header"
        raise ProblemError.single("file", f"{found} can be used; a generator needs two at least, better thousands")


def _skipped(table: Table) -> Iterator[Warned]:
    bad = ~table.usable()
    if bad.any():
        yield Warned(
            f"{bad.sum():,} of {len(bad):,} rows have missing or infinite numbers and are left out, "
            f"the first in line {table.lines[bad.argmax()]:,}"
        )
