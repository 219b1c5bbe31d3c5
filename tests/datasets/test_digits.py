"""The embedded digits are the real ones."""

import numpy as np

from ganstudio.datasets.base import Pictures
from ganstudio.datasets.digits import Digits


def opened(dataset: Digits) -> Pictures:
    digits = dataset.opened(dataset.describe(None))
    assert isinstance(digits, Pictures)
    return digits


def test_there_are_1797_digits_of_all_ten_classes() -> None:
    digits = opened(Digits())
    assert digits.pixels.shape == (1797, 1, 8, 8)
    assert digits.pixels.dtype == np.uint8
    assert (digits.pixels.min(), digits.pixels.max()) == (0, 255)
    assert np.bincount(digits.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_digits_are_alike_within_a_class() -> None:
    digits = opened(Digits())
    means = np.stack([digits.pixels[digits.labels == label].mean(0).ravel() for label in range(10)])
    flat = digits.pixels.reshape(len(digits.pixels), -1).astype(float)
    nearest = ((flat[:, None] - means) ** 2).sum(-1).argmin(1)
    assert (nearest == digits.labels).mean() > 0.85, "labels belong to their pictures"


def test_a_larger_size_shows_the_same_digit() -> None:
    small, large = opened(Digits()), opened(Digits(size=32))
    assert large.pixels.shape == (1797, 1, 32, 32)
    blocks = large.pixels[:50].reshape(50, 8, 4, 8, 4).mean((2, 4))
    assert np.abs(blocks - small.pixels[:50, 0]).mean() < 20
