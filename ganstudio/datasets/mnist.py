"""MNIST: handwritten digits."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.datasets.card import Card
from ganstudio.datasets.idx import Idx
from ganstudio.options import option


class Mnist(Idx):
    """28×28 grey handwritten digits, 60,000 to train on; read from a folder or downloaded once."""

    kind: Literal["mnist"] = "mnist"
    label: ClassVar[str] = "MNIST (28×28)"
    paper: ClassVar[str] = "LeCun et al. 1998, Gradient-Based Learning Applied to Document Recognition"
    reader: ClassVar[str] = "MNIST"
    holds: ClassVar[str] = "MNIST/raw"
    card: ClassVar[Card] = Card(
        title="MNIST",
        about="Digits that employees of the US Census Bureau and high-school students wrote, centred and scaled alike.",
        size=(28, 28),
        channels=1,
        counts={"train": 60_000, "test": 10_000},
        classes=tuple("0123456789"),
        licence="CC BY-SA 3.0",
        source=paper,
        megabytes=12,
        url="http://yann.lecun.com/exdb/mnist/",
    )
    split: Literal["train", "test"] = option(default="train", help="Which of the two parts to learn from.")
