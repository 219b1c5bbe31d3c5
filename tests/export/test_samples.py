"""Samples as files: tables that read back equal, drawings of rows, and sentences for what cannot be."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.datasets.columns import read_table
from ganstudio.datasets.csv_table import CsvTable
from ganstudio.export.samples import write_samples
from ganstudio.grids import DRAWING, MARGIN, image_of, sheet_of
from ganstudio.problems import ProblemError

ROWS = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32) * np.float32([1, 1e-4, 1e6])
PICTURES = np.zeros((2, 8, 8, 3), np.uint8)


def ink(image: Image.Image) -> np.ndarray:
    """Where something darker than the axes is drawn."""
    return np.asarray(image.convert("L")) < 190


def test_a_table_reads_back_as_the_very_same_numbers(tmp_path: Path) -> None:
    names = ("plain", "with, comma", "Größe “2”")
    write_samples(ROWS, tmp_path / "new" / "a.csv", names)
    table = read_table(tmp_path / "new" / "a.csv", ())
    assert table.names == names
    assert np.array_equal(table.values.astype(np.float32), ROWS)
    assert CsvTable(file=str(tmp_path / "new" / "a.csv")).describe(None).count == 50


def test_a_table_has_one_line_a_row_and_no_digit_too_many(tmp_path: Path) -> None:
    write_samples(np.array([[0.1, -2.0], [1e-8, 3e9]], np.float32), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == b"x,y\n0.1,-2.0\n1e-08,3e+09\n"
    write_samples(np.zeros((1, 3), np.float32), tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_text() == "column 1,column 2,column 3\n0.0,0.0,0.0\n"


def test_an_array_keeps_the_names_of_its_columns(tmp_path: Path) -> None:
    write_samples(ROWS, tmp_path / "a.npz", ("a", "b", "c"))
    with np.load(tmp_path / "a.npz", allow_pickle=False) as file:
        assert np.array_equal(file["samples"], ROWS)
        assert file["columns"].tolist() == ["a", "b", "c"]
    write_samples(PICTURES, tmp_path / "b.npz")
    with np.load(tmp_path / "b.npz") as file:
        assert file.files == ["samples"]


def test_what_cannot_be_written_is_refused_with_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"pictures are no table: write them as \.png"):
        write_samples(PICTURES, tmp_path / "a.csv")
    with pytest.raises(ProblemError, match=r"no pictures of their own: write them as \.csv"):
        write_samples(ROWS, tmp_path / "folder")
    with pytest.raises(ProblemError, match=r"\.npz, \.csv, \.png or into a folder, not as \.jpg"):
        write_samples(ROWS, tmp_path / "a.jpg")
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ProblemError, match="cannot write"):
        write_samples(ROWS, tmp_path / "file" / "a.csv")


def test_rows_of_any_length_are_written_as_a_drawing(tmp_path: Path) -> None:
    for length in (1, 2, 3, 300):
        write_samples(np.random.default_rng(0).normal(size=(9, length)), tmp_path / "a.png")
        with Image.open(tmp_path / "a.png") as image:
            assert image.size == (DRAWING, DRAWING)
            assert ink(image).any()


def test_the_columns_of_a_table_have_a_scale_each() -> None:
    drawn = ink(image_of(np.array([[0.0, 1000.0, 5.0], [1.0, 0.0, 5.0]])))
    top, middle, bottom = drawn[: 2 * MARGIN], drawn[DRAWING // 2 - 8 : DRAWING // 2 + 8], drawn[-2 * MARGIN :]
    for part in (top, bottom):  # from corner to corner, crossing in the middle
        assert part[:, : 2 * MARGIN].any()
        assert part[:, DRAWING // 2 - 8 : DRAWING // 2 + 8].any()
    assert middle[:, DRAWING // 4 - 12 : DRAWING // 4 + 12].any()


def test_a_series_has_one_scale_and_several_have_a_band_each() -> None:
    rising = np.array([[0.0, 1.0, 2.0, 3.0]])
    drawn = ink(image_of(rising, series=1))
    rows, columns = np.nonzero(drawn)
    assert np.corrcoef(rows, columns)[0, 1] < -0.99, "a straight line upwards"
    bands = ink(image_of(np.concatenate([rising * 1e6, rising[:, ::-1]], axis=1), series=2))
    upper, lower = bands[: DRAWING // 2], bands[DRAWING // 2 :]
    assert np.corrcoef(*np.nonzero(upper))[0, 1] < -0.99
    assert np.corrcoef(*np.nonzero(lower))[0, 1] > 0.99
    assert not bands[DRAWING // 2 - 4 : DRAWING // 2].any(), "apart from one another"


def test_a_window_of_two_is_a_line_and_no_point() -> None:
    window = np.array([[0.0, 1.0]])
    assert ink(sheet_of(window, series=1)).sum() > ink(sheet_of(window)).sum()


def test_rows_that_are_not_finite_are_left_out_of_a_drawing() -> None:
    rows = np.array([[1.0, 2.0, 3.0], [np.nan, 0.0, 0.0], [np.inf, 0.0, 0.0], [0.0, 4.0, 3.0]])
    assert np.array_equal(np.asarray(image_of(rows)), np.asarray(image_of(rows[[0, 3]])))
    assert not ink(image_of(rows[1:3])).any()
    assert not ink(image_of(np.empty((0, 2)))).any()


def test_one_number_a_sample_is_drawn_as_bars() -> None:
    numbers = np.concatenate([np.zeros(30), np.ones(10)])[:, None]
    drawn = ink(image_of(numbers))
    heights = drawn.sum(0)
    assert heights[MARGIN + 4] == pytest.approx(3 * heights[DRAWING - MARGIN - 6], rel=0.05)
    assert not heights[DRAWING // 2], "no number lies in the middle"
