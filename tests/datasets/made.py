"""Tiny data sets in the formats of the published ones, as torchvision lays them out."""

from __future__ import annotations

import bz2
import pickle
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ganstudio.datasets.base import Pictures
from ganstudio.datasets.celeba import TABLES, Attribute
from ganstudio.datasets.published import Published
from ganstudio.events import Preparing, Warned

COUNT = 6


def pictures(count: int, channels: int, size: int, seed: int = 0) -> np.ndarray:
    """Random pictures, (count, channels, size, size) uint8."""
    return np.random.default_rng(seed).integers(0, 256, (count, channels, size, size), np.uint8)


def idx(values: np.ndarray) -> bytes:
    """An array of bytes or whole numbers in the format of MNIST."""
    code = 8 if values.dtype == np.uint8 else 12
    head = struct.pack(f">BBBB{values.ndim}I", 0, 0, code, values.ndim, *values.shape)
    return head + values.astype(values.dtype.newbyteorder(">")).tobytes()


def matlab(arrays: dict[str, np.ndarray], *, compressed: bool = True) -> bytes:
    """Arrays of bytes or doubles in MATLAB's format, level 5."""
    content = b"made for a test".ljust(124) + struct.pack("<H", 0x0100) + b"IM"
    for name, array in arrays.items():
        kind, stored = (9, 2) if array.dtype == np.uint8 else (6, 9)  # class, type of what is stored
        parts = [
            element(6, struct.pack("<II", kind, 0)),
            element(5, np.array(array.shape, np.int32).tobytes()),
            element(1, name.encode()),
            element(stored, array.tobytes(order="F")),
        ]
        matrix = element(14, b"".join(parts))
        packed = zlib.compress(matrix)
        content += struct.pack("<II", 15, len(packed)) + packed if compressed else matrix
    return content


def element(kind: int, content: bytes) -> bytes:
    if 0 < len(content) <= 4:
        return struct.pack("<I", len(content) << 16 | kind) + content.ljust(4, b"\0")
    return struct.pack("<II", kind, len(content)) + content + bytes(-len(content) % 8)


def write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def photo(file: Path, colour: tuple[int, int, int], size: tuple[int, int] = (20, 30)) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(file, quality=95)


def colour(number: int) -> tuple[int, int, int]:
    return number * 30 % 256, 200, 100


# --- one of each -------------------------------------------------------------------------------


def mnist(root: Path, reader: str = "MNIST") -> None:
    for seed, part in enumerate(("train", "t10k")):
        write(root / reader / "raw" / f"{part}-images-idx3-ubyte", idx(pictures(COUNT, 1, 28, seed)[:, 0]))
        write(root / reader / "raw" / f"{part}-labels-idx1-ubyte", idx(np.arange(COUNT, dtype=np.uint8)))


def emnist(root: Path, selection: str = "balanced", first: int = 0) -> None:
    for seed, part in enumerate(("train", "test")):
        stem = f"EMNIST/raw/emnist-{selection}-{part}"
        write(root / f"{stem}-images-idx3-ubyte", idx(pictures(COUNT, 1, 28, seed)[:, 0].swapaxes(1, 2)))
        write(root / f"{stem}-labels-idx1-ubyte", idx(np.arange(first, COUNT + first, dtype=np.uint8)))


def qmnist(root: Path, count: int = COUNT) -> None:
    for seed, stem in enumerate(("qmnist-train", "qmnist-test", "xnist")):
        labels = np.zeros((count, 8), np.int32)
        labels[:, 0], labels[:, 2] = np.arange(count) % 10, 70_000
        write(root / f"QMNIST/raw/{stem}-images-idx3-ubyte", idx(pictures(count, 1, 28, seed)[:, 0]))
        write(root / f"QMNIST/raw/{stem}-labels-idx2-int", idx(labels))


def usps(root: Path) -> None:
    for seed, name in enumerate(("usps.bz2", "usps.t.bz2")):
        lines = []
        for label, picture in enumerate(pictures(COUNT, 1, 16, seed), 1):
            values = (picture.ravel() + 0.5) / 255 * 2 - 1  # the half keeps it from being rounded down
            lines.append(f"{label} " + " ".join(f"{i}:{value:.6f}" for i, value in enumerate(values, 1)))
        write(root / name, bz2.compress("\n".join(lines).encode()))


def svhn(root: Path) -> None:
    for seed, part in enumerate(("train", "test", "extra")):
        stored = pictures(COUNT, 3, 32, seed).transpose(2, 3, 1, 0)
        labels = np.array([10, 1, 2, 3, 4, 9], np.uint8)[:, None]
        write(root / f"{part}_32x32.mat", matlab({"X": stored, "y": labels}))


def cifar10(root: Path) -> None:
    base = root / "cifar-10-batches-py"
    for seed, name in enumerate((*(f"data_batch_{n}" for n in range(1, 6)), "test_batch")):
        batch = {"data": pictures(COUNT, 3, 32, seed).reshape(COUNT, -1), "labels": list(range(COUNT))}
        write(base / name, pickle.dumps(batch))
    write(base / "batches.meta", pickle.dumps({"label_names": ["airplane", "automobile"]}))


