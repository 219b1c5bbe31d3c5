"""Any folder of pictures; its sub-folders are the classes."""

from __future__ import annotations

import os
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

import numpy as np

from ganstudio.datasets.base import SIZE_HELP, Dataset, Opening, Pictures, Size
from ganstudio.datasets.decode import SUFFIXES, Peek, UnreadablePictureError, decode, peek
from ganstudio.events import Preparing, Warned
from ganstudio.files import written_out
from ganstudio.options import FolderPath, option
from ganstudio.problems import ProblemError
from ganstudio.spec import DataSpec

PEEKED = 64  # pictures whose headers decide what "auto" means
LARGEST_AUTO = 64  # px; beyond that a CPU needs hours, so larger is a person's choice
SQUARES = (8, 16, 28, 32, 48, 64, 96, 128, 256)


class ImageFolder(Dataset):
    """Your own pictures: every picture in a folder and below it. Sub-folders become classes."""

    kind: Literal["image_folder"] = "image_folder"
    label: ClassVar[str] = "Folder of pictures"
    folder: Annotated[str, FolderPath()] = option(
        default="", help="Folder with PNG, JPEG, WebP, BMP, GIF or TIFF pictures."
    )
    size: Size = option(
        default="auto",
        unit="px",
        help=f"{SIZE_HELP} At most {LARGEST_AUTO}; larger sizes are yours to choose.",
    )
    color: Literal["auto", "grey", "rgb"] = option(
        default="auto", label="Colour", help="“auto” is grey when all pictures are, else RGB."
    )

    def describe(self, sizes: frozenset[int] | None) -> DataSpec:
        files = self._files()
        classes = _classes(written_out(self.folder), files)
        peeked = [seen for file in files[:: max(1, len(files) // PEEKED)] if (seen := _peek_or_none(file)) is not None]
        if not peeked:
            raise ProblemError.single("folder", f"none of the {len(files)} pictures in {self.folder} can be read")
        if self.size == "auto":
            side = min(statistics.median_low([min(p.width, p.height) for p in peeked]), LARGEST_AUTO)
            allowed = sorted(sizes if sizes is not None else SQUARES)
            size = max((s for s in allowed if s <= side), default=allowed[0])
        else:
            size = self.size
        grey = all(p.is_grey for p in peeked) if self.color == "auto" else self.color == "grey"
        return DataSpec((1 if grey else 3, size, size), len(files), classes)

    def anchored(self) -> Self:
        return self.revise("folder", str(written_out(self.folder).absolute())) if self.folder else self

    def open(self, spec: DataSpec) -> Opening:
        files, root = self._files(), written_out(self.folder)
        channels, size, _ = spec.shape
        pixels = np.empty((len(files), *spec.shape), np.uint8)
        labels = np.empty(len(files), np.int64)
        skipped: list[str] = []
        used, told = 0, 0.0
        for number, file in enumerate(files):
            if time.monotonic() - told > 0.1:
                told = time.monotonic()
                yield Preparing("Reading pictures", number, len(files))
            try:
                pixels[used] = decode(file, size, channels)
            except UnreadablePictureError as reason:
                skipped.append(f"{file.relative_to(root)} ({reason})")
                continue
            labels[used] = spec.classes.index(_class_of(root, file)) if spec.classes else 0
            used += 1
        if used == 0:
            raise ProblemError.single("folder", f"none of the {len(files)} pictures in {self.folder} can be read")
        if skipped:
            more = f" and {len(skipped) - 3} more" if len(skipped) > 3 else ""
            yield Warned(f"{used:,} pictures used, {len(skipped):,} skipped: {', '.join(skipped[:3])}{more}")
        return Pictures(pixels[:used], labels[:used])

    def _files(self) -> list[Path]:
        """The pictures by name, in a stable order."""
        if not self.folder:
            raise ProblemError.single("folder", "choose the folder that holds the pictures")
        root = written_out(self.folder)
        try:
            files = sorted(_walk(root))
        except FileNotFoundError:
            raise ProblemError.single("folder", f"there is no folder {root}") from None
        except OSError as error:
            raise ProblemError.single("folder", f"cannot read {root}: {error.strerror}") from error
        if not files:
            raise ProblemError.single(
                "folder",
                f"there are no pictures in {root}: put PNG, JPEG, WebP, BMP, GIF or TIFF files into it",
            )
        return files


def _walk(folder: Path) -> Iterator[Path]:
    """Picture files below `folder`; hidden names, links to folders and whatever is no plain file are left out."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))
            elif Path(entry.name).suffix.lower() in SUFFIXES and entry.is_file():
                yield Path(entry.path)


def _classes(root: Path, files: list[Path]) -> tuple[str, ...]:
    """The first-level sub-folders that hold pictures; none where all pictures lie at the top."""
    names = Counter(_class_of(root, file) for file in files)
    has_folders = any(file.parent != root for file in files)
    return tuple(sorted(names)) if has_folders else ()


def _class_of(root: Path, file: Path) -> str:
    parts = file.relative_to(root).parts
    name = parts[0] if len(parts) > 1 else root.name
    return os.fsencode(name).decode("utf-8", "replace")  # a name need not be text


def _peek_or_none(file: Path) -> Peek | None:
    try:
        return peek(file)
    except UnreadablePictureError:
        return None
