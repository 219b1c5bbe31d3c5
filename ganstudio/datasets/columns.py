"""The columns of numbers in a CSV file, whatever its delimiter, decimal sign, header and encoding."""

from __future__ import annotations

import csv
import difflib
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, dropwhile, islice, zip_longest
from pathlib import Path
from typing import TextIO

import numpy as np

from ganstudio.problems import Problem, ProblemError

LARGEST = 2_000_000_000  # bytes; all that is used of a file lies in memory
AT_ONCE = 16_384  # rows
LOOKED_AT = 1000  # rows that delimiter, header and decimal sign are guessed from
DELIMITERS = ("\t", ";", "|", ",")  # the comma last: it stands in numbers and texts, too
MISSING = frozenset(("", "-", ".", "?", "na", "n/a", "#n/a", "nan", "null", "none"))
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")  # 1,234.5
DECIMAL_COMMA = re.compile(r"[+-]?(\d*|\d{1,3}(\.\d{3})+),\d+(e[+-]?\d+)?", re.IGNORECASE)  # 1.234,5
THOUSAND_POINTS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")  # 1.234 beside decimal commas

Row = tuple[int, list[str]]  # line number of its end, cells


@dataclass(frozen=True)
class Table:
    """Columns of numbers by name. values: (N, D) float64, NaN where there is no number; lines: (N,) line numbers."""

    names: tuple[str, ...]
    values: np.ndarray
    lines: np.ndarray

    def usable(self) -> np.ndarray:
        """(N,) bool: the rows whose numbers are all there and finite."""
        return np.isfinite(self.values).all(axis=1)


def read_table(file: Path, columns: tuple[str, ...]) -> Table:
    """The named columns of a file, or every column of numbers if none is named. Quick for a file that is unchanged.

    Raises ProblemError with the path `file` or `columns`.
    """
    try:
        found = file.stat()
    except FileNotFoundError:
        raise ProblemError.single("file", f"there is no file {file}") from None
    except (OSError, ValueError) as error:
        raise ProblemError.single("file", f"cannot read {file}: {getattr(error, 'strerror', error)}") from error
    if stat.S_ISDIR(found.st_mode):
        raise ProblemError.single("file", f"{file} is a folder: choose a file in it")
    if not stat.S_ISREG(found.st_mode):
        raise ProblemError.single("file", f"{file} is no ordinary file: choose a CSV file")
    if found.st_size > LARGEST:
        raise ProblemError.single(
            "file", f"{file} has {found.st_size / 1e9:.1f} GB; at most 2 GB are read: cut it to the part you need"
        )
    return _read(file, found.st_mtime_ns, found.st_size, columns)


@lru_cache(maxsize=2)
def _read(file: Path, modified: int, size: int, columns: tuple[str, ...]) -> Table:
    """`modified` and `size` only tell one state of the file from another."""
    try:
        with file.open("rb") as raw:
            start = raw.read(1 << 16)
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _decoded(file, "utf-16", columns)
        if b"\0" in start:
            raise ProblemError.single("file", f"{file} is no text: save the table as CSV and choose that file")
        try:
            return _decoded(file, "utf-8-sig", columns)
        except UnicodeDecodeError:
            return _decoded(file, "cp1252", columns)
    except UnicodeError:
        raise ProblemError.single("file", f"{file} is no text: save the table as CSV in UTF-8") from None
    except csv.Error as error:
        raise ProblemError.single("file", f"{file} is no table: {error}") from error
    except OSError as error:
        raise ProblemError.single("file", f"cannot read {file}: {error.strerror}") from error


def _decoded(file: Path, encoding: str, columns: tuple[str, ...]) -> Table:
    with file.open(encoding=encoding, newline="") as text:
        delimiter = _delimiter(text)
        text.seek(0)
        reader = csv.reader(text, delimiter=delimiter, skipinitialspace=True)
        rows = ((reader.line_num, row) for row in reader if any(row))
        head = list(islice(rows, LOOKED_AT))
        if not head:
            raise ProblemError.single("file", f"{file} is empty")
        width = Counter(len(row) for _, row in head).most_common(1)[0][0]
        head = list(dropwhile(lambda numbered: len(numbered[1]) == 1 < width, head))  # a title above the table
        comma = _has_decimal_comma([cell.strip() for _, row in head for cell in row], delimiter)
        names = _header([row for _, row in head], comma)
        if names:
            head = head[1:]
        else:
            names = [f"column {number}" for number in range(1, width + 1)]
        if sum(any(row[len(names) :]) for _, row in head) > len(head) / 2:
            raise ProblemError.single(
                "file", f"most rows of {file} have {width} cells below {len(names)} names: give each column its name"
            )
        chosen = _chosen(names, columns)
        values, lines, words = _numbers(chain(head, rows), chosen, len(names), comma)
    numeric = np.isfinite(values).sum(axis=0) > words
    if columns and not numeric.all():
        raise ProblemError(
            Problem("columns", f"“{name}” holds no numbers: leave it out")
            for name, good in zip(columns, numeric, strict=True)
            if not good
        )
    if not numeric.any():
        raise ProblemError.single(
            "file",
            f"{file} has no column of numbers; columns are parted by commas, semicolons, tabs or “|”",
        )
    values = values if numeric.all() else values[:, numeric]
    values.flags.writeable = lines.flags.writeable = False  # the next caller gets the same ones
    return Table(tuple(names[i] for i, good in zip(chosen, numeric, strict=True) if good), values, lines)


