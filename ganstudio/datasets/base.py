"""What every dataset offers: a description without torch, and the data itself."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, Self

import numpy as np

from ganstudio.catalog import Kind
from ganstudio.datasets.card import Card
from ganstudio.events import Preparing, Warned
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    import torch

Size = Literal["auto", 8, 16, 28, 32, 48, 64, 96, 128, 256]
FLIPS_HELP = "Every picture also comes mirrored left to right: twice the pictures, where left and right do not matter."
SIZE_HELP = "Height and width in pixels. “auto” takes the data's own size, or the nearest that the networks allow."


@dataclass(frozen=True)
class Pictures:
    """Decoded pictures. pixels: (N, C, H, W) uint8, which may lie in a memory-mapped file; labels: (N,) int64, indices
    into the classes. flips: whether every picture also comes mirrored left to right."""

    pixels: np.ndarray
    labels: np.ndarray
    flips: bool = False

    def __len__(self) -> int:
        return len(self.pixels)


@dataclass(frozen=True)
class Rows:
    """Numbers in rows, standardised. values: (N, D) float32."""

    values: np.ndarray

    def __len__(self) -> int:
        return len(self.values)


class Distribution(Protocol):
    """Data that is drawn afresh for every batch."""

    def draw(self, count: int, rng: torch.Generator) -> torch.Tensor:
        """`count` samples, (count, *shape) float32, on the device of `rng`."""
        ...


Data = Pictures | Rows | Distribution
Opening = Generator[Preparing | Warned, None, Data]


class Dataset(Kind):
    """Where the real samples come from."""

    card: ClassVar[Card | None] = None  # of a data set that others have published

    def describe(self, sizes: frozenset[int] | None) -> DataSpec:
        """What the data is, decided without torch.

        sizes: the picture sizes that both networks can work with, None for any.
        Raises ProblemError with paths relative to this dataset.
        """
        raise NotImplementedError

    def anchored(self) -> Self:
        """The same dataset with its folder or file spelt out, so that a run can go on from anywhere."""
        return self

    def open(self, spec: DataSpec) -> Opening:
        """Reads the data, yielding what there is to tell on the way, and returns it.

        Raises ProblemError with paths relative to this dataset.
        """
        raise NotImplementedError

    def opened(self, spec: DataSpec) -> Data:
        """What `open` returns, for who has nobody to tell. Raises ProblemError."""
        opening = self.open(spec)
        while True:
            try:
                next(opening)
            except StopIteration as end:
                data: Data = end.value
                return data


class Pulse:
    """Says when there is something to tell again: at once, then ten times a second, so that a person may stop it."""

    def __init__(self) -> None:
        self._next = 0.0

    def is_due(self) -> bool:
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + 0.1
        return True


def nearest_size(wanted: int, sizes: frozenset[int] | None) -> int:
    """The allowed size that loses least: the smallest not below `wanted`, else the largest there is."""
    if sizes is None or wanted in sizes:
        return wanted
    return min((size for size in sizes if size >= wanted), default=max(sizes))


def resized(pixels: np.ndarray, size: int) -> np.ndarray:
    """(N, C, H, W) uint8 pictures at `size` × `size`, bilinear with anti-aliasing."""
    if pixels.shape[-2:] == (size, size):
        return pixels
    import torch

    out = np.empty((*pixels.shape[:2], size, size), np.uint8)
    for start in range(0, len(pixels), 1024):  # in parts: the float copy is four times the size
        part = torch.from_numpy(pixels[start : start + 1024]).float()
        scaled = torch.nn.functional.interpolate(part, (size, size), mode="bilinear", antialias=True)
        out[start : start + 1024] = scaled.round().clamp(0, 255).to(torch.uint8).numpy()
    return out
