"""Pictures as a data set: a folder with one of its own for each class, as the folder of pictures reads them."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from pathlib import Path

import numpy as np

from ganstudio.export.folders import new_folder
from ganstudio.grids import image_of
from ganstudio.problems import ProblemError

LONGEST = 80  # characters of a folder's name; disks take some 255 bytes
# what Windows forbids in a name or takes for a device
FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def write_dataset(batches: Iterable[tuple[np.ndarray, str]], folder: Path) -> Generator[int, None, None]:
    """Writes pictures, (N, H, W, C) uint8 with the name of their class, as numbered PNG files into a new folder.

    Pictures of a class lie in a folder of its name, as far as a disk can bear it; those of none, "", at the top.
    Yields how many pictures are written. Closed before its end, it leaves nothing. Raises ProblemError when the folder
    is not empty or cannot be written.
    """
    try:
        with new_folder(folder) as part:
            homes, number = {"": part}, 0
            for pictures, name in batches:
                if pictures.ndim == 2:
                    raise ProblemError.single("", "rows of numbers have no pictures of their own")
                if name not in homes:
                    homes[name] = _made(part, _on_disk(name))
                for picture in pictures:
                    image_of(picture[None]).save(homes[name] / f"{number:06d}.png")
                    number += 1
                    yield number
    except OSError as error:
        raise ProblemError.single("", f"cannot write {folder}: {error.strerror or error}") from error


def _on_disk(name: str) -> str:
    """The name as every disk can bear it, and not hidden."""
    plain = FORBIDDEN.sub("_", name)[:LONGEST].lstrip(". ").rstrip(". ") or "_"
    return f"_{plain}" if DEVICE.fullmatch(plain) else plain


def _made(parent: Path, name: str, copy: int = 1) -> Path:
    """A new folder of that name, with a number where the disk takes the name for that of another class."""
    folder = parent / (name if copy == 1 else f"{name} {copy}")
    try:
        folder.mkdir()
    except FileExistsError:
        return _made(parent, name, copy + 1)
    return folder
