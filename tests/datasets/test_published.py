"""Published data sets: tiny ones in their real formats, read by the real readers."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torchvision.datasets

from ganstudio.datasets import DATASETS
from ganstudio.datasets.base import Pictures
from ganstudio.datasets.celeba import Attribute, CelebA
from ganstudio.datasets.cifar10 import Cifar10
from ganstudio.datasets.cifar100 import Cifar100
from ganstudio.datasets.emnist import CLASSES, Emnist
from ganstudio.datasets.flowers102 import Flowers102
from ganstudio.datasets.kmnist import Kmnist
from ganstudio.datasets.matlab import read_matlab
from ganstudio.datasets.mnist import Mnist
from ganstudio.datasets.oxford_pets import OxfordPets
from ganstudio.datasets.published import Downloadable, Published
from ganstudio.datasets.qmnist import Qmnist
from ganstudio.datasets.stl10 import Stl10
from ganstudio.datasets.svhn import Svhn
from ganstudio.datasets.usps import Usps
from ganstudio.events import Preparing, Warned
from ganstudio.problems import ProblemError
from tests.datasets import made
from tests.datasets.made import COUNT, accept_any_content, make, opened

KINDS = [kind for kind in DATASETS if issubclass(kind, Published)]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind_name())


def read(kind: type[Published], root: Path, **options: Any) -> Pictures:
    return opened(make(kind, root, **options))[0]


@pytest.fixture
def any_content(monkeypatch: pytest.MonkeyPatch) -> None:
    accept_any_content(monkeypatch)


# --- cards -------------------------------------------------------------------------------------


@every_kind
def test_a_card_is_complete(kind: type[Published]) -> None:
    card = kind.card
    assert card.about.endswith(".")
    assert card.licence
    assert card.source
    assert card.channels in (1, 3)
    assert card.megabytes > 0
    assert card.url.startswith("http")
    assert card.source == kind.paper
    assert all(count > 0 for count in card.counts.values())
    assert len(set(card.classes)) == len(card.classes)
    assert hasattr(torchvision.datasets, kind.reader)


@every_kind
def test_a_card_reads_as_plain_text_with_every_value(kind: type[Published]) -> None:
    rows = dict(kind.card.rows())
    assert list(rows) == ["About", "Pictures", "Count", "Classes", "Licence", "Source", "Download", "Home page"]
    assert all(value and "\n" not in value for value in rows.values())
    assert all(f"{count:,}" in rows["Count"] for count in kind.card.counts.values())
    assert len(rows["Classes"]) < 250


def test_the_rows_of_a_card_say_size_colour_and_first_classes() -> None:
    assert dict(Mnist.card.rows())["Pictures"] == "28×28 pixels, grey"
    assert dict(Flowers102.card.rows())["Pictures"] == "various sizes, colour"
    assert dict(Cifar10.card.rows())["Classes"].startswith("10: airplane, automobile,")
    assert dict(Cifar100.card.rows())["Classes"].endswith(", …")
    assert dict(CelebA.card.rows())["Classes"] == "none"


@every_kind
def test_every_choice_of_parts_has_a_count(kind: type[Published]) -> None:
    for part in next(declared for declared in kind.declared() if declared.name == "split").choices:
        dataset = kind.model_validate({"split": part})
        assert dataset.published_count() > 0


def test_the_classes_are_the_readers_own() -> None:
    readers = torchvision.datasets
    for kind, names in {
        "fashion_mnist": readers.FashionMNIST,
        "kmnist": readers.KMNIST,
        "flowers102": readers.Flowers102,
    }.items():
        assert list(DATASETS[kind].card.classes) == names.classes  # type: ignore[union-attr]
    for kind, names in {"mnist": readers.MNIST, "qmnist": readers.QMNIST}.items():
        assert [name[0] for name in names.classes] == list(DATASETS[kind].card.classes)  # type: ignore[union-attr]
    for selection, classes in CLASSES.items():
        assert list(classes) == [name for name in readers.EMNIST.classes_split_dict[selection] if name != "N/A"]
    assert list(Cifar100.card.classes) == sorted(Cifar100.card.classes)
    assert len(Cifar100.card.classes) == 100
    assert [len(kind.card.classes) for kind in (Cifar10, Stl10, Svhn, Usps, OxfordPets)] == [10, 10, 10, 10, 37]


# --- reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", [Mnist, DATASETS["fashion_mnist"], Kmnist, Emnist, Qmnist, Usps, Svhn, Cifar100, Stl10]
)
def test_pixels_and_labels_are_those_of_the_files(kind: type[Published], tmp_path: Path, any_content: None) -> None:
    channels, size = kind.card.channels, kind.card.size[0]  # type: ignore[index]
    labels = {"svhn": [0, 1, 2, 3, 4, 9], "cifar100": list(range(94, 100))}.get(kind.kind_name(), list(range(COUNT)))
    for seed, part in enumerate(("train", "test")):
        found = read(kind, tmp_path, split=part)
        assert np.array_equal(found.pixels, made.pictures(COUNT, channels, size, seed))
        assert found.labels.tolist() == labels
        assert not found.flips


def test_the_batches_of_cifar_10_follow_one_another(tmp_path: Path, any_content: None) -> None:
    found = read(Cifar10, tmp_path)
    assert np.array_equal(found.pixels, np.concatenate([made.pictures(COUNT, 3, 32, seed) for seed in range(5)]))
    assert found.labels.tolist() == list(range(COUNT)) * 5
    test = read(Cifar10, tmp_path, split="test", flips=True)
    assert np.array_equal(test.pixels, made.pictures(COUNT, 3, 32, 5))
    assert test.flips
    assert not found.flips


def test_letters_of_emnist_are_upright_and_numbered_from_nought(tmp_path: Path) -> None:
    made.emnist(tmp_path, "letters", first=1)
    dataset = Emnist(root=str(tmp_path), emnist_split="letters")
    assert dataset.describe(None).classes[0] == "a"
    found, _ = opened(dataset)
    assert found.labels.tolist() == list(range(COUNT))
    assert np.array_equal(found.pixels, made.pictures(COUNT, 1, 28))


def test_qmnist_divides_its_test_as_torchvision_does(tmp_path: Path) -> None:
    made.qmnist(tmp_path, 10_002)
    sizes = {}
    for part in ("test", "test10k", "test50k", "nist"):
        dataset = Qmnist(root=str(tmp_path), split=part)  # type: ignore[arg-type]
        found, _ = opened(dataset)
        sizes[part] = len(found)
        assert dataset.describe(None).count == len(found)
    assert sizes == {"test": 10_002, "test10k": 10_000, "test50k": 2, "nist": 10_002}


def test_stl_10_without_labels_has_no_classes(tmp_path: Path) -> None:
    dataset = make(Stl10, tmp_path, split="train+unlabeled", size=16, flips=True)
    spec = dataset.describe(None)
    assert (spec.shape, spec.count, spec.classes) == ((3, 16, 16), 2 * COUNT, ())
    found, _ = opened(dataset)
    assert len(found) == 2 * COUNT
    assert found.flips
    whole = read(Stl10, tmp_path, split="unlabeled")
    assert np.array_equal(whole.pixels, made.pictures(COUNT, 3, 96, 2))


@pytest.mark.parametrize("kind", [Svhn, Flowers102, Stl10], ids=lambda kind: kind.kind_name())
def test_what_is_read_without_torchvision_is_what_it_reads(
    kind: type[Published], tmp_path: Path, any_content: None
) -> None:
    if kind is not Stl10:
        pytest.importorskip("scipy", reason="torchvision needs SciPy for it")
    dataset = make(kind, tmp_path, split="test")
    found, _ = opened(dataset)
    theirs = dataset.torchvision(split="test")
    assert len(theirs) == len(found)
    assert [label for _, label in theirs] == found.labels.tolist()
    if kind is not Flowers102:
        assert all(
            np.array_equal(np.asarray(t).transpose(2, 0, 1), p) for (t, _), p in zip(theirs, found.pixels, strict=True)
        )


@pytest.mark.parametrize("compressed", [True, False])
def test_matlab_files_are_read_packed_or_not(tmp_path: Path, compressed: bool) -> None:
    arrays = {"X": made.pictures(2, 3, 5), "y": np.array([[1.5, -2.0]]), "tiny": np.array([[7]], np.uint8)}
    (tmp_path / "a.mat").write_bytes(made.matlab(arrays, compressed=compressed))
    found = read_matlab(tmp_path / "a.mat")
    assert found.keys() == arrays.keys()
    assert all(np.array_equal(found[name], array) for name, array in arrays.items())


def middle(pixels: np.ndarray) -> list[list[int]]:
    """The colour in the middle of each picture."""
    return pixels[:, :, pixels.shape[2] // 2, pixels.shape[3] // 2].astype(int).tolist()


PHOTOS = [
    (CelebA, {"split": "train", "attribute": "Smiling"}, [0, 1, 2], [1, 0, 1]),
    (CelebA, {"split": "all"}, range(6), [0] * 6),
    (Flowers102, {"split": "train"}, [2, 0, 1], [101, 76, 0]),
    (Flowers102, {}, [2, 0, 1, 3, 5, 4], [101, 76, 0, 4, 8, 4]),
    (OxfordPets, {"split": "test"}, [3, 4, 5], [0, 1, 36]),
    (OxfordPets, {"split": "all"}, range(6), [0, 1, 36] * 2),
]


@pytest.mark.parametrize(("kind", "options", "numbers", "labels"), PHOTOS)
def test_photographs_come_with_their_classes(
    kind: type[Published], options: dict[str, Any], numbers: Any, labels: list[int], tmp_path: Path, any_content: None
) -> None:
    found = read(kind, tmp_path, size=16, flips=True, **options)
    assert found.labels.tolist() == labels
    assert found.flips
    assert np.abs(np.array(middle(found.pixels)) - [made.colour(number) for number in numbers]).max() < 6


def test_the_attributes_on_offer_are_those_of_the_file(tmp_path: Path, any_content: None) -> None:
    dataset = make(CelebA, tmp_path, attribute="Young")
    theirs = dataset.torchvision()
    assert ["none", *theirs.attr_names] == [*Attribute.__args__]  # type: ignore[attr-defined]
    assert dataset.describe(None).classes == ("Young: no", "Young: yes")
    assert CelebA(root=str(tmp_path)).describe(None).classes == ()


def test_photographs_are_prepared_once_for_each_size_and_class(tmp_path: Path, any_content: None) -> None:
    dataset = make(CelebA, tmp_path, size=8)
    first, _ = opened(dataset)
    for file in (tmp_path / "celeba" / "img_align_celeba").iterdir():
        file.write_bytes(b"no picture any more")
    again, _ = opened(dataset)
    assert np.array_equal(again.pixels, first.pixels)
    for other in (dataset.revise("size", 16), dataset.revise("attribute", "Male")):
        with pytest.raises(ProblemError, match="none of 3 pictures can be read"):
            opened(other)


def test_photographs_that_cannot_be_read_are_left_out_and_told(tmp_path: Path) -> None:
    dataset = make(OxfordPets, tmp_path, size=8)
    (tmp_path / "oxford-iiit-pet/images/Abyssinian_1trainval.jpg").unlink()
    (tmp_path / "oxford-iiit-pet/images/yorkshire_terrier_3trainval.jpg").write_bytes(b"no picture")
    found, told = opened(dataset)
    assert found.labels.tolist() == [1]
    [warned] = [event.message for event in told if isinstance(event, Warned)]
    assert warned.startswith("1 pictures used, 2 skipped: Abyssinian_1trainval.jpg (No such file")


@every_kind
def test_any_size_may_be_chosen_and_the_networks_have_a_say(
    kind: type[Published], tmp_path: Path, any_content: None
) -> None:
    dataset = make(kind, tmp_path)
    own = dataset.describe(None).shape[-1]
    assert own == (kind.card.size[0] if kind.card.size and kind is not CelebA else 64)
    assert dataset.describe(frozenset({8, 128})).shape[-1] == 128
    assert read(kind, tmp_path, size=8).pixels.shape[1:] == (kind.card.channels, 8, 8)


# --- what is missing or damaged ----------------------------------------------------------------


@every_kind
def test_an_empty_folder_says_what_to_do(kind: type[Published], tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as caught:
        kind.model_validate({"root": str(tmp_path)}).describe(None)
    [problem] = caught.value.problems
    assert problem.path == "root"
    assert problem.message.startswith(
        f"{kind.card.title} is not in {tmp_path}: choose the folder that holds {kind.holds}"
    )
    assert ("switch on “download”" in problem.message) == issubclass(kind, Downloadable)
    assert list(tmp_path.iterdir()) == []


@every_kind
def test_what_is_missing_of_several_files_is_named(kind: type[Published], tmp_path: Path) -> None:
    dataset = make(kind, tmp_path)
    first, *others = dataset.files()
    if others:
        others[-1].unlink()
        with pytest.raises(ProblemError, match=f"root: .* is not in .* as a whole: {others[-1].name} is missing"):
            dataset.describe(None)
    else:
        first.unlink()
        with pytest.raises(ProblemError, match=r"root: .* is not in"):
            dataset.open(dataset.revise("download", True).describe(None)).send(None)


@every_kind
@pytest.mark.parametrize("content", [b"", b"rubbish", bytes(2000)], ids=["empty", "rubbish", "zeros"])
def test_damaged_files_are_told_as_such(
    kind: type[Published], content: bytes, tmp_path: Path, any_content: None
) -> None:
    dataset = make(kind, tmp_path)
    for file in dataset.files():
        if file.is_file():
            file.write_bytes(content)
    with pytest.raises(ProblemError, match=rf"root: the {kind.card.title} files in .* are damaged: .*; delete"):
        opened(dataset)


def test_files_with_other_checksums_are_not_unpickled(tmp_path: Path) -> None:
    with pytest.raises(
        ProblemError, match=r"root: the CIFAR-10 files in .* are damaged: they are not the original ones"
    ):
        read(Cifar10, tmp_path)


def test_a_file_that_cannot_be_opened_is_not_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "usps.bz2").mkdir()
    with pytest.raises(ProblemError, match=r"root: cannot read USPS in .*: .*usps.bz2"):
        opened(Usps(root=str(tmp_path)))


def test_reading_that_takes_long_is_told_and_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = torchvision.datasets.USPS.__init__

    def patiently(*args: Any, **options: Any) -> None:
        time.sleep(0.5)
        at_once(*args, **options)

    monkeypatch.setattr(torchvision.datasets.USPS, "__init__", patiently)
    dataset = make(Usps, tmp_path)
    _, told = opened(dataset)
    assert sum(event == Preparing("Reading USPS") for event in told) >= 4
    opening = dataset.open(dataset.describe(None))
    next(opening)
    next(opening)
    begun = time.monotonic()
    opening.close()
    assert time.monotonic() - begun < 0.2


def test_celeba_says_how_to_get_it_by_hand(tmp_path: Path) -> None:
    assert "download" not in {declared.name for declared in CelebA.declared()}
    with pytest.raises(ProblemError, match=r"by hand.*img_align_celeba\.zip.*list_attr_celeba\.txt"):
        CelebA(root=str(tmp_path)).describe(None)


def test_an_empty_folder_option_means_our_own_data_folder(home: Path) -> None:
    made.usps(home / ".data" / "ganstudio" / "datasets")
    assert Usps().describe(None).count == 7_291
    assert len(opened(Usps())[0]) == COUNT
    assert Usps().anchored() == Usps()
    assert Usps(root="~/a").anchored().root == str(home / "a")


def test_describing_needs_no_torch() -> None:
    program = (
        "import sys; from ganstudio.datasets import DATASETS\n"
        "for kind in DATASETS:\n"
        "    if kind.card is not None:\n"
        "        data = kind.model_validate({'download': True} if 'download' in kind.model_fields else {})\n"
        "        try: data.describe(None)\n"
        "        except ValueError: assert kind.kind_name() == 'celeba'\n"
        "assert not {'torch', 'torchvision', 'PIL.ImageQt'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
