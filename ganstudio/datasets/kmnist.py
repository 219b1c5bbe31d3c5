"""KMNIST: old Japanese characters in the format of MNIST."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.datasets.card import Card
from ganstudio.datasets.idx import Idx
from ganstudio.options import option


class Kmnist(Idx):
    """28×28 grey characters of old Japanese handwriting; each of the ten classes has several ways to be written."""

    kind: Literal["kmnist"] = "kmnist"
    label: ClassVar[str] = "Kuzushiji-MNIST (28×28)"
    paper: ClassVar[str] = "Clanuwat et al. 2018, Deep Learning for Classical Japanese Literature"
    reader: ClassVar[str] = "KMNIST"
    holds: ClassVar[str] = "KMNIST/raw"
    card: ClassVar[Card] = Card(
        title="Kuzushiji-MNIST",
        about="Ten hiragana characters, one for each row of the syllabary, cut out of books from before 1900.",
        size=(28, 28),
        channels=1,
        counts={"train": 60_000, "test": 10_000},
        classes=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
        licence="CC BY-SA 4.0",
        source=paper,
        megabytes=21,
        url="http://codh.rois.ac.jp/kmnist/",
    )
    split: Literal["train", "test"] = option(default="train", help="Which of the two parts to learn from.")
