"""Samples as a file: an array, one picture, or a folder of pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ganstudio.files import replacing
from ganstudio.grids import image_of, save_image, sheet_of
from ganstudio.problems import ProblemError


def write_samples(samples: np.ndarray, path: Path) -> None:
    """Writes samples as the name asks: `.npz` (array `samples`), `.png` (one picture), no suffix (a folder).

    samples: (N, H, W, C) uint8 pictures or (N, 2) float32 points.
    Raises ProblemError when the name asks for something else or cannot be written.
    """
    try:
        match path.suffix.lower():
            case ".npz":
                path.parent.mkdir(parents=True, exist_ok=True)
                with replacing(path) as file:
                    np.savez_compressed(file, samples=samples)
            case ".png":
                path.parent.mkdir(parents=True, exist_ok=True)
                save_image(sheet_of(samples), path)
            case "":
                _write_folder(samples, path)
            case other:
                raise ProblemError.single("", f"samples are written as .npz, .png or into a folder, not as {other}")
    except OSError as error:
        raise ProblemError.single("", f"cannot write {path}: {error.strerror or error}") from error


def _write_folder(samples: np.ndarray, folder: Path) -> None:
    if samples.ndim == 2:
        raise ProblemError.single("", "points have no pictures of their own: write them as .npz or .png")
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ProblemError.single("", f"{folder} is not empty: name a new folder for the pictures")
    digits = max(5, len(str(len(samples) - 1)))
    for number, sample in enumerate(samples):
        save_image(image_of(sample[None]), folder / f"{number:0{digits}d}.png")
