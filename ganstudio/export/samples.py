"""Samples as a file: an array, a table, one picture, or a folder of pictures."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ganstudio.export.folders import new_folder
from ganstudio.files import replacing
from ganstudio.grids import image_of, save_image, sheet_of
from ganstudio.problems import ProblemError


def write_samples(samples: np.ndarray, path: Path, columns: Sequence[str] = (), *, series: int = 0) -> None:
    """Writes samples as the name asks: `.npz` (array `samples`), `.csv`, `.png` (one picture), no suffix (a folder).

    samples: (N, H, W, C) uint8 pictures or (N, D) rows of numbers, in the data's own units.
    columns: the D names of the numbers in a row. series: how many time series stand one after the other in a row.
    Raises ProblemError when the name asks for something else or cannot be written.
    """
    try:
        match path.suffix.lower():
            case ".npz":
                path.parent.mkdir(parents=True, exist_ok=True)
                named: dict[str, Any] = {"columns": np.array(columns)} if columns else {}
                with replacing(path) as file:
                    np.savez_compressed(file, samples=samples, **named)
            case ".csv":
                _write_table(samples, path, columns)
            case ".png":
                path.parent.mkdir(parents=True, exist_ok=True)
                save_image(sheet_of(samples, series=series), path)
            case "":
                _write_folder(samples, path)
            case other:
                raise ProblemError.single(
                    "", f"samples are written as .npz, .csv, .png or into a folder, not as {other}"
                )
    except OSError as error:
        raise ProblemError.single("", f"cannot write {path}: {error.strerror or error}") from error


def _write_table(rows: np.ndarray, path: Path, columns: Sequence[str]) -> None:
    if rows.ndim != 2:
        raise ProblemError.single("", "pictures are no table: write them as .png, as .npz or into a folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns or _usual_names(rows.shape[1]))
        writer.writerows(map(str, row) for row in rows)  # as few digits as give the same number back
        text.detach()  # flushed, and left open for its owner


def _usual_names(count: int) -> list[str]:
    return ["x", "y"] if count == 2 else [f"column {number}" for number in range(1, count + 1)]


def _write_folder(samples: np.ndarray, folder: Path) -> None:
    if samples.ndim == 2:
        raise ProblemError.single("", "rows of numbers have no pictures of their own: write them as .csv, .npz or .png")
    digits = max(5, len(str(len(samples) - 1)))
    with new_folder(folder) as part:
        for number, sample in enumerate(samples):
            save_image(image_of(sample[None]), part / f"{number:0{digits}d}.png")
