"""MNIST through torchvision, from a local folder; downloaded only when asked for."""

from __future__ import annotations

import struct
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

import platformdirs

from ganstudio.datasets.base import SIZE_HELP, Dataset, Opening, Pictures, Size, nearest_size, resized
from ganstudio.events import Preparing
from ganstudio.files import replacing, written_out
from ganstudio.options import FolderPath, option
from ganstudio.problems import ProblemError
from ganstudio.spec import DataSpec

FILES = tuple(f"{part}-{what}-ubyte" for part in ("train", "t10k") for what in ("images-idx3", "labels-idx1"))


class Mnist(Dataset):
    """28×28 grey handwritten digits, 60,000 to train on; read from a folder or downloaded once."""

    kind: Literal["mnist"] = "mnist"
    label: ClassVar[str] = "MNIST (28×28)"
    paper: ClassVar[str] = "LeCun et al. 1998, Gradient-Based Learning Applied to Document Recognition"
    root: Annotated[str, FolderPath()] = option(
        default="",
        label="Folder",
        help="Folder that holds MNIST/raw with the four original files. Empty: the program's own data folder.",
    )
    split: Literal["train", "test"] = option(default="train", help="Which of the two parts to learn from.")
    size: Size = option(default="auto", unit="px", help=SIZE_HELP)
    download: bool = option(
        default=False, help="Fetch the files (about 12 MB) into the folder when they are not there yet."
    )

    @property
    def folder(self) -> Path:
        """The folder that is meant, whether chosen or our own."""
        return written_out(self.root) if self.root else platformdirs.user_data_path("ganstudio") / "datasets"

    def describe(self, sizes: frozenset[int] | None) -> DataSpec:
        size = nearest_size(28, sizes) if self.size == "auto" else self.size
        if self._missing() and not self.download:
            raise ProblemError.single(
                "root",
                f"MNIST is not in {self.folder}: choose the folder that holds MNIST/raw, or switch on “download”",
            )
        return DataSpec((1, size, size), self._count(), tuple("0123456789"))

    def anchored(self) -> Self:
        return self.revise("root", str(written_out(self.root).absolute())) if self.root else self

    def open(self, spec: DataSpec) -> Opening:
        if self._missing():
            yield from self._fetch()
        yield Preparing("Reading MNIST")
        from torchvision import datasets

        try:
            data = datasets.MNIST(str(self.folder), train=self.split == "train", download=False)
        except (RuntimeError, ValueError, OSError, AssertionError) as error:
            raise ProblemError.single(
                "root", f"the MNIST files in {self.folder} are damaged: {error or type(error).__name__}"
            ) from error
        return Pictures(resized(data.data.unsqueeze(1).numpy(), spec.shape[-1]), data.targets.numpy())

    def _files(self) -> tuple[Path, Path]:
        part = "train" if self.split == "train" else "t10k"
        raw = self.folder / "MNIST" / "raw"
        return raw / f"{part}-images-idx3-ubyte", raw / f"{part}-labels-idx1-ubyte"

    def _missing(self) -> bool:
        raw = self._files()[0].parent  # torchvision wants both parts to be there
        return not all((raw / name).is_file() for name in FILES)

    def _count(self) -> int:
        """Pictures in the file by its header, or by the set's own description before the download."""
        try:
            with self._files()[0].open("rb") as file:
                return int(struct.unpack(">ii", file.read(8))[1])
        except (OSError, struct.error):
            return 60_000 if self.split == "train" else 10_000

    def _fetch(self) -> Iterator[Preparing]:
        """Downloads and unpacks what torchvision would, telling how far it is."""
        from torchvision.datasets import MNIST
        from torchvision.datasets.utils import check_integrity, extract_archive

        raw = self._files()[0].parent
        try:
            raw.mkdir(parents=True, exist_ok=True)
            for name, md5 in MNIST.resources:
                archive = raw / name
                if not check_integrity(archive, md5):
                    yield from _download([mirror + name for mirror in MNIST.mirrors], archive)
                if not check_integrity(archive, md5):
                    archive.unlink()
                    raise ProblemError.single("download", f"{name} arrived damaged; try again")
                extract_archive(str(archive), str(raw))
        except OSError as error:
            raise ProblemError.single(
                "download",
                f"MNIST could not be downloaded ({error}); check the connection or choose a folder",
            ) from error


def _download(mirrors: list[str], target: Path) -> Iterator[Preparing]:
    """The first mirror that answers, into `target`, which is absent or complete at any time."""
    failure: OSError = OSError("no mirror is known")
    for mirror in mirrors:
        try:
            with urllib.request.urlopen(mirror, timeout=20) as answer, replacing(target) as file:
                total, told = int(answer.headers.get("Content-Length") or 0), 0.0
                while block := answer.read(1 << 16):
                    file.write(block)
                    if time.monotonic() - told > 0.1:
                        told = time.monotonic()
                        yield Preparing(f"Downloading {target.name}", file.tell(), total)
            return
        except OSError as error:
            failure = error
    raise failure
