"""Data sets that many know, in torchvision's layout: found in a folder or downloaded, and read by torchvision."""

from __future__ import annotations

import pickle
import struct
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self, TypeVar

import numpy as np
import platformdirs

from ganstudio.datasets.base import SIZE_HELP, Dataset, Opening, Pictures, Pulse, Size, nearest_size, resized
from ganstudio.datasets.card import Card
from ganstudio.datasets.download import DamagedError, DownloadError, fetch, unpack
from ganstudio.datasets.image_folder import LARGEST_AUTO
from ganstudio.datasets.reading import patiently
from ganstudio.events import Preparing, Warned
from ganstudio.files import written_out
from ganstudio.options import FolderPath, option
from ganstudio.problems import ProblemError
from ganstudio.spec import DataSpec

AT_ONCE = 1024  # pictures resized between two signs of life
# what readers raise over files that are not what they should be
DAMAGE = (
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    pickle.UnpicklingError,
    struct.error,
    zlib.error,
)

Reading = Generator[Preparing | Warned, None, Pictures]
T = TypeVar("T")


@dataclass(frozen=True)
class Remote:
    """A file on offer. urls: by preference; target: the place that it gets."""

    urls: tuple[str, ...]
    md5: str
    target: Path
    is_archive: bool = True


class Published(Dataset):
    """A data set that others have made, with a card that tells what it is."""

    card: ClassVar[Card]
    reader: ClassVar[str]  # torchvision's class
    holds: ClassVar[str]  # what the chosen folder has to hold, in words

    root: Annotated[str, FolderPath()] = option(
        default="",
        label="Folder",
        help="Folder that holds the original files as torchvision lays them out. Empty: the program's own data folder.",
    )
    split: str = option(default="train", help="Which of the parts to learn from.")
    size: Size = option(default="auto", unit="px", help=SIZE_HELP)

    @property
    def folder(self) -> Path:
        """The folder that is meant, whether chosen or our own."""
        return written_out(self.root) if self.root else platformdirs.user_data_path("ganstudio") / "datasets"

    def describe(self, sizes: frozenset[int] | None) -> DataSpec:
        if (missing := self._missing()) and not self.can_fetch():
            raise ProblemError.single("root", self._absence(missing))
        size = nearest_size(self.own_size(), sizes) if self.size == "auto" else self.size
        return DataSpec((self.card.channels, size, size), self.count(), self.classes())

    def anchored(self) -> Self:
        return self.revise("root", str(written_out(self.root).absolute())) if self.root else self

    def open(self, spec: DataSpec) -> Opening:
        if missing := self._missing():
            if not self.can_fetch():
                raise ProblemError.single("root", self._absence(missing))
            yield from self._fetched()
        yield Preparing(f"Reading {self.card.title}")
        return (yield from self.pictures(spec))

    def files(self) -> Sequence[Path]:
        """What must be there to be read: files, and folders of files."""
        raise NotImplementedError

    def classes(self) -> tuple[str, ...]:
        """The classes of the chosen part."""
        return self.card.classes

    def count(self) -> int:
        """Pictures in the chosen part, without reading them."""
        return self.published_count()

    def published_count(self) -> int:
        """Pictures in the chosen part by the card."""
        return self.card.counts[self.split]

    def own_size(self) -> int:
        """What “auto” stands for, in pixels."""
        width, height = self.card.size or (0, 1)
        return width if width == height else LARGEST_AUTO

    def can_fetch(self) -> bool:
        """Whether what is missing may be downloaded."""
        return False

    def where_to_get(self) -> str:
        """What a person can do about missing files besides choosing their folder."""
        return "switch on “download”"

    def fetch(self) -> Iterator[Preparing]:
        """Downloads and unpacks. Raises DownloadError, or OSError when it cannot be kept."""
        raise NotImplementedError

    def pictures(self, spec: DataSpec) -> Reading:
        """The pictures, in the size that `spec` says."""
        pixels, labels = yield from self.waited(self.arrays)
        shape = (len(pixels), *spec.shape)
        if pixels.shape == shape:
            return Pictures(np.ascontiguousarray(pixels), labels)
        fitting, pulse = np.empty(shape, np.uint8), Pulse()
        for start in range(0, len(pixels), AT_ONCE):
            part = np.ascontiguousarray(pixels[start : start + AT_ONCE])
            fitting[start : start + AT_ONCE] = resized(part, spec.shape[-1])
            if pulse.is_due():
                yield Preparing(f"Resizing {self.card.title}", start, len(pixels))
        return Pictures(fitting, labels)

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """All pictures (N, C, H, W) uint8 in their own size, and their labels (N,) int64."""
        raise NotImplementedError

    def torchvision(self, **options: Any) -> Any:
        """torchvision's reader of this data set."""
        from torchvision import datasets

        return getattr(datasets, self.reader)(str(self.folder), download=False, **options)

    def waited(self, work: Callable[[], T]) -> Generator[Preparing, None, T]:
        """What reading the files gives. A thread does it, so that a person may stop meanwhile."""
        with self.undamaged():
            return (yield from patiently(f"Reading {self.card.title}", work))

    @contextmanager
    def undamaged(self) -> Iterator[None]:
        """Tells of files that cannot be read as of a problem of the folder."""
        try:
            yield
        except DAMAGE as error:
            if isinstance(error, OSError) and error.errno is not None:  # not the content is to blame
                raise ProblemError.single("root", f"cannot read {self.card.title} in {self.folder}: {error}") from error
            raise self.damaged(str(error) or type(error).__name__) from error

    def damaged(self, reason: str) -> ProblemError:
        """The problem of a folder whose files cannot be read."""
        if "download=True" in reason:  # torchvision's words to programmers
            reason = "they are not the original ones"
        return ProblemError.single(
            "root",
            f"the {self.card.title} files in {self.folder} are damaged: {reason}; "
            f"delete {self.holds} there and {self.where_to_get()}",
        )

    def _missing(self) -> list[Path]:
        try:
            return [path for path in self.files() if not path.exists()]
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ProblemError.single("root", f"cannot read {self.folder}: {reason}") from error

    def _absence(self, missing: list[Path]) -> str:
        some = len(missing) < len(self.files())
        names = f" as a whole: {', '.join(path.name for path in missing)} is missing" if some else ""
        return (
            f"{self.card.title} is not in {self.folder}{names}: choose the folder that holds {self.holds}, "
            f"or {self.where_to_get()}"
        )

    def _fetched(self) -> Iterator[Preparing]:
        try:
            yield from self.fetch()
        except DamagedError as error:
            raise ProblemError.single("download", f"{error}; try again") from error
        except DownloadError as error:
            raise ProblemError.single(
                "download",
                f"{self.card.title} could not be downloaded ({error}); check the connection or choose a folder",
            ) from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ProblemError.single(
                "root", f"the download cannot be kept in {self.folder} ({reason}); choose another folder"
            ) from error
        if missing := self._missing():
            names = ", ".join(path.name for path in missing)
            raise ProblemError.single("download", f"what was downloaded of {self.card.title} does not hold {names}")


class Downloadable(Published):
    """A data set that its makers let programs download."""

    download: bool = option(default=False, help="Fetch the files into the folder when they are not there yet.")

    def can_fetch(self) -> bool:
        return self.download

    def remotes(self) -> Sequence[Remote]:
        """The files to download, in that order."""
        raise NotImplementedError

    def fetch(self) -> Iterator[Preparing]:
        remotes = self.remotes()
        for remote in remotes:
            yield from fetch(remote.urls, remote.target, remote.md5)
            if remote.is_archive:
                yield from unpack(remote.target, remote.target.parent)
        for remote in remotes:  # only now, so that a download that was stopped goes on where it was
            if remote.is_archive:
                remote.target.unlink(missing_ok=True)
