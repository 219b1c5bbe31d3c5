"""Three digits as the channels of one picture: data whose thousand modes can be counted."""

from __future__ import annotations

import hashlib
from typing import Annotated, ClassVar, Literal, Self

import numpy as np

from ganstudio.datasets.base import SIZE_HELP, Dataset, Opening, Pictures, Pulse, Size
from ganstudio.datasets.cache import Filling, cached
from ganstudio.datasets.digits import Digits
from ganstudio.datasets.mnist import Mnist
from ganstudio.events import Preparing
from ganstudio.files import written_out
from ganstudio.options import FolderPath, option
from ganstudio.spec import DataSpec

SEED = 2017  # of the triples, which are the same in every run
AT_ONCE = 1024  # pictures


class StackedDigits(Dataset):
    """Three random digits, one in red, one in green and one in blue: 1,000 modes. Shows how many a generator drops.

    There are no classes: which modes a generator found is seen by reading the digits of its samples.
    """

    kind: Literal["stacked_digits"] = "stacked_digits"
    label: ClassVar[str] = "Stacked digits (1,000 modes)"
    paper: ClassVar[str] = "Metz et al. 2017, Unrolled Generative Adversarial Networks, section 3.3"
    source: Literal["digits", "mnist"] = option(
        default="digits", help="The included digits (8×8), or those of MNIST (28×28), as in the paper."
    )
    root: Annotated[str, FolderPath()] = option(
        default="",
        label="MNIST folder",
        help="Folder that holds MNIST/raw with the four original files. Empty: the program's own data folder.",
    )
    download: bool = option(default=False, label="Download MNIST", help="Fetch MNIST when it is not there yet.")
    count: int = option(default=25_600, ge=1000, le=1_000_000, help="How many triples are drawn; the same every time.")
    size: Size = option(default="auto", unit="px", help=SIZE_HELP)

    def describe(self, sizes: frozenset[int] | None) -> DataSpec:
        return DataSpec((3, *self._digits().describe(sizes).shape[1:]), self.count)

    def anchored(self) -> Self:
        return self.revise("root", str(written_out(self.root).absolute())) if self.root else self

    def open(self, spec: DataSpec) -> Opening:
        single = DataSpec((1, *spec.shape[1:]), 0)
        digits = yield from self._digits().open(single)
        if not isinstance(digits, Pictures):
            raise TypeError("digits are pictures")
        pixels = digits.pixels[:, 0]  # (M, H, W)
        triples = np.random.default_rng(SEED).integers(0, len(pixels), (self.count, 3))

        def fill(stacked: np.ndarray, labels: np.ndarray) -> Filling:
            pulse = Pulse()
            for start in range(0, self.count, AT_ONCE):
                stacked[start : start + AT_ONCE] = pixels[triples[start : start + AT_ONCE]]
                if pulse.is_due():
                    yield Preparing("Stacking digits", start, self.count)
            return self.count

        key = {"kind": self.kind, "seed": SEED, "digits": hashlib.blake2b(pixels.tobytes()).hexdigest()}
        return (yield from cached(key, self.count, spec.shape, fill))

    def _digits(self) -> Digits | Mnist:
        if self.source == "mnist":
            return Mnist(root=self.root, download=self.download, size=self.size)
        return Digits(size=self.size)
