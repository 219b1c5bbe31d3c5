"""MNIST: from a folder, or downloaded with progress when asked, here from a real server on this machine."""

from __future__ import annotations

import gzip
import hashlib
import struct
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ganstudio.datasets.base import Pictures
from ganstudio.datasets.mnist import Mnist
from ganstudio.events import Preparing
from ganstudio.problems import ProblemError
from ganstudio.spec import DataSpec

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
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that torchvision's list of mirrors points to, served over HTTP."""
    from torchvision.datasets import MNIST

    served = tmp_path / "served"
    served.mkdir()
    checksums = []
    for name, content in idx_files().items():
        (served / f"{name}.gz").write_bytes(gzip.compress(content))
        checksums.append((f"{name}.gz", hashlib.md5((served / f"{name}.gz").read_bytes()).hexdigest()))

    class Quiet(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(served))

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setattr(MNIST, "mirrors", [f"http://127.0.0.1:{server.server_port}/"])
    monkeypatch.setattr(MNIST, "resources", checksums)
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


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


def test_a_download_is_told_and_happens_once(tmp_path: Path, mirror: Path) -> None:
    dataset = Mnist(root=str(tmp_path / "data"), download=True)
    pictures, told = opened(dataset, dataset.describe(None))
    assert any(event.text.startswith("Downloading train-images") and event.total > 0 for event in told)
    assert pictures.pixels.shape == (COUNT, 1, 28, 28)
    assert pictures.labels.tolist() == list(range(COUNT))
    for file in mirror.iterdir():
        file.unlink()
    again, told = opened(dataset, dataset.describe(None))
    assert np.array_equal(again.pixels, pictures.pixels)
    assert not any("Downloading" in event.text for event in told)


def test_a_damaged_download_is_refused_and_leaves_nothing_behind(tmp_path: Path, mirror: Path) -> None:
    (mirror / "train-images-idx3-ubyte.gz").write_bytes(b"nothing like it")
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
