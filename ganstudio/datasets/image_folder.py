"""Any folder or ZIP file of pictures, with the classes that folders or a file of labels tell."""

from __future__ import annotations

import hashlib
import json
import statistics
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

import numpy as np

from ganstudio.datasets.base import FLIPS_HELP, SIZE_HELP, Dataset, Opening, Pulse, Size
from ganstudio.datasets.cache import Filling, cached
from ganstudio.datasets.decode import SUFFIXES, Decoding, Filter, Fit, Peek, UnreadablePictureError, hush, peek
from ganstudio.datasets.labels import (
    FOUND_BY_THEMSELVES,
    Labels,
    LabelsError,
    few,
    labels_by_file,
    labels_by_folder,
    no_labels,
)
from ganstudio.datasets.picture_files import DamagedFileError, PictureFiles, picture_files
from ganstudio.datasets.reading import patiently, read_into
from ganstudio.events import Preparing, Warned
from ganstudio.files import written_out
from ganstudio.options import FilePath, FolderPath, option
from ganstudio.problems import ProblemError
from ganstudio.spec import DataSpec

DECODER = 1  # another number when the same file and options give other pixels than before
PEEKED = 64  # pictures whose headers decide what "auto" means
LARGEST_AUTO = 64  # px; beyond that a CPU needs hours, so larger is a person's choice
SQUARES = (8, 16, 28, 32, 48, 64, 96, 128, 256)
CHANNELS = {"grey": 1, "rgb": 3, "rgba": 4}


