"""Published photographs: decoded and resized once, then kept prepared on the disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ganstudio.datasets.base import FLIPS_HELP, Size
from ganstudio.datasets.cache import Filling, cached
from ganstudio.datasets.decode import Decoding, UnreadablePictureError, hush
from ganstudio.datasets.image_folder import LARGEST_AUTO
from ganstudio.datasets.published import Published, Reading
from ganstudio.datasets.reading import read_into
from ganstudio.options import option
from ganstudio.spec import DataSpec


class Photos(Published):
    """Colour photographs, which may also be mirrored."""

    flips: bool = option(default=False, label="Mirrored, too", help=FLIPS_HELP)

    def pictures(self, spec: DataSpec) -> Reading:
        return replace((yield from super().pictures(spec)), flips=self.flips)


class PreparedPhotos(Photos):
    """Photographs too many or too large to be decoded again for every run."""

    def pictures(self, spec: DataSpec) -> Reading:
        size = spec.shape[-1]
        if not self.count():
            raise self.damaged("there are no pictures in them")
        key = {**self.contents(), "kind": self.kind, "split": self.split, "files": [_stamp(f) for f in self.files()]}

        def fill(pixels: np.ndarray, labels: np.ndarray) -> Filling:
            return self.fill(pixels, labels, size)

        return replace((yield from cached(key, self.count(), spec.shape, fill)), flips=self.flips)

    def contents(self) -> dict[str, str]:
        """The options that decide, beside the split, what the prepared pictures and labels are."""
        return {}

    def fill(self, pixels: np.ndarray, labels: np.ndarray, size: int) -> Filling:
        """Writes the pictures and labels, and returns how many."""
        raise NotImplementedError


class PhotoFiles(PreparedPhotos):
    """Photographs that lie in a file each: their middle squares."""

    size: Size = option(
        default="auto",
        unit="px",
        help=f"Height and width in pixels. “auto” is {LARGEST_AUTO}, or the nearest that the networks allow.",
    )

    def listing(self) -> tuple[Sequence[Path], Sequence[int]]:
        """The files and their classes, by torchvision."""
        raise NotImplementedError

    def fill(self, pixels: np.ndarray, labels: np.ndarray, size: int) -> Filling:
        hush()
        files, classes = yield from self.waited(self.listing)
        decoding = Decoding(size, self.card.channels)

        def decoded(file: Path) -> np.ndarray | str:
            """The pixels, or in a few words why there are none."""
            try:
                return decoding(file)
            except (UnreadablePictureError, OSError) as error:
                return getattr(error, "strerror", None) or str(error)

        used = yield from read_into(
            pixels,
            labels,
            files[: len(pixels)],
            classes,
            decoded,
            name=lambda file: file.name,
            text=f"Reading {self.card.title}",
        )
        if not used:
            raise self.damaged(f"none of {len(files):,} pictures can be read")
        return used


def _stamp(path: Path) -> tuple[str, int, int]:
    """What changes with the content of a file, or with the names in a folder."""
    found = path.stat()
    return str(path), found.st_size, found.st_mtime_ns
