"""STL-10: photographs of animals and vehicles, most of them without labels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from ganstudio.datasets.base import Pulse, resized
from ganstudio.datasets.cache import Filling
from ganstudio.datasets.card import Card
from ganstudio.datasets.photos import PreparedPhotos
from ganstudio.datasets.published import Downloadable, Remote
from ganstudio.events import Preparing
from ganstudio.options import option

SHAPE = (3, 96, 96)
EACH = 3 * 96 * 96  # bytes
AT_ONCE = 256  # pictures


class Stl10(PreparedPhotos, Downloadable):
    """96×96 colour photographs of animals and vehicles: a few with labels, a hundred thousand without."""

    kind: Literal["stl10"] = "stl10"
    label: ClassVar[str] = "STL-10 (96×96)"
    paper: ClassVar[str] = "Coates et al. 2011, An Analysis of Single-Layer Networks in Unsupervised Feature Learning"
    reader: ClassVar[str] = "STL10"
    holds: ClassVar[str] = "stl10_binary"
    card: ClassVar[Card] = Card(
        title="STL-10",
        about="Photographs chosen from ImageNet; those without labels show other animals and vehicles as well.",
        size=(96, 96),
        channels=3,
        counts={"train": 5_000, "test": 8_000, "unlabeled": 100_000, "train+unlabeled": 105_000},
        classes=("airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"),
        licence="none stated; the photographs are their makers'",
        source=paper,
        megabytes=2_640,
        url="https://cs.stanford.edu/~acoates/stl10/",
    )
    split: Literal["train", "test", "unlabeled", "train+unlabeled"] = option(
        default="train",
        help="Which part to learn from: “train” and “test” have classes, “unlabeled” has far more pictures.",
    )

    def classes(self) -> tuple[str, ...]:
        return () if "unlabeled" in self.split else self.card.classes

    def files(self) -> Sequence[Path]:
        labels = [self._binary(f"{self.split}_y")] if self.classes() else []
        return [*self._pictures(), *labels]

    def count(self) -> int:
        try:
            return sum(file.stat().st_size // EACH for file in self._pictures())
        except (OSError, ValueError):
            return self.published_count()

    def remotes(self) -> Sequence[Remote]:
        from torchvision.datasets import STL10

        return [Remote((STL10.url,), STL10.tgz_md5, self.folder / STL10.filename)]

    def fill(self, pixels: np.ndarray, labels: np.ndarray, size: int) -> Filling:
        # not by torchvision, which would take all of it into the memory, up to 6 GB
        used, pulse = 0, Pulse()
        for file in self._pictures():
            with self.undamaged():
                stored = np.memmap(file, np.uint8, "r").reshape(-1, *SHAPE)
            for start in range(0, len(stored), AT_ONCE):
                part = np.ascontiguousarray(stored[start : start + AT_ONCE].swapaxes(2, 3))  # stored by columns
                pixels[used : used + len(part)] = resized(part, size)
                used += len(part)
                if pulse.is_due():
                    yield Preparing(f"Reading {self.card.title}", used, len(pixels))
        if self.classes():
            with self.undamaged():
                found = np.fromfile(self._binary(f"{self.split}_y"), np.uint8)
                if len(found) != used or not used or not 1 <= found.min() <= found.max() <= len(self.classes()):
                    raise ValueError(f"its {len(found):,} labels do not fit its {used:,} pictures")
                labels[:used] = found.astype(np.int64) - 1
        return used

    def _pictures(self) -> list[Path]:
        return [self._binary(f"{part}_X") for part in self.split.split("+")]

    def _binary(self, name: str) -> Path:
        return self.folder / self.holds / f"{name}.bin"
