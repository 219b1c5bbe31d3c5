"""USPS: small handwritten digits from envelopes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from ganstudio.datasets.card import Card
from ganstudio.datasets.published import Downloadable, Remote
from ganstudio.options import option

FILES = {"train": "usps.bz2", "test": "usps.t.bz2"}


class Usps(Downloadable):
    """16×16 grey handwritten digits from envelopes, 7,291 to train on: quick to learn."""

    kind: Literal["usps"] = "usps"
    label: ClassVar[str] = "USPS (16×16)"
    paper: ClassVar[str] = "Hull 1994, A Database for Handwritten Text Recognition Research"
    reader: ClassVar[str] = "USPS"
    holds: ClassVar[str] = "usps.bz2 or usps.t.bz2"
    card: ClassVar[Card] = Card(
        title="USPS",
        about="Digits of ZIP codes that the United States Postal Service scanned from envelopes.",
        size=(16, 16),
        channels=1,
        counts={"train": 7_291, "test": 2_007},
        classes=tuple("0123456789"),
        licence="none stated",
        source=paper,
        megabytes=8,
        url="https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass.html#usps",
    )
    split: Literal["train", "test"] = option(default="train", help="Which of the two parts to learn from.")

    def files(self) -> Sequence[Path]:
        return [self.folder / FILES[self.split]]

    def remotes(self) -> Sequence[Remote]:
        from torchvision.datasets import USPS

        url, name, md5 = USPS.split_list[self.split]
        return [Remote((url,), md5, self.folder / name, is_archive=False)]

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        data = self.torchvision(train=self.split == "train")
        return data.data[:, None], np.array(data.targets, np.int64)
