"""Grids: pixel for pixel in a run, legible on a sheet."""

import numpy as np
import pytest

from ganstudio.grids import image_of, sheet_of, tile, untile

SAMPLES = np.random.default_rng(0).integers(0, 256, (7, 8, 8, 3), dtype=np.uint8)


@pytest.mark.parametrize("columns", [1, 3, 7])
def test_a_tiled_grid_gives_its_samples_back(columns: int) -> None:
    assert np.array_equal(untile(tile(SAMPLES, columns), (8, 8, 3), 7), SAMPLES)


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="holds no 10 samples"):
        untile(tile(SAMPLES, 3), (8, 8, 3), 10)
    with pytest.raises(ValueError, match="holds no"):
        untile(tile(SAMPLES, 3)[:-1], (8, 8, 3), 7)


def test_a_sheet_shows_small_samples_enlarged_and_apart_on_white() -> None:
    sheet = np.asarray(sheet_of(SAMPLES))
    assert sheet.shape == (3 * 48 + 4 * 3, 3 * 48 + 4 * 3, 3)
    for number, sample in enumerate(SAMPLES):
        top, left = (3 + 51 * place for place in divmod(number, 3))
        assert np.array_equal(sheet[top : top + 48 : 6, left : left + 48 : 6], sample)
        assert np.array_equal(sheet[top + 5 : top + 48 : 6, left + 5 : left + 48 : 6], sample)
    assert (sheet[:3] == 255).all()
    assert (sheet[105:, 105:] == 255).all(), "places without a sample stay empty"


def test_large_samples_keep_their_pixels() -> None:
    sheet = np.asarray(sheet_of(np.zeros((4, 64, 64, 1), np.uint8)))
    assert sheet.shape == (2 * 64 + 3 * 4, 2 * 64 + 3 * 4)


def test_points_are_drawn_upright_and_to_scale() -> None:
    drawn = np.asarray(image_of(np.array([[1.0, 1.0], [-1.0, -1.0]], np.float32)).convert("L")) < 200
    rows, columns = np.nonzero(drawn)
    assert set((rows < 256) == (columns > 256)) == {True}, "upper right and lower left"
