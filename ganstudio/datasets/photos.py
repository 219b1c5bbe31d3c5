"""Published photographs: decoded and resized once, then kept prepared on the disk."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from ganstudio.datasets.base import FLIPS_HELP, Pulse, Size
from ganstudio.datasets.cache import Filling, cached
from ganstudio.datasets.decode import Decoding, UnreadablePictureError, hush
from ganstudio.datasets.image_folder import LARGEST_AUTO
from ganstudio.datasets.in_order import in_order
from ganstudio.datasets.labels import few
from ganstudio.datasets.published import Published, Reading
from ganstudio.events import Preparing, Warned
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

        number, used, skipped, pulse = 0, 0, list[str](), Pulse()
        with closing(in_order(decoded, files[: len(pixels)])) as results:
            for result in results:
                if pulse.is_due():
                    yield Preparing(f"Reading {self.card.title}", number, len(files))
                if result is None:
                    continue
                if isinstance(result, str):
                    skipped.append(f"{files[number].name} ({result})")
                else:
                    pixels[used], labels[used] = result, classes[number]
                    used += 1
                number += 1
        if not used:
            raise self.damaged(f"none of {len(files):,} pictures can be read")
        if skipped:
            yield Warned(f"{used:,} pictures used, {len(skipped):,} skipped: {few(skipped)}")
        return used


def _stamp(path: Path) -> tuple[str, int, int]:
    """What changes with the content of a file, or with the names in a folder."""
    found = path.stat()
    return str(path), found.st_size, found.st_mtime_ns
