"""EMNIST: handwritten digits and letters in the format of MNIST."""

from __future__ import annotations

import shutil
import string
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np

from ganstudio.datasets.card import Card
from ganstudio.datasets.download import fetch, unpack
from ganstudio.datasets.idx import Idx
from ganstudio.datasets.published import Remote
from ganstudio.events import Preparing
from ganstudio.options import option

ALL = tuple(string.digits + string.ascii_uppercase + string.ascii_lowercase)
MERGED = tuple(name for name in ALL if name not in "cijklmopsuvwxyz")  # alike in upper and lower case
CLASSES = {
    "balanced": MERGED,
    "letters": tuple(string.ascii_lowercase),
    "digits": tuple(string.digits),
    "mnist": tuple(string.digits),
    "byclass": ALL,
    "bymerge": MERGED,
}


class Emnist(Idx):
    """28×28 grey handwritten letters and digits, up to 800,000 of them in six selections."""

    kind: Literal["emnist"] = "emnist"
    label: ClassVar[str] = "EMNIST (28×28)"
    paper: ClassVar[str] = "Cohen et al. 2017, EMNIST: an extension of MNIST to handwritten letters"
    reader: ClassVar[str] = "EMNIST"
    holds: ClassVar[str] = "EMNIST/raw"
    card: ClassVar[Card] = Card(
        title="EMNIST",
        about="Letters and digits from the forms that MNIST was taken from; “byclass” and “bymerge” have them all.",
        size=(28, 28),
        channels=1,
        counts={
            "balanced train": 112_800, "balanced test": 18_800,
            "letters train": 124_800, "letters test": 20_800,
            "digits train": 240_000, "digits test": 40_000,
            "mnist train": 60_000, "mnist test": 10_000,
            "byclass train": 697_932, "byclass test": 116_323,
            "bymerge train": 697_932, "bymerge test": 116_323,
        },
        classes=ALL,
        licence="none stated; made from a work of the US government, NIST Special Database 19",
        source=paper,
        megabytes=562,
        url="https://www.nist.gov/itl/products-and-services/emnist-dataset",
    )  # fmt: skip
    emnist_split: Literal["balanced", "letters", "digits", "mnist", "byclass", "bymerge"] = option(
        default="balanced",
        label="Selection",
        help="“balanced” has equally many of each of 47 classes, “byclass” all 62 as often as they were written, "
        "“bymerge” joins what looks alike in upper and lower case, “letters” joins all cases.",
    )
    split: Literal["train", "test"] = option(default="train", help="Which of the two parts to learn from.")

    def classes(self) -> tuple[str, ...]:
        return CLASSES[self.emnist_split]

    def files(self) -> Sequence[Path]:
        return [self.images_file(), self.raw / f"{self._prefix}-labels-idx1-ubyte"]

    def images_file(self) -> Path:
        return self.raw / f"{self._prefix}-images-idx3-ubyte"

    def published_count(self) -> int:
        return self.card.counts[f"{self.emnist_split} {self.split}"]

    def remotes(self) -> Sequence[Remote]:
        from torchvision.datasets import EMNIST

        return [Remote((EMNIST.url,), EMNIST.md5, self.raw / "gzip.zip")]

    def fetch(self) -> Iterator[Preparing]:
        """Unpacks what the selection needs and keeps the archive for the others."""
        [remote] = self.remotes()
        yield from fetch(remote.urls, remote.target, remote.md5)
        packed = self.raw / "gzip"
        try:
            yield from unpack(remote.target, self.raw, only=f"gzip/{self._prefix}-")
            for file in packed.glob("*.gz"):
                yield from unpack(file, self.raw)
        finally:
            shutil.rmtree(packed, ignore_errors=True)

    def part(self) -> dict[str, Any]:
        return {"split": self.emnist_split, **super().part()}

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        pixels, labels = super().arrays()
        first = 1 if self.emnist_split == "letters" else 0  # letters are numbered from 1
        return pixels.swapaxes(2, 3), labels - first  # the files have columns where MNIST has rows

    @property
    def _prefix(self) -> str:
        return f"emnist-{self.emnist_split}-{self.split}"
