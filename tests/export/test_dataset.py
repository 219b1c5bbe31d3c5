"""A data set that is written reads back as the very same pictures and classes, and is whole or not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ganstudio.datasets.base import Pictures
from ganstudio.datasets.image_folder import ImageFolder
from ganstudio.export.dataset import write_dataset
from ganstudio.problems import ProblemError

NOISE = np.random.default_rng(0)


def noise(count: int, channels: int = 3, side: int = 16) -> np.ndarray:
    return NOISE.integers(0, 256, (count, side, side, channels), np.uint8)


def read(folder: Path, **options: Any) -> tuple[np.ndarray, list[str]]:
    """The pictures, (N, H, W, C), and the class of each, as a run would have them."""
    dataset = ImageFolder(folder=str(folder), **options)
    spec = dataset.describe(None)
    opening = dataset.open(spec)
    while True:
        try:
            next(opening)
        except StopIteration as done:
            pictures: Pictures = done.value
            labels = [spec.classes[label] for label in pictures.labels.tolist()] if spec.classes else []
            return np.asarray(pictures.pixels).transpose(0, 2, 3, 1), labels


@pytest.mark.parametrize(("channels", "color"), [(1, "auto"), (3, "auto"), (4, "rgba")])
def test_the_same_pixels_and_classes_are_read_back(tmp_path: Path, channels: int, color: str) -> None:
    cats, dogs, more = noise(3, channels), noise(2, channels), noise(4, channels)
    written = list(write_dataset([(dogs, "dog"), (cats, "cat"), (more, "dog")], tmp_path / "new" / "pets"))
    assert written == list(range(1, 10))
    pixels, labels = read(tmp_path / "new" / "pets", color=color)
    assert labels == ["cat"] * 3 + ["dog"] * 6
    assert np.array_equal(pixels, np.concatenate([cats, dogs, more]))


def test_pictures_of_no_class_lie_at_the_top(tmp_path: Path) -> None:
    first, second = noise(3), noise(2)
    list(write_dataset([(first, ""), (second, "")], tmp_path / "all"))
    assert [file.name for file in sorted((tmp_path / "all").iterdir())] == [f"00000{n}.png" for n in range(5)]
    pixels, labels = read(tmp_path / "all")
    assert labels == []
    assert np.array_equal(pixels, np.concatenate([first, second]))


def test_ten_digits_keep_their_order(tmp_path: Path) -> None:
    pictures = noise(11, 1)
    list(write_dataset([(picture[None], str(digit)) for digit, picture in enumerate(pictures)], tmp_path / "digits"))
    assert ImageFolder(folder=str(tmp_path / "digits")).describe(None).classes == tuple(map(str, range(11)))


def test_a_class_that_no_folder_can_be_named_after_is_still_a_class_of_its_own(tmp_path: Path) -> None:
    names = [
        "a/b",
        "a:b",
        "a_b",
        "../up",
        ".hidden",
        "...",
        "CON",
        "nul.txt",
        "trailing. ",
        "x" * 300,
        "ß “q”",
        "größe",
    ]
    list(write_dataset([(noise(1), name) for name in names], tmp_path / "all"))
    assert [file.name for file in tmp_path.iterdir()] == ["all"], "nothing beside it"
    folders = {file.name for file in (tmp_path / "all").iterdir()}
    assert folders == {
        *("a_b", "a_b 2", "a_b 3", "_up", "hidden", "_", "_CON", "_nul.txt", "trailing", "x" * 80, "ß “q”", "größe")
    }
    assert set(read(tmp_path / "all")[1]) == folders


def test_closed_half_way_it_leaves_nothing(tmp_path: Path) -> None:
    writing = write_dataset([(noise(3), "a"), (noise(3), "b")], tmp_path / "all")
    assert [next(writing) for _ in range(4)] == [1, 2, 3, 4]
    assert not (tmp_path / "all").exists(), "not before it is whole"
    assert list(tmp_path.iterdir())
    writing.close()
    assert not list(tmp_path.iterdir())


def test_an_error_among_the_pictures_passes_and_leaves_nothing(tmp_path: Path) -> None:
    def failing() -> Iterator[tuple[np.ndarray, str]]:
        yield noise(3), ""
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        list(write_dataset(failing(), tmp_path / "all"))
    assert not list(tmp_path.iterdir())


def test_batches_are_taken_one_by_one(tmp_path: Path) -> None:
    taken = 0

    def batches() -> Iterator[tuple[np.ndarray, str]]:
        nonlocal taken
        for _ in range(3):
            taken += 1
            yield noise(2), ""

    assert [(written, taken) for written in write_dataset(batches(), tmp_path / "all")] == [
        *((1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3))
    ]


def test_what_cannot_be_written_is_told_in_a_sentence_and_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(ProblemError, match="mine is not empty: name a new folder for the pictures"):
        list(write_dataset([(noise(1), "")], folder))
    assert [file.name for file in folder.iterdir()] == ["notes.txt"]
    for place in (folder / "notes.txt", folder / "notes.txt" / "below"):
        with pytest.raises(ProblemError, match=r"cannot write .*notes\.txt"):
            list(write_dataset([(noise(1), "")], place))
    with pytest.raises(ProblemError, match="names no new folder"):
        list(write_dataset([(noise(1), "")], Path()))
    with pytest.raises(ProblemError, match="rows of numbers have no pictures of their own"):
        list(write_dataset([(np.zeros((3, 2)), "")], tmp_path / "rows"))
    assert [file.name for file in tmp_path.iterdir()] == ["mine"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    list(write_dataset([(noise(2), "")], tmp_path / "all"))
    assert len(list((tmp_path / "all").iterdir())) == 2
