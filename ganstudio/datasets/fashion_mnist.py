"""Fashion-MNIST: clothes in the format of MNIST."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.datasets.card import Card
from ganstudio.datasets.idx import Idx
from ganstudio.options import option


class FashionMnist(Idx):
    """28×28 grey pictures of ten kinds of clothes, shoes and bags; as many as MNIST has, but harder to learn."""

    kind: Literal["fashion_mnist"] = "fashion_mnist"
    label: ClassVar[str] = "Fashion-MNIST (28×28)"
    paper: ClassVar[str] = (
        "Xiao et al. 2017, Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms"
    )
    reader: ClassVar[str] = "FashionMNIST"
    holds: ClassVar[str] = "FashionMNIST/raw"
    card: ClassVar[Card] = Card(
        title="Fashion-MNIST",
        about="Articles of an online shop for clothes, photographed from the front and made small and grey.",
        size=(28, 28),
        channels=1,
        counts={"train": 60_000, "test": 10_000},
        classes=(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
        ),
        licence="MIT",
        source=paper,
        megabytes=31,
        url="https://github.com/zalandoresearch/fashion-mnist",
    )  # fmt: skip
    split: Literal["train", "test"] = option(default="train", help="Which of the two parts to learn from.")
