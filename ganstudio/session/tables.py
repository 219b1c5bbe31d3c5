"""CSV files that are to become the data: looked into beside the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.datasets.columns import read_table
from ganstudio.session.background import Background
from ganstudio.session.notice import explained

POINT = 2  # columns of numbers


class Tables(QObject):
    """Tells what kind of data a file is."""

    understood = Signal(object)  # the file as data: the plain form of a dataset
    noticed = Signal(object)  # Notice

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("tables", self)

    def look_into(self, file: Path) -> None:
        """Answers with `understood`, or tells why the file is no data."""
        self._background.run(partial(dataset_of, file), self.understood.emit, partial(self._tell, file))

    def close(self, seconds: float) -> bool:
        return self._background.close(seconds)

    def _tell(self, file: Path, error: Exception) -> None:
        self.noticed.emit(explained(error, f"Taking {file.name} as data"))


def dataset_of(file: Path) -> dict[str, str]:
    """Points where there are two columns of numbers, else a table. Raises ProblemError for what is no table."""
    names = read_table(file, ()).names
    return {"kind": "csv_points" if len(names) == POINT else "csv_table", "file": str(file)}