def _delimiter(text: TextIO) -> str:
    """The sign that parts most of the first lines into equally many cells."""
    sample = text.read(1 << 16)
    lines = sample.splitlines(keepends=True)
    lines = lines[:-1] if len(sample) == 1 << 16 and len(lines) > 1 else lines  # the last one may be cut

    def evenness(delimiter: str) -> float:
        widths = [len(row) for row in islice(csv.reader(lines, delimiter=delimiter), LOOKED_AT) if row]
        width, times = Counter(widths).most_common(1)[0] if widths else (1, 0)
        return times / len(widths) if width > 1 else 0.0

    best = max(DELIMITERS, key=evenness)  # the first of equals
    name, *numbers = [line.strip() for line in lines if line.strip()] or [""]
    if best == "," and "," not in name and all(DECIMAL_COMMA.fullmatch(number) for number in numbers):
        return ";"  # a single column of decimal commas
    return best if evenness(best) > 0 else ","


def _has_decimal_comma(cells: list[str], delimiter: str) -> bool:
    """True for 1,5 and, where semicolons part the cells, for 1,234, which elsewhere is more than a thousand."""
    if delimiter == ",":
        return False
    if any(DECIMAL_COMMA.fullmatch(cell) and not THOUSANDS.fullmatch(cell) for cell in cells):
        return True
    thousands = [cell for cell in cells if THOUSANDS.fullmatch(cell)]
    return delimiter == ";" and bool(thousands) and not any("." in cell for cell in thousands)


def _header(rows: Sequence[list[str]], comma: bool) -> list[str]:
    """The names in the first row, each once; none where the first row is data."""
    first, *others = rows
    words = [_number(cell, comma) is None for cell in first]
    over_numbers = any(word and any(_is_number(row, i, comma) for row in others) for i, word in enumerate(words))
    all_words = all(word or not cell.strip() for word, cell in zip(words, first, strict=True))
    if not (any(words) and (over_numbers or all_words)):
        return []
    names: dict[str, int] = {}
    for place, cell in enumerate(first, 1):
        name = " ".join(cell.split()) or f"column {place}"
        while name in names:
            name = f"{name} ({place})"
        names[name] = place
    return list(names)


def _chosen(names: list[str], columns: tuple[str, ...]) -> list[int]:
    problems = []
    for name in dict.fromkeys(columns):
        if columns.count(name) > 1:
            problems.append(Problem("columns", f"“{name}” stands twice; keep one"))
        if name not in names:
            close = difflib.get_close_matches(name, names, n=1)
            shown = ", ".join(names[:10]) + (", …" if len(names) > 10 else "")
            hint = f"did you mean “{close[0]}”?" if close else f"there are {shown}"
            problems.append(Problem("columns", f"there is no column “{name}”; {hint}"))
    if problems:
        raise ProblemError(problems)
    places = {name: place for place, name in enumerate(names)}
    return [places[name] for name in columns] or list(range(len(names)))


def _numbers(
    rows: Iterator[Row], chosen: list[int], width: int, comma: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values (N, D), line numbers (N,), and how many cells of each column hold words."""
    values: list[np.ndarray] = []
    lines: list[np.ndarray] = []
    words = np.zeros(len(chosen), np.int64)
    while part := list(islice(rows, AT_ONCE)):
        cells = list(zip_longest(*(row for _, row in part), [""] * width, fillvalue=""))  # the last row: full width
        block = np.empty((len(part), len(chosen)))
        for column, place in enumerate(chosen):
            block[:, column], more = _column(cells[place][:-1], comma)
            words[column] += more
        for beyond in cells[width:]:  # with more cells than columns, none can be told where it belongs
            block[[bool(cell.strip()) for cell in beyond[:-1]]] = np.nan
        values.append(block)
        lines.append(np.array([line for line, _ in part]))
    if not values:
        return np.empty((0, len(chosen))), np.empty(0, np.int64), words
    return np.concatenate(values), np.concatenate(lines), words


def _column(cells: Sequence[str], comma: bool) -> tuple[np.ndarray, int]:
    """The numbers in cells, NaN where there is none, and how many cells hold words."""
    if not comma and "_" not in "".join(cells):
        try:
            return np.array(cells, np.float64), 0
        except ValueError:
            pass  # not all of them are plain numbers: cell by cell
    numbers = [_number(cell, comma) for cell in cells]
    return np.array([np.nan if number is None else number for number in numbers]), numbers.count(None)


def _number(cell: str, comma: bool) -> float | None:
    """The number in a cell, NaN in an empty one, None for words."""
    cell = cell.strip()
    if comma and DECIMAL_COMMA.fullmatch(cell):
        cell = cell.replace(".", "").replace(",", ".")
    elif comma and THOUSAND_POINTS.fullmatch(cell):
        cell = cell.replace(".", "")
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        if cell.lower() in MISSING:
            return np.nan
        return float(cell.replace(",", "")) if not comma and THOUSANDS.fullmatch(cell) else None


def _is_number(row: list[str], place: int, comma: bool) -> bool:
    number = _number(row[place], comma) if place < len(row) else None
    return number is not None and not np.isnan(number)