class ImageFolder(Dataset):
    """Your own pictures: every picture in a folder and below it, or in a ZIP file. Sub-folders become classes."""

    kind: Literal["image_folder"] = "image_folder"
    label: ClassVar[str] = "Folder of pictures"
    folder: Annotated[str, FolderPath(("zip",))] = option(
        default="", help="Folder or ZIP file with PNG, JPEG, WebP, BMP, GIF or TIFF pictures."
    )
    size: Size = option(
        default="auto",
        unit="px",
        help=f"{SIZE_HELP} At most {LARGEST_AUTO}; larger sizes are yours to choose.",
    )
    fit: Fit = option(
        default="crop",
        help="How a picture becomes a square: its middle, or the whole of it on a ground of its border's colour, "
        "or the whole of it stretched.",
    )
    filter: Filter = option(
        default="lanczos", help="How pictures are scaled. “nearest” keeps the hard edges of pixel art."
    )
    color: Literal["auto", "grey", "rgb", "rgba"] = option(
        default="auto",
        label="Colour",
        help="“auto” is grey when all pictures are, else RGB. Only “rgba” keeps transparency; else it becomes white.",
    )
    flips: bool = option(default=False, label="Mirrored, too", help=FLIPS_HELP)
    labels: Literal["auto", "folders", "none"] = option(
        default="auto",
        help="Where the classes come from. “auto” takes the file of labels, or the labels.csv or dataset.json beside "
        "the pictures, else the sub-folders.",
    )
    label_file: Annotated[str, FilePath(("csv", "tsv", "txt", "json"))] = option(
        default="",
        label="File of labels",
        help="A table with a picture's file name and its label on each line, or StyleGAN's dataset.json. Used when the "
        "labels are “auto”.",
    )

    def describe(self, sizes: frozenset[int] | None) -> DataSpec:
        hush()
        files, names, labels = self._looked()
        with closing(files):
            some = names[:: max(1, len(names) // PEEKED)]
            peeked = [seen for name in some if (seen := _peek_or_none(files, name)) is not None]
        if not peeked:
            raise self._unreadable(names)
        if self.size == "auto":
            side = min(statistics.median_low([min(p.width, p.height) for p in peeked]), LARGEST_AUTO)
            allowed = sorted(sizes if sizes is not None else SQUARES)
            size = max((s for s in allowed if s <= side), default=allowed[0])
        else:
            size = self.size
        color = ("grey" if all(p.is_grey for p in peeked) else "rgb") if self.color == "auto" else self.color
        return DataSpec((CHANNELS[color], size, size), len(names), labels.classes)

    def anchored(self) -> Self:
        chosen = {"folder": self.folder, "label_file": self.label_file}
        return self.model_copy(
            update={name: str(written_out(path).absolute()) for name, path in chosen.items() if path}
        )

    def open(self, spec: DataSpec) -> Opening:
        hush()
        files, names, labels = yield from patiently("Looking at the pictures", self._looked)
        with closing(files):
            if labels.unused:
                count = len(labels.unused)
                yield Warned(f"{count:,} of the labels are of pictures that are not there: {few(labels.unused)}")
            indices = _indices(labels, spec.classes)
            decoding = Decoding(spec.shape[-1], spec.shape[0], self.fit, self.filter)
            key = {
                "kind": self.kind,
                "decoder": DECODER,
                "decoding": asdict(decoding),
                "labels": hashlib.blake2b(indices.tobytes()).hexdigest(),
                "files": (yield from _fingerprint(files, names)),
            }

            def fill(pixels: np.ndarray, labels: np.ndarray) -> Filling:
                used = yield from read_into(pixels, labels, names, indices, _reader(files, decoding))
                if used == 0:
                    raise self._unreadable(names)
                return used

            pictures = yield from cached(key, len(names), spec.shape, fill)
        return replace(pictures, flips=self.flips)

    def _looked(self) -> tuple[PictureFiles, list[str], Labels]:
        """Where the pictures are, their names and their classes."""
        if not self.folder:
            raise ProblemError.single("folder", "choose the folder that holds the pictures")
        files = picture_files(written_out(self.folder))
        try:
            names = self._names(files)
            return files, names, self._labels(files, names)
        except ProblemError:
            files.close()
            raise

    def _names(self, files: PictureFiles) -> list[str]:
        """The pictures by name, in a stable order."""
        root = written_out(self.folder)
        try:
            names = files.names(SUFFIXES)
        except FileNotFoundError:
            what = "ZIP file" if root.suffix.lower() == ".zip" else "folder"
            raise ProblemError.single("folder", f"there is no {what} {root}") from None
        except (OSError, ValueError) as error:
            raise ProblemError.single("folder", f"cannot read {root}: {getattr(error, 'strerror', error)}") from error
        if not names:
            raise ProblemError.single(
                "folder",
                f"there are no pictures in {root}: put PNG, JPEG, WebP, BMP, GIF or TIFF files into it",
            )
        return names

    def _unreadable(self, names: Sequence[str]) -> ProblemError:
        return ProblemError.single("folder", f"none of the {len(names)} pictures in {self.folder} can be read")

    def _labels(self, files: PictureFiles, names: Sequence[str]) -> Labels:
        beside = next((name for name in FOUND_BY_THEMSELVES if files.has(name)), "")
        if self.labels == "none":
            return no_labels(names)
        if self.labels == "folders" or not (self.label_file or beside):
            return labels_by_folder(names, files.name)
        option, name = ("label_file", self.label_file) if self.label_file else ("labels", beside)
        try:
            if self.label_file:
                content = written_out(self.label_file).read_bytes()
            else:
                with files.open(beside) as file:
                    content = file.read()
            return labels_by_file(names, Path(name).name, content)
        except (LabelsError, DamagedFileError) as error:
            hint = "" if self.label_file else "; or choose “folders” or “none” here"
            raise ProblemError.single(option, f"{error}{hint}") from error
        except (OSError, ValueError) as error:
            raise ProblemError.single(option, f"cannot read {name}: {getattr(error, 'strerror', error)}") from error


def _reader(files: PictureFiles, decoding: Decoding) -> Callable[[str], np.ndarray | str]:
    def read(name: str) -> np.ndarray | str:
        """The pixels, or in a few words why there are none."""
        try:
            with files.open(name) as file:
                return decoding(file)
        except (UnreadablePictureError, DamagedFileError) as error:
            return str(error)
        except PermissionError:
            return "no permission to read it"
        except OSError as error:  # its disk may be gone: what is left must not be kept as if it were all
            raise ProblemError.single("folder", f"{few([name])} can no longer be read: {error.strerror}") from error

    return read


def _peek_or_none(files: PictureFiles, name: str) -> Peek | None:
    try:
        with files.open(name) as file:
            return peek(file)
    except (UnreadablePictureError, DamagedFileError, OSError):
        return None


def _indices(labels: Labels, classes: tuple[str, ...]) -> np.ndarray:
    """Each picture's place in `classes`, (N,) int64. Raises ProblemError for a class that is not among them."""
    if not classes:
        return np.zeros(len(labels.indices), np.int64)
    if unknown := [name for name in labels.classes if name not in classes] or ([] if labels.classes else ["none"]):
        raise ProblemError.single(
            "folder", f"there are pictures of other classes than when the run began: {few(unknown)}; begin a new run"
        )
    places = np.array([classes.index(name) for name in labels.classes], np.int64)
    return places[np.array(labels.indices, np.int64)]


def _fingerprint(files: PictureFiles, names: Sequence[str]) -> Generator[Preparing, None, str]:
    """Another one when a picture is added, taken away, renamed or changed."""
    found, pulse = hashlib.blake2b(digest_size=16), Pulse()
    try:
        for number, stamp in enumerate(files.stamps(names)):
            found.update(json.dumps(stamp).encode())
            if pulse.is_due():
                yield Preparing("Looking at the pictures", number, len(names))
    except OSError as error:
        raise ProblemError.single("folder", f"a picture can no longer be read: {error}") from error
    return found.hexdigest()
