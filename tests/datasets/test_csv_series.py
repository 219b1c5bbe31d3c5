"""Windows over time series: which rows they hold, and that none spans a gap."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ganstudio.datasets.base import Rows
from ganstudio.datasets.csv_series import CsvSeries
from ganstudio.problems import ProblemError
from ganstudio.spec import DataSpec
from tests.datasets.tables import random_walk


def read(tmp_path: Path, content: str, **options: Any) -> tuple[np.ndarray, DataSpec]:
    """The windows in the data's own units."""
    (tmp_path / "a.csv").write_text(content)
    data = CsvSeries(file=str(tmp_path / "a.csv"), **options)
    spec = data.describe(None)
    rows = data.opened(spec)
    assert isinstance(rows, Rows)
    assert rows.values.shape == (spec.count, *spec.shape)
    return spec.restored(rows.values), spec


COUNT = "t,x\n" + "\n".join(f"day {n},{n}" for n in range(7))
SQUARES = "x,y\n" + "\n".join(f"{n},{n * n + 1}" for n in range(6))


def test_windows_follow_one_another_by_the_stride(tmp_path: Path) -> None:
    rows, spec = read(tmp_path, COUNT, window=3)
    assert np.allclose(rows, [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6]], atol=1e-6)
    assert [column.name for column in spec.columns] == ["x[t+0]", "x[t+1]", "x[t+2]"]
    assert spec.is_series
    assert spec.series == 1
    rows, _ = read(tmp_path, COUNT, window=3, stride=2)
    assert np.allclose(rows, [[0, 1, 2], [2, 3, 4], [4, 5, 6]], atol=1e-6)
    rows, _ = read(tmp_path, COUNT, window=3, stride=4)
    assert np.allclose(rows, [[0, 1, 2], [4, 5, 6]], atol=1e-6)


def test_several_columns_stand_one_after_the_other_each_with_a_scale_of_its_own(tmp_path: Path) -> None:
    rows, spec = read(tmp_path, SQUARES, window=2)
    assert np.allclose(rows, [[n, n + 1, n * n + 1, (n + 1) ** 2 + 1] for n in range(5)], atol=1e-5)
    assert [column.name for column in spec.columns] == ["x[t+0]", "x[t+1]", "y[t+0]", "y[t+1]"]
    assert spec.series == 2
    assert {(column.mean, column.std) for column in spec.columns[:2]} == {(2.5, np.std(range(6)))}
    assert len({column.mean for column in spec.columns}) == 2


def test_differences_and_log_returns_are_what_they_say(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, SQUARES, window=2, transform="differences", columns=("y",))
    assert np.allclose(rows, [[1, 3], [3, 5], [5, 7], [7, 9]], atol=1e-5)
    logs = np.diff(np.log([n * n + 1 for n in range(6)]))
    rows, _ = read(tmp_path, SQUARES, window=3, transform="log_returns", columns=("y",))
    assert np.allclose(rows, [logs[:3], logs[1:4], logs[2:]], atol=1e-6)


def test_log_returns_of_zero_are_refused_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="transform: log returns need numbers above zero; “x” has 0 in line 2"):
        read(tmp_path, COUNT, window=2, transform="log_returns")


def test_no_window_spans_a_row_that_is_left_out(tmp_path: Path) -> None:
    content = "x\n0\n1\n2\nNA\n4\n5\nNA\n7\n8\n9\n10"
    rows, spec = read(tmp_path, content, window=3)
    assert np.allclose(rows, [[0, 1, 2], [7, 8, 9], [8, 9, 10]], atol=1e-5)
    assert spec.columns[0].mean == pytest.approx(np.mean([0, 1, 2, 7, 8, 9, 10])), "of what windows hold"
    rows, _ = read(tmp_path, "x\n0\n1\n4\nNA\n16\n25\n36\n", window=2, transform="differences")
    assert np.allclose(rows, [[1, 3], [9, 11]], atol=1e-5)


def test_a_walk_of_returns_has_their_spread(tmp_path: Path) -> None:
    walk = random_walk(tmp_path / "a.csv", 2000)
    data = CsvSeries(file=str(tmp_path / "a.csv"), window=16, transform="log_returns")
    spec = data.describe(None)
    assert spec.count == 2000 - 1 - 16 + 1
    assert spec.columns[0].std == pytest.approx(0.01, rel=0.05)
    rows = data.opened(spec)
    assert isinstance(rows, Rows)
    rebuilt = walk[0] * np.exp(spec.restored(rows.values)[0].cumsum())
    assert np.allclose(rebuilt, walk[1:17, 0], rtol=1e-5)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"window": 7}, "window: makes 1 samples of 7 rows in a row"),
        ({"window": 100}, "window: makes 0 samples of 7 rows"),
        ({"window": 7, "transform": "differences"}, "window: makes 0 samples"),
        ({"window": 2, "transform": "differences"}, "columns: “x” is always 1"),
        ({"window": 2, "columns": ("y",)}, "columns: there is no column “y”"),
    ],
)
def test_what_makes_no_windows_is_refused_with_a_sentence(
    tmp_path: Path, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ProblemError, match=sentence):
        read(tmp_path, COUNT, **options)


def test_more_windows_than_memory_are_refused_before_they_are_made(tmp_path: Path) -> None:
    content = "x,y,z\n" + "1,2,3\n2,5,4\n" * 100_000
    with pytest.raises(ProblemError, match=r"stride: makes 198,977 windows of 3,072 numbers, more than 2 GB"):
        read(tmp_path, content, window=1024)
