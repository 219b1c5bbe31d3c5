"""The embedded default: real handwritten digits, ready without a download."""

from __future__ import annotations

import gzip
from typing import ClassVar, Literal

import numpy as np

from ganstudio.datasets.base import SIZE_HELP, Dataset, Opening, Pictures, Size, nearest_size, resized
from ganstudio.events import Preparing
from ganstudio.options import option
from ganstudio.resources import resource
from ganstudio.spec import DataSpec


class Digits(Dataset):
    """1,797 real handwritten digits of 8×8 pixels, included with the program.

    Test part of the UCI "Optical Recognition of Handwritten Digits" set (E. Alpaydin, C. Kaynak, 1998).
    """

    kind: Literal["digits"] = "digits"
    label: ClassVar[str] = "Handwritten digits (8×8)"
    size: Size = option(default="auto", unit="px", help=SIZE_HELP)

    def describe(self, sizes: frozenset[int] | None) -> DataSpec:
        size = nearest_size(8, sizes) if self.size == "auto" else self.size
        return DataSpec((1, size, size), 1797, tuple("0123456789"))

    def open(self, spec: DataSpec) -> Opening:
        yield Preparing("Reading the handwritten digits")
        with gzip.open(resource("data", "digits.csv.gz")) as file:
            table = np.loadtxt(file, delimiter=",", dtype=np.int64)  # (1797, 64 + 1), values 0…16
        pixels = np.rint(table[:, :64] * (255 / 16)).astype(np.uint8).reshape(-1, 1, 8, 8)
        return Pictures(resized(pixels, spec.shape[-1]), table[:, 64])
