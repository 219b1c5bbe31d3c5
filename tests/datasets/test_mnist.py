"""MNIST: from a folder, or downloaded with progress when asked, here from a real server on this machine."""

from __future__ import annotations

import gzip
import hashlib
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ganstudio.datasets.base import Pictures
from ganstudio.datasets.mnist import Mnist
from ganstudio.events import Preparing
from ganstudio.problems import ProblemError
from ganstudio.spec import DataSpec
from tests.datasets.served import Site, served

COUNT = 12
NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def idx_files() -> dict[str, bytes]:
    """A tiny MNIST in its own format."""
    pixels = np.arange(COUNT * 784, dtype=np.uint32).astype(np.uint8).tobytes()
    images = struct.pack(">iiii", 2051, COUNT, 28, 28) + pixels
    labels = struct.pack(">ii", 2049, COUNT) + bytes(range(COUNT))
    return dict(zip(NAMES, (images, labels, images, labels), strict=True))


def opened(dataset: Mnist, spec: DataSpec) -> tuple[Pictures, list[Preparing]]:
    told: list[Any] = []
    opening = dataset.open(spec)
    while True:
        try:
            told.append(next(opening))
        except StopIteration as done:
            assert isinstance(done.value, Pictures)
            return done.value, told


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A web server that torchvision's list of mirrors points to."""
    from torchvision.datasets import MNIST

    with served() as site:
        site.files |= {f"{name}.gz": gzip.compress(content) for name, content in idx_files().items()}
        monkeypatch.setattr(MNIST, "mirrors", [f"{site.address}/"])
        monkeypatch.setattr(MNIST, "resources", [(n, hashlib.md5(f).hexdigest()) for n, f in site.files.items()])
        yield site


def test_a_folder_without_mnist_says_what_to_do_and_downloads_nothing(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"root: MNIST is not in .*choose the folder .*or switch on “download”"):
        Mnist(root=str(tmp_path)).describe(None)
    assert list(tmp_path.iterdir()) == []


def test_half_of_the_files_and_damaged_files_are_named(tmp_path: Path) -> None:
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name, content in list(idx_files().items())[:2]:
        (raw / name).write_bytes(content)
    with pytest.raises(ProblemError, match="root: MNIST is not in"):
        Mnist(root=str(tmp_path)).describe(None)
    for name in NAMES:
        (raw / name).write_bytes(bytes(4))
    with pytest.raises(ProblemError, match=r"root: the MNIST files in .* are damaged"):
        opened(Mnist(root=str(tmp_path)), DataSpec((1, 28, 28), COUNT))


def test_a_download_is_told_and_happens_once(tmp_path: Path, site: Site) -> None:
    dataset = Mnist(root=str(tmp_path / "data"), download=True)
    pictures, told = opened(dataset, dataset.describe(None))
    assert any(event.text.startswith("Downloading train-images") and event.total > 0 for event in told)
    assert pictures.pixels.shape == (COUNT, 1, 28, 28)
    assert pictures.labels.tolist() == list(range(COUNT))
    site.files.clear()
    again, told = opened(dataset, dataset.describe(None))
    assert np.array_equal(again.pixels, pictures.pixels)
    assert not any("Downloading" in event.text for event in told)


def test_a_damaged_download_is_refused_and_leaves_nothing_behind(tmp_path: Path, site: Site) -> None:
    site.files["train-images-idx3-ubyte.gz"] = b"nothing like it"
    dataset = Mnist(root=str(tmp_path / "data"), download=True)
    with pytest.raises(ProblemError, match=r"download: train-images-idx3-ubyte\.gz arrived damaged; try again"):
        opened(dataset, dataset.describe(None))
    assert [f for f in (tmp_path / "data").rglob("*") if f.is_file()] == []


def test_a_mirror_that_does_not_answer_gives_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from torchvision.datasets import MNIST

    monkeypatch.setattr(MNIST, "mirrors", ["http://127.0.0.1:9/"])
    dataset = Mnist(root=str(tmp_path), download=True)
    with pytest.raises(ProblemError, match="download: MNIST could not be downloaded"):
        opened(dataset, dataset.describe(None))


def test_the_real_files_are_read_at_their_own_size_or_another() -> None:
    root = Path(__file__).parents[3] / "shared" / "data" / "mnist"
    if not root.is_dir():
        pytest.skip("the MNIST files are not beside the project")
    dataset = Mnist(root=str(root), split="test")
    assert dataset.describe(None) == DataSpec((1, 28, 28), 10_000, tuple("0123456789"))
    assert dataset.describe(frozenset({16, 32})).shape == (1, 32, 32)
    pictures, _ = opened(Mnist(root=str(root), size=8), Mnist(root=str(root), size=8).describe(None))
    assert pictures.pixels.shape == (10_000, 1, 8, 8)
    assert np.bincount(pictures.labels).min() > 800
