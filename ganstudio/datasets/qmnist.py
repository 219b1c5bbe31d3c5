"""QMNIST: MNIST made again from its sources, with the test digits that were lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np

from ganstudio.datasets.card import Card
from ganstudio.datasets.idx import Idx
from ganstudio.datasets.published import Remote
from ganstudio.options import option

STEMS = {"train": "qmnist-train", "nist": "xnist"}  # every other part is in the files of the test


class Qmnist(Idx):
    """28×28 grey handwritten digits: MNIST made again from its sources, with 60,000 instead of 10,000 to test on."""

    kind: Literal["qmnist"] = "qmnist"
    label: ClassVar[str] = "QMNIST (28×28)"
    paper: ClassVar[str] = "Yadav and Bottou 2019, Cold Case: the Lost MNIST Digits"
    reader: ClassVar[str] = "QMNIST"
    holds: ClassVar[str] = "QMNIST/raw"
    card: ClassVar[Card] = Card(
        title="QMNIST",
        about="The digits of MNIST and of the whole database that it was taken from, prepared in the same way.",
        size=(28, 28),
        channels=1,
        counts={"train": 60_000, "test": 60_000, "test10k": 10_000, "test50k": 50_000, "nist": 402_953},
        classes=tuple("0123456789"),
        licence="BSD 3-Clause",
        source=paper,
        megabytes=75,
        url="https://github.com/facebookresearch/qmnist",
    )
    split: Literal["train", "test", "test10k", "test50k", "nist"] = option(
        default="train",
        help="Which part to learn from: “test10k” are the test digits of MNIST, “test50k” those that were lost, "
        "“nist” is all there is.",
    )

    def files(self) -> Sequence[Path]:
        return [self.images_file(), self.raw / f"{self._stem}-labels-idx2-int"]

    def images_file(self) -> Path:
        return self.raw / f"{self._stem}-images-idx3-ubyte"

    def count(self) -> int:
        match self.split:
            case "test10k":
                return min(super().count(), 10_000)
            case "test50k":
                return max(super().count() - 10_000, 0) if self.images_file().exists() else self.published_count()
            case _:
                return super().count()

    def remotes(self) -> Sequence[Remote]:
        from torchvision.datasets import QMNIST

        files = QMNIST.resources[QMNIST.subsets[self.split]]
        return [Remote((url,), md5, self.raw / url.rpartition("/")[2]) for url, md5 in files]

    def part(self) -> dict[str, Any]:
        return {"what": self.split}

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        data = self.torchvision(**self.part())
        return data.data.unsqueeze(1).numpy(), data.targets[:, 0].numpy()  # further columns: writer, form, …

    @property
    def _stem(self) -> str:
        return STEMS.get(self.split, "qmnist-test")
