"""Data sets in the format of MNIST: idx files of grey pictures and labels, in a folder “raw”."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ganstudio.datasets.published import Downloadable, Remote


class Idx(Downloadable):
    """Grey pictures in idx files."""

    @property
    def raw(self) -> Path:
        """The folder of the files themselves."""
        return self.folder / self.reader / "raw"

    def files(self) -> Sequence[Path]:  # torchvision wants both parts to be there
        parts, contents = ("train", "t10k"), ("images-idx3", "labels-idx1")
        return [self.raw / f"{part}-{content}-ubyte" for part in parts for content in contents]

    def images_file(self) -> Path:
        """The file of the chosen part's pictures."""
        return self.raw / f"{'train' if self.split == 'train' else 't10k'}-images-idx3-ubyte"

    def count(self) -> int:
        """By the header of the file, or by the card before the download."""
        try:
            with self.images_file().open("rb") as file:
                return int(struct.unpack(">II", file.read(8))[1])
        except (OSError, struct.error):
            return self.published_count()

    def remotes(self) -> Sequence[Remote]:
        from torchvision import datasets

        reader = getattr(datasets, self.reader)
        return [
            Remote(tuple(mirror + name for mirror in reader.mirrors), md5, self.raw / name)
            for name, md5 in reader.resources
        ]

    def part(self) -> dict[str, Any]:
        """The chosen part, as torchvision's reader is told it."""
        return {"train": self.split == "train"}

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        data = self.torchvision(**self.part())
        return data.data.unsqueeze(1).numpy(), data.targets.numpy()
