"""A table of numbers from a CSV file."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.datasets.csv_rows import CsvRows


class CsvTable(CsvRows):
    """Your own table: each row of numbers in a CSV file is a sample, its columns scaled to the same spread."""

    kind: Literal["csv_table"] = "csv_table"
    label: ClassVar[str] = "Table (CSV)"
