"""SVHN: digits of house numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from ganstudio.datasets.card import Card
from ganstudio.datasets.matlab import read_matlab
from ganstudio.datasets.published import Downloadable, Remote
from ganstudio.options import option


class Svhn(Downloadable):
    """32×32 colour photographs of digits of house numbers, often with parts of their neighbours."""

    kind: Literal["svhn"] = "svhn"
    label: ClassVar[str] = "SVHN house numbers (32×32)"
    paper: ClassVar[str] = "Netzer et al. 2011, Reading Digits in Natural Images with Unsupervised Feature Learning"
    reader: ClassVar[str] = "SVHN"
    holds: ClassVar[str] = "train_32x32.mat, test_32x32.mat or extra_32x32.mat"
    card: ClassVar[Card] = Card(
        title="SVHN",
        about="Digits of house numbers from pictures of streets, each in the middle of its picture.",
        size=(32, 32),
        channels=3,
        counts={"train": 73_257, "test": 26_032, "extra": 531_131},
        classes=tuple("0123456789"),
        licence="for non-commercial use only",
        source=paper,
        megabytes=1_576,
        url="http://ufldl.stanford.edu/housenumbers/",
    )
    split: Literal["train", "test", "extra"] = option(
        default="train",
        help="Which part to learn from and to download: “train” has 182 MB, “test” 64 MB, “extra”, which is easier, "
        "1.3 GB.",
    )

    def files(self) -> Sequence[Path]:
        return [self.folder / f"{self.split}_32x32.mat"]

    def remotes(self) -> Sequence[Remote]:
        from torchvision.datasets import SVHN

        url, name, md5 = SVHN.split_list[self.split]
        return [Remote((url,), md5, self.folder / name, is_archive=False)]

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        [file] = self.files()  # torchvision would need SciPy for it
        content = read_matlab(file)
        return content["X"].transpose(3, 2, 0, 1), content["y"].ravel().astype(np.int64) % 10  # 10 stands for 0
