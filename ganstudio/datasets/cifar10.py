"""CIFAR-10: small photographs of animals and vehicles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

from ganstudio.datasets.card import Card
from ganstudio.datasets.cifar import Cifar
from ganstudio.options import option


class Cifar10(Cifar):
    """32×32 colour photographs of ten kinds of animals and vehicles: what most papers on GANs are measured on."""

    kind: Literal["cifar10"] = "cifar10"
    label: ClassVar[str] = "CIFAR-10 (32×32)"
    paper: ClassVar[str] = "Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images"
    reader: ClassVar[str] = "CIFAR10"
    holds: ClassVar[str] = "cifar-10-batches-py"
    card: ClassVar[Card] = Card(
        title="CIFAR-10",
        about="Photographs from the web, each of one animal or vehicle, made very small.",
        size=(32, 32),
        channels=3,
        counts={"train": 50_000, "test": 10_000},
        classes=("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
        licence="none stated; the photographs are their makers'",
        source=paper,
        megabytes=170,
        url="https://www.cs.toronto.edu/~kriz/cifar.html",
    )
    split: Literal["train", "test"] = option(default="train", help="Which of the two parts to learn from.")

    def files(self) -> Sequence[Path]:
        names = *(f"data_batch_{number}" for number in range(1, 6)), "test_batch", "batches.meta"
        return [self.folder / self.holds / name for name in names]
