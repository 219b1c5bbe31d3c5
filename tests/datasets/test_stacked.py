"""Stacked digits: three real digits in each picture, the same triples every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ganstudio.datasets.base import Pictures
from ganstudio.datasets.digits import Digits
from ganstudio.datasets.stacked_digits import StackedDigits
from ganstudio.problems import ProblemError


def opened(**options: object) -> Pictures:
    dataset = StackedDigits.model_validate(options)
    data = dataset.opened(dataset.describe(None))
    assert isinstance(data, Pictures)
    return data


def test_each_channel_is_one_of_the_included_digits_and_every_mode_appears() -> None:
    digits = Digits()
    single = digits.opened(digits.describe(None))
    assert isinstance(single, Pictures)
    label_of = dict(zip((picture.tobytes() for picture in single.pixels), single.labels.tolist(), strict=True))
    stacked = opened()
    assert stacked.pixels.shape == (25_600, 3, 8, 8)
    modes = np.array([[label_of[channel.tobytes()] for channel in picture] for picture in stacked.pixels])
    counts = np.bincount(modes @ [100, 10, 1], minlength=1000)
    assert len(counts) == 1000
    assert counts.min() > 0, "25,600 draws of 1,000 modes miss none"
    assert counts.max() < 80


def test_the_triples_are_the_same_every_time_and_a_smaller_set_begins_alike() -> None:
    first = opened(count=2000)
    assert np.array_equal(first.pixels, opened(count=2000).pixels)
    assert np.array_equal(first.pixels[:1000], opened(count=1000).pixels)


def test_there_are_no_classes_and_the_size_is_that_of_the_digits_or_chosen() -> None:
    spec = StackedDigits().describe(frozenset({16, 32}))
    assert (spec.shape, spec.count, spec.classes) == ((3, 16, 16), 25_600, ())
    assert opened(size=16, count=1000).pixels.shape == (1000, 3, 16, 16)
    assert not opened(count=1000).labels.any()


def test_digits_of_mnist_are_stacked_where_they_are_there() -> None:
    folder = Path(__file__).parents[3] / "shared" / "data" / "mnist"
    if not (folder / "MNIST" / "raw").is_dir():
        pytest.skip("MNIST is not beside the project")
    stacked = opened(source="mnist", root=str(folder), count=1000)
    assert stacked.pixels.shape == (1000, 3, 28, 28)
    images = (folder / "MNIST" / "raw" / "train-images-idx3-ubyte").read_bytes()
    assert stacked.pixels[7, 1].tobytes() in images


def test_mnist_that_is_not_there_is_told_at_its_folder(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"^root: MNIST is not in"):
        StackedDigits(source="mnist", root=str(tmp_path)).describe(None)
