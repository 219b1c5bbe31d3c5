"""The classes of pictures by name: from their folders, from a table, or from the dataset.json that StyleGAN reads."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ganstudio.datasets.decode import SUFFIXES

FOUND_BY_THEMSELVES = ("dataset.json", "labels.csv")  # at the top, beside the pictures
LARGEST = 2**28  # bytes of a file of labels


class LabelsError(Exception):
    """Says in a sentence what is wrong with a file of labels."""


@dataclass(frozen=True)
class Labels:
    """classes: their names, none where there are none. indices: for each picture, into the classes. unused: names
    that the file has and that are no pictures."""

    classes: tuple[str, ...]
    indices: list[int]
    unused: tuple[str, ...] = ()


def no_labels(names: Sequence[str]) -> Labels:
    return Labels((), [0] * len(names))


def labels_by_folder(names: Sequence[str], top: str) -> Labels:
    """The first-level folders as classes, and `top` for pictures in none; no classes where all lie at the top."""
    if not any("/" in name for name in names):
        return no_labels(names)
    return _indexed([_text(name.split("/", 1)[0] if "/" in name else top) for name in names])


def labels_by_file(names: Sequence[str], file: str, content: bytes) -> Labels:
    """What the file of that name says of each picture. Raises LabelsError."""
    if len(content) > LARGEST:
        raise LabelsError(f"{file} is larger than {LARGEST // 2**20} MB, too large for labels")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LabelsError(f"{file} is no UTF-8 text: save it as UTF-8") from None
    told = _of_json(file, text) if file.lower().endswith(".json") else _of_table(file, text, set(names))
    if told is None:
        return no_labels(names)
    if missing := [name for name in names if name not in told]:
        raise LabelsError(f"{file} has no label for {len(missing):,} of the {len(names):,} pictures: {few(missing)}")
    known = set(names)
    labels = _indexed([told[name] for name in names])
    return Labels(labels.classes, labels.indices, tuple(name for name in told if name not in known))


def few(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return ", ".join(map(_text, names[:3])) + more


def _of_json(file: str, text: str) -> dict[str, str] | None:
    """{"labels": [["name", 3], …]}; None where it says that there are none."""
    try:
        plain = json.loads(text)
        if not isinstance(plain, Mapping) or "labels" not in plain:
            raise LabelsError(f'{file} has no "labels": it should look like {{"labels": [["picture.png", 0], …]}}')
        if plain["labels"] is None:
            return None
        pairs = dict(plain["labels"]).items() if isinstance(plain["labels"], Mapping) else plain["labels"]
        told: dict[str, str] = {}
        for number, (name, label) in enumerate(pairs, 1):
            if not isinstance(name, str) or not isinstance(label, int | str):
                raise LabelsError(f"label {number:,} in {file} is no class: each should be a name and a whole number")
            _add(told, _as_listed(name), str(int(label)) if isinstance(label, int) else label, file)
        return told
    except RecursionError:
        raise LabelsError(f"{file} cannot be read: it is nested too deeply") from None
    except (ValueError, TypeError) as error:
        raise LabelsError(f"{file} is no list of labels: {error}") from None


def _of_table(file: str, text: str, known: set[str]) -> dict[str, str]:
    """The first two columns: the picture's name, its label. A header is left out."""
    start = text[: text.find("\n") + 1] or text
    delimiter = next((sign for sign in ("\t", ";", ",") if sign in start), ",")
    told: dict[str, str] = {}
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            name, label = _as_listed(row[0].strip()), row[1].strip() if len(row) > 1 else ""
            if not told and name not in known and PurePosixPath(name).suffix.lower() not in SUFFIXES:
                continue
            if not label:
                raise LabelsError(f"line {rows.line_num:,} of {file} has no label: each line is “file name,label”")
            _add(told, name, label, file)
    except csv.Error as error:
        raise LabelsError(f"line {rows.line_num:,} of {file} is damaged: {error}") from None
    return told


def _add(told: dict[str, str], name: str, label: str, file: str) -> None:
    if told.setdefault(name, label) != label:
        raise LabelsError(f"{file} has two labels for {_text(name)}: “{told[name]}” and “{label}”")


def _indexed(labels: Sequence[str]) -> Labels:
    distinct = set(labels)
    whole = all(label.isascii() and label.isdecimal() for label in distinct)
    classes = tuple(sorted(distinct, key=lambda label: (int(label), label)) if whole else sorted(distinct))
    places = {label: place for place, label in enumerate(classes)}
    return Labels(classes, [places[label] for label in labels])


def _as_listed(name: str) -> str:
    """A name as files are listed: from the top on, with “/”."""
    return name.replace("\\", "/").removeprefix("./")


def _text(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")  # a name need not be text
