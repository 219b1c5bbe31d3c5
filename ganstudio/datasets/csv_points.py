"""Points in the plane from two columns of a CSV file."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.datasets.columns import Table
from ganstudio.datasets.csv_rows import CsvRows
from ganstudio.options import option
from ganstudio.problems import ProblemError


class CsvPoints(CsvRows):
    """Your own points: two columns of numbers in a CSV file, scaled to the same spread, to look at in the plane."""

    kind: Literal["csv_points"] = "csv_points"
    label: ClassVar[str] = "Points (2-D, CSV)"
    columns: tuple[str, ...] = option(
        default=(),
        max_length=2,
        placeholder="the first two",
        help="Names of the two columns to use. None: the first two columns of numbers.",
    )

    def table(self) -> Table:
        if len(self.columns) == 1:
            raise ProblemError.single("columns", "name two columns, one across and one upwards, or none")
        table = super().table()
        if len(table.names) < 2:
            raise ProblemError.single(
                "file", f"“{table.names[0]}” is the only column of numbers in it; points need two"
            )
        return Table(table.names[:2], table.values[:, :2], table.lines)
