"""CIFAR-100: small photographs of a hundred kinds of things."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

from ganstudio.datasets.card import Card
from ganstudio.datasets.cifar import Cifar
from ganstudio.options import option

CLASSES = (
    "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle",
    "bowl", "boy", "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle",
    "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur",
    "dolphin", "elephant", "flatfish", "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard",
    "lamp", "lawn_mower", "leopard", "lion", "lizard", "lobster", "man", "maple_tree", "motorcycle", "mountain",
    "mouse", "mushroom", "oak_tree", "orange", "orchid", "otter", "palm_tree", "pear", "pickup_truck", "pine_tree",
    "plain", "plate", "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road", "rocket",
    "rose", "sea", "seal", "shark", "shrew", "skunk", "skyscraper", "snail", "snake", "spider",
    "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank", "telephone", "television", "tiger",
    "tractor", "train", "trout", "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf", "woman", "worm",
)  # fmt: skip


class Cifar100(Cifar):
    """32×32 colour photographs of a hundred kinds of animals, plants, people and things, 600 of each."""

    kind: Literal["cifar100"] = "cifar100"
    label: ClassVar[str] = "CIFAR-100 (32×32)"
    paper: ClassVar[str] = "Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images"
    reader: ClassVar[str] = "CIFAR100"
    holds: ClassVar[str] = "cifar-100-python"
    card: ClassVar[Card] = Card(
        title="CIFAR-100",
        about="Photographs from the web as in CIFAR-10, of ten times as many kinds.",
        size=(32, 32),
        channels=3,
        counts={"train": 50_000, "test": 10_000},
        classes=CLASSES,
        licence="none stated; the photographs are their makers'",
        source=paper,
        megabytes=169,
        url="https://www.cs.toronto.edu/~kriz/cifar.html",
    )
    split: Literal["train", "test"] = option(default="train", help="Which of the two parts to learn from.")

    def files(self) -> Sequence[Path]:
        return [self.folder / self.holds / name for name in ("train", "test", "meta")]
