"""Published data sets come from a real server on this machine as they would from their own."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from gzip import compress
from pathlib import Path

import numpy as np
import pytest
import torchvision.datasets

from ganstudio.datasets.cifar10 import Cifar10
from ganstudio.datasets.emnist import Emnist
from ganstudio.datasets.flowers102 import Flowers102
from ganstudio.datasets.oxford_pets import OxfordPets
from ganstudio.datasets.published import Published
from ganstudio.datasets.qmnist import Qmnist
from ganstudio.datasets.stl10 import Stl10
from ganstudio.datasets.svhn import Svhn
from ganstudio.datasets.usps import Usps
from ganstudio.events import Preparing
from ganstudio.problems import ProblemError
from tests.datasets import made
from tests.datasets.made import COUNT, accept_any_content, make, opened
from tests.datasets.served import Site, served


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as site:
        yield site


def md5(content: bytes) -> str:
    return hashlib.md5(content).hexdigest()


def tar(folder: Path, *names: str) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for name in names:
            archive.add(folder / name, name)
    return content.getvalue()


def offer_emnist(folder: Path, site: Site, patch: Callable[..., None]) -> None:
    content = io.BytesIO()
    made.emnist(folder, "digits")
    with zipfile.ZipFile(content, "w") as archive:
        for file in (folder / "EMNIST/raw").iterdir():
            archive.writestr(f"gzip/{file.name}.gz", compress(file.read_bytes()))
    site.files["gzip.zip"] = content.getvalue()
    patch(torchvision.datasets.EMNIST, "url", site.url("gzip.zip"))
    patch(torchvision.datasets.EMNIST, "md5", md5(content.getvalue()))


def offer_qmnist(folder: Path, site: Site, patch: Callable[..., None]) -> None:
    for name in ("qmnist-train-images-idx3-ubyte", "qmnist-train-labels-idx2-int"):
        site.files[f"{name}.gz"] = compress((folder / "QMNIST/raw" / name).read_bytes())
    resources = [(site.url(name), md5(content)) for name, content in site.files.items()]  # type: ignore[arg-type]
    patch(torchvision.datasets.QMNIST, "resources", {"train": resources})


def offer_usps(folder: Path, site: Site, patch: Callable[..., None]) -> None:
    content = site.files["usps.bz2"] = (folder / "usps.bz2").read_bytes()
    patch(torchvision.datasets.USPS, "split_list", {"train": [site.url("usps.bz2"), "usps.bz2", md5(content)]})


def offer_svhn(folder: Path, site: Site, patch: Callable[..., None]) -> None:
    name = "train_32x32.mat"
    content = site.files[name] = (folder / name).read_bytes()
    patch(torchvision.datasets.SVHN, "split_list", {"train": [site.url(name), name, md5(content)]})


def offer_cifar10(folder: Path, site: Site, patch: Callable[..., None]) -> None:
    content = site.files["c.tar.gz"] = tar(folder, "cifar-10-batches-py")
    patch(torchvision.datasets.CIFAR10, "url", site.url("c.tar.gz"))
    patch(torchvision.datasets.CIFAR10, "tgz_md5", md5(content))


def offer_stl10(folder: Path, site: Site, patch: Callable[..., None]) -> None:
    content = site.files["s.tar.gz"] = tar(folder, "stl10_binary")
    patch(torchvision.datasets.STL10, "url", site.url("s.tar.gz"))
    patch(torchvision.datasets.STL10, "tgz_md5", md5(content))


def offer_flowers102(folder: Path, site: Site, patch: Callable[..., None]) -> None:
    base = folder / "flowers-102"
    site.files["102flowers.tgz"] = tar(base, "jpg")
    site.files |= {name: (base / name).read_bytes() for name in ("imagelabels.mat", "setid.mat")}
    files = {name: (name, md5(content)) for name, content in site.files.items()}  # type: ignore[arg-type]
    patch(torchvision.datasets.Flowers102, "_file_dict", files)
    patch(torchvision.datasets.Flowers102, "_download_url_prefix", f"{site.address}/")


def offer_oxford_pets(folder: Path, site: Site, patch: Callable[..., None]) -> None:
    for name in ("images", "annotations"):
        site.files[f"{name}.tar.gz"] = tar(folder / "oxford-iiit-pet", name)
    resources = tuple((site.url(name), md5(content)) for name, content in site.files.items())  # type: ignore[arg-type]
    patch(torchvision.datasets.OxfordIIITPet, "_RESOURCES", resources)


OFFERS = {
    Emnist: offer_emnist,
    Qmnist: offer_qmnist,
    Usps: offer_usps,
    Svhn: offer_svhn,
    Cifar10: offer_cifar10,
    Stl10: offer_stl10,
    Flowers102: offer_flowers102,
    OxfordPets: offer_oxford_pets,
}


@pytest.mark.parametrize("kind", OFFERS, ids=lambda kind: kind.kind_name())
def test_a_download_gives_what_the_folder_would_have(
    kind: type[Published], tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept_any_content(monkeypatch)
    there = make(kind, tmp_path / "there", size=8)
    OFFERS[kind](tmp_path / "there", site, monkeypatch.setattr)
    options = {"emnist_split": "digits"} if kind is Emnist else {}
    dataset = kind.model_validate({"root": str(tmp_path / "new"), "download": True, "size": 8, **options})
    assert dataset.describe(None).shape == there.describe(None).shape
    found, told = opened(dataset)
    expected, _ = opened(there)
    assert np.array_equal(found.pixels, expected.pixels)
    assert np.array_equal(found.labels, expected.labels)
    assert any(isinstance(event, Preparing) and event.text.startswith("Downloading") for event in told)
    left = {path.name for path in (tmp_path / "new").rglob("*") if path.suffix in (".gz", ".tgz", ".zip", ".part")}
    assert left == ({"gzip.zip"} if kind is Emnist else set())
    asked = len(site.asked)
    opened(dataset)
    assert len(site.asked) == asked, "what is there is not fetched again"


def test_another_selection_of_emnist_comes_from_the_same_archive(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_emnist(tmp_path / "there", site, monkeypatch.setattr)
    dataset = Emnist(root=str(tmp_path / "new"), download=True, emnist_split="digits")
    opened(dataset)
    test, _ = opened(dataset.revise("split", "test"))
    assert np.array_equal(test.pixels, made.pictures(COUNT, 1, 28, 1))
    assert site.asked == ["gzip.zip"]
    with pytest.raises(
        ProblemError, match=r"download: what was downloaded of EMNIST does not hold emnist-letters-train-images"
    ):
        opened(dataset.revise("emnist_split", "letters"))


def test_a_stopped_download_goes_on_with_what_is_whole(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_oxford_pets(_pets(tmp_path), site, monkeypatch.setattr)
    dataset = OxfordPets(root=str(tmp_path / "new"), download=True, size=8)
    opening = dataset.open(dataset.describe(None))
    while not any(
        event.text == "Downloading annotations.tar.gz" for event in [next(opening)] if isinstance(event, Preparing)
    ):
        pass
    opening.close()
    opened(dataset)
    assert site.asked == ["images.tar.gz", "annotations.tar.gz", "annotations.tar.gz"]


def _pets(tmp_path: Path) -> Path:
    made.oxford_pets(tmp_path / "there")
    return tmp_path / "there"


def test_a_folder_that_cannot_be_written_to_is_told(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_oxford_pets(_pets(tmp_path), site, monkeypatch.setattr)
    (tmp_path / "file").write_bytes(b"")
    dataset = OxfordPets(root=str(tmp_path / "file" / "below"), download=True)
    with pytest.raises(ProblemError, match=r"root: the download cannot be kept in .*\(.*\); choose another folder"):
        opened(dataset)