def cifar100(root: Path) -> None:
    base = root / "cifar-100-python"
    for seed, name in enumerate(("train", "test")):
        batch = {"data": pictures(COUNT, 3, 32, seed).reshape(COUNT, -1), "fine_labels": list(range(94, 94 + COUNT))}
        write(base / name, pickle.dumps(batch))
    write(base / "meta", pickle.dumps({"fine_label_names": ["apple"]}))


def stl10(root: Path) -> None:
    base = root / "stl10_binary"
    for seed, part in enumerate(("train", "test", "unlabeled")):
        write(base / f"{part}_X.bin", pictures(COUNT, 3, 96, seed).swapaxes(2, 3).tobytes())
        if part != "unlabeled":
            write(base / f"{part}_y.bin", bytes(range(1, COUNT + 1)))


def celeba(root: Path) -> None:
    base = root / "celeba"
    names = [f"{number:06d}.jpg" for number in range(1, COUNT + 1)]
    for number, name in enumerate(names):
        photo(base / "img_align_celeba" / name, colour(number), (178, 218))
    attributes = Attribute.__args__[1:]  # type: ignore[attr-defined]
    signs = [["1" if (number + place) % 2 else "-1" for place in range(40)] for number in range(COUNT)]
    tables = {
        "list_attr_celeba": [str(COUNT), " ".join(attributes), *row(names, signs)],
        "identity_CelebA": row(names, [["7"]] * COUNT),
        "list_bbox_celeba": [str(COUNT), "image_id x_1 y_1 width height", *row(names, [["1"] * 4] * COUNT)],
        "list_landmarks_align_celeba": [str(COUNT), "x", *row(names, [["1"] * 10] * COUNT)],
        "list_eval_partition": row(names, [["0"], ["0"], ["0"], ["1"], ["2"], ["2"]]),
    }
    for name in TABLES:
        write(base / f"{name}.txt", "\n".join(tables[name]).encode())


def row(names: list[str], values: list[list[str]]) -> list[str]:
    return [f"{name}  {' '.join(cells)}" for name, cells in zip(names, values, strict=True)]


def flowers102(root: Path) -> None:
    base = root / "flowers-102"
    for number in range(1, COUNT + 1):
        photo(base / "jpg" / f"image_{number:05d}.jpg", colour(number - 1))
    labels = np.array([[77, 1, 102, 5, 5, 9]], np.uint8)
    parts = {"trnid": [[3, 1, 2]], "valid": [[4]], "tstid": [[6, 5]]}
    write(base / "imagelabels.mat", matlab({"labels": labels}))
    write(base / "setid.mat", matlab({name: np.array(ids, np.uint8) for name, ids in parts.items()}))


def oxford_pets(root: Path) -> None:
    base = root / "oxford-iiit-pet"
    names = ["Abyssinian_1", "american_bulldog_2", "yorkshire_terrier_3"]
    for part, offset in (("trainval", 0), ("test", 3)):
        lines = []
        for number, (name, label) in enumerate(zip(names, (1, 2, 37), strict=True), offset):
            photo(base / "images" / f"{name}{part}.jpg", colour(number))
            lines.append(f"{name}{part} {label} 1 1")
        write(base / "annotations" / f"{part}.txt", "\n".join(lines).encode())


MAKERS = {
    "mnist": mnist,
    "fashion_mnist": lambda root: mnist(root, "FashionMNIST"),
    "kmnist": lambda root: mnist(root, "KMNIST"),
    "emnist": emnist,
    "qmnist": qmnist,
    "usps": usps,
    "svhn": svhn,
    "cifar10": cifar10,
    "cifar100": cifar100,
    "stl10": stl10,
    "celeba": celeba,
    "flowers102": flowers102,
    "oxford_pets": oxford_pets,
}


def make(kind: type[Published], root: Path, **options: Any) -> Published:
    """A tiny data set of a kind in a folder."""
    MAKERS[kind.kind_name()](root)
    return kind.model_validate({"root": str(root), **options})


def opened(dataset: Published) -> tuple[Pictures, list[Preparing | Warned]]:
    """The pictures, as they were described, and what was told on the way."""
    spec = dataset.describe(None)
    told: list[Preparing | Warned] = []
    opening = dataset.open(spec)
    while True:
        try:
            told.append(next(opening))
        except StopIteration as done:
            assert isinstance(done.value, Pictures)
            assert done.value.pixels.shape[1:] == spec.shape
            assert done.value.labels.dtype == np.int64
            return done.value, told


def accept_any_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the checksums of the real files out of torchvision's readers."""
    from torchvision import datasets

    for reader in (datasets.CIFAR10, datasets.CIFAR100, datasets.STL10):
        for name in ("train_list", "test_list"):
            monkeypatch.setattr(reader, name, [[file, None] for file, _ in getattr(reader, name)])
    for reader in (datasets.CIFAR10, datasets.CIFAR100):
        monkeypatch.setattr(reader, "meta", {**reader.meta, "md5": None})
    monkeypatch.setattr(datasets.CelebA, "file_list", [(i, None, name) for i, _, name in datasets.CelebA.file_list])
    for reader, name in ((datasets.SVHN, "split_list"), (datasets.Flowers102, "_file_dict")):
        monkeypatch.setattr(reader, name, {key: [*entry[:-1], None] for key, entry in getattr(reader, name).items()})
