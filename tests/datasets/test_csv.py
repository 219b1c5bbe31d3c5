"""Tables and points from CSV files as people have them, awkward ones among them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ganstudio.datasets import columns as columns_module
from ganstudio.datasets.base import Rows
from ganstudio.datasets.csv_points import CsvPoints
from ganstudio.datasets.csv_rows import CsvRows
from ganstudio.datasets.csv_table import CsvTable
from ganstudio.events import Warned
from ganstudio.problems import ProblemError
from ganstudio.spec import Column, DataSpec
from tests.datasets.tables import CORRELATED, correlated_table, write_table


def read(data: CsvRows) -> tuple[np.ndarray, DataSpec, list[str]]:
    """The rows in their own units, what they are said to be, and what was told."""
    spec = data.describe(None)
    opening = data.open(spec)
    told = []
    while True:
        try:
            event = next(opening)
        except StopIteration as done:
            assert isinstance(done.value, Rows)
            assert done.value.values.shape == (spec.count, *spec.shape)
            assert done.value.values.dtype == np.float32
            return spec.restored(done.value.values), spec, told
        if isinstance(event, Warned):
            told.append(event.message)


def table(tmp_path: Path, content: str | bytes, *, name: str = "a.csv", **options: Any) -> CsvTable:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return CsvTable(file=str(file), **options)


def names(spec: DataSpec) -> list[str]:
    return [column.name for column in spec.columns]


def refusal(data: CsvRows) -> str:
    with pytest.raises(ProblemError) as caught:
        data.describe(None)
    return str(caught.value)


def test_rows_are_standard_scores_that_can_be_turned_back(tmp_path: Path) -> None:
    values = correlated_table(tmp_path / "a.csv", 500, seed=3)
    data = CsvTable(file=str(tmp_path / "a.csv"))
    spec = data.describe(None)
    rows = data.opened(spec)
    assert isinstance(rows, Rows)
    assert names(spec) == list(CORRELATED)
    assert (spec.shape, spec.count, spec.is_series, spec.is_pictures) == ((5,), 500, False, False)
    assert np.abs(rows.values.mean(0)).max() < 1e-6
    assert np.abs(rows.values.std(0) - 1).max() < 1e-5
    assert np.allclose(spec.restored(rows.values), values, rtol=1e-5, atol=1e-5)
    assert np.allclose(spec.standardised(spec.restored(rows.values)), rows.values, atol=1e-5)


def test_a_made_up_table_has_the_correlations_that_it_says(tmp_path: Path) -> None:
    made = correlated_table(tmp_path / "a.csv", 50_000)
    correlations = np.corrcoef(made.T)
    assert correlations[3, [0, 2]] == pytest.approx([0.55, 0.83], abs=0.02)
    assert correlations[4, [0, 1]] == pytest.approx([0.84, -0.51], abs=0.02)
    assert np.abs(correlations[[0, 0, 1], [1, 2, 2]]).max() < 0.02
    assert np.array_equal(made, correlated_table(tmp_path / "b.csv", 50_000))


PLAIN = [[1.5, -2.0], [3.0, 4.25], [0.5, 1000.0]]


@pytest.mark.parametrize(
    "content",
    [
        "x,y\n1.5,-2\n3,4.25\n.5,1e3\n",
        "x;y\n1.5;-2\n3;4.25\n0.5;1000\n",
        "x\ty\n1.5\t-2\n3\t4.25\n0.5\t1000\n",
        "x|y\r\n1.5|-2\r\n3|4.25\r\n0.5|1000",
        "x;y\n1,5;-2\n3;4,25\n0,5;1.000,0\n",
        "x;y\n1,5;-2,0\n3,0;4,25\n,5;1.000\n",
        "x\ty\n1,5\t-2\n3\t4,25\n0,5\t1.000\n",
        '"x","y"\n"1.5","-2"\n"3","4.25"\n"0.5","1,000"\n',
        " x , y \n 1.5 , -2 \n 3 , 4.25 \n 0.5 , 1000 \n",
        "x,y,\n1.5,-2,\n3,4.25,\n0.5,1000,\n",
        "My measurements\n\nx,y\n1.5,-2\n\n3,4.25\n0.5,1000\n",
        'x,note,y\n1.5,"a, ""b""\nand c",-2\n3,d,4.25\n0.5,"e;f",1000\n',
        "\ufeffx,y\n1.5,-2\n3,4.25\n0.5,1000\n",
        "x,y\n1.5,-2\n3,4.25\n0.5,1000\n".encode("utf-16"),
    ],
    ids=[
        "comma", "semicolon", "tab", "bar and CRLF", "decimal comma", "decimal comma throughout",
        "decimal comma between tabs", "quoted, with thousands", "spaces", "delimiter at the end", "title and gaps",
        "quoted text over two lines", "byte order mark", "UTF-16",
    ],
)  # fmt: skip
def test_the_usual_ways_to_write_a_table_are_understood(tmp_path: Path, content: str | bytes) -> None:
    rows, spec, told = read(table(tmp_path, content))
    assert names(spec) == ["x", "y"]
    assert np.allclose(rows, PLAIN)
    assert not told


def test_a_table_without_a_header_numbers_its_columns(tmp_path: Path) -> None:
    rows, spec, _ = read(table(tmp_path, "1.5,-2\n3,4.25\n0.5,1000\n"))
    assert names(spec) == ["column 1", "column 2"]
    assert np.allclose(rows, PLAIN)
    rows, spec, _ = read(table(tmp_path, "setosa,1.5,-2\nsetosa,3,4.25\nvirginica,0.5,1000\n"))
    assert names(spec) == ["column 2", "column 3"]
    assert len(rows) == 3


def test_a_single_column_is_understood_with_either_decimal_sign(tmp_path: Path) -> None:
    for content in ("temp\n21.5\n22.75\n", "temp\n21,5\n22,75\n"):
        rows, spec, _ = read(table(tmp_path, content))
        assert names(spec) == ["temp"]
        assert np.allclose(rows, [[21.5], [22.75]])


def test_years_as_names_over_numbers_are_a_header_when_a_word_is_among_them(tmp_path: Path) -> None:
    rows, spec, _ = read(table(tmp_path, "id,2019,2020\n1,5,6\n2,8,9\n"))
    assert names(spec) == ["id", "2019", "2020"]
    assert len(rows) == 2


def test_names_that_stand_twice_or_nowhere_are_told_apart(tmp_path: Path) -> None:
    _, spec, _ = read(table(tmp_path, "a,a,,b  c\n1,2,3,4\n5,6,7,9\n"))
    assert names(spec) == ["a", "a (2)", "column 3", "b c"]
    _, spec, _ = read(table(tmp_path, "a (3),a,a\n1,2,3\n5,6,7\n"))
    assert names(spec) == ["a (3)", "a", "a (3) (3)"]


def test_names_in_an_old_windows_encoding_are_read(tmp_path: Path) -> None:
    _, spec, _ = read(table(tmp_path, "Größe;Höhe €\n1,5;2\n2,5;4\n".encode("cp1252")))
    assert names(spec) == ["Größe", "Höhe €"]


def test_columns_of_words_and_dates_are_left_out(tmp_path: Path) -> None:
    content = "date,name,x,code\n2024-01-01,ann,1,A1\n2024-01-02,bob,2,7\n2024-01-03,cy,4,B_2\n"
    assert names(read(table(tmp_path, content))[1]) == ["x"]


def test_chosen_columns_come_in_the_chosen_order(tmp_path: Path) -> None:
    rows, spec, _ = read(table(tmp_path, "x,y,z\n1,2,3\n4,5,7\n", columns=("z", "x")))
    assert names(spec) == ["z", "x"]
    assert np.allclose(rows, [[3, 1], [7, 4]])


def test_rows_with_missing_infinite_or_odd_numbers_are_left_out_and_told_once(tmp_path: Path) -> None:
    content = "x,y\n1,2\n3,\n5,inf\nNA,8\n9,oops\n11,12\n13\n15,16,17\n19,20\n21,1e999\n"
    rows, spec, told = read(table(tmp_path, content))
    assert np.allclose(rows, [[1, 2], [11, 12], [19, 20]])
    assert spec.count == 3
    assert told == ["7 of 10 rows have missing or infinite numbers and are left out, the first in line 3"]


def test_gaps_in_columns_that_are_not_used_cost_no_rows(tmp_path: Path) -> None:
    rows, _, told = read(table(tmp_path, "x,y\n1,2\n3,\n5,6\n", columns=("x",)))
    assert np.allclose(rows, [[1], [3], [5]])
    assert not told


def test_long_tables_are_read_in_parts_without_a_seam(tmp_path: Path) -> None:
    count = columns_module.AT_ONCE * 2 + 5
    lines = [f"{number},{number % 7}" for number in range(count)]
    lines[columns_module.AT_ONCE + 1] = "gone,0"
    rows, _, told = read(table(tmp_path, "\n".join(["x,y", *lines])))
    assert len(rows) == count - 1
    assert np.allclose(rows[:, 0], np.delete(np.arange(count), columns_module.AT_ONCE + 1), atol=0.01)
    assert f"line {columns_module.AT_ONCE + 3:,}" in told[0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "file: .* is empty"),
        ("\n\n", "file: .* is empty"),
        ("x,y\n", "file: .*no column of numbers"),
        ("name,city\nann,Bonn\nbob,Ulm\n", "file: .*no column of numbers"),
        ("x y\n1 2\n3 4\n", "file: .*no column of numbers; columns are parted by commas"),
        ("x,y\n1,2\n3,\n", "file: only 1 of 2 rows can be used"),
        ("x,y\n1,5\n2,5\n3,5\n", "columns: “y” is always 5: choose columns that vary"),
        ("x,y\n1,2,3\n4,5,6\n7,8,10\n", "file: most rows of .* have 3 cells below 2 names"),
        ("x,y\n1,1e300\n2,-1e300\n", "columns: the numbers of “y” are too large"),
        (b"PK\x03\x04\0\0table", "file: .* is no text: save the table as CSV"),
        (b"x,y\n1,\x81\n2,3\n", "file: .* is no text"),
        (b'x,y\n1,"' + b"a" * 200_000 + b'"\n', "file: .* is no table"),
    ],
    ids=[
        "empty",
        "blank",
        "header only",
        "words",
        "spaces",
        "one row",
        "constant",
        "nameless",
        "huge",
        "zip",
        "binary",
        "cell",
    ],
)
def test_a_table_that_cannot_be_learnt_is_refused_with_a_sentence(
    tmp_path: Path, content: str | bytes, sentence: str
) -> None:
    with pytest.raises(ProblemError, match=sentence):
        table(tmp_path, content).describe(None)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(CsvTable()) == "file: choose a CSV file"
    assert refusal(CsvTable(file=str(tmp_path / "a.csv"))) == f"file: there is no file {tmp_path / 'a.csv'}"
    assert refusal(CsvTable(file=str(tmp_path))).endswith("is a folder: choose a file in it")
    assert refusal(CsvTable(file="a\0b")).startswith("file: cannot read")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        assert "no ordinary file" in refusal(CsvTable(file=str(tmp_path / "pipe.csv")))


def test_a_huge_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(3_000_000_000)  # takes no room on the disk
    assert "has 3.0 GB; at most 2 GB are read" in refusal(CsvTable(file=str(tmp_path / "a.csv")))


def test_wrong_columns_are_named_all_at_once_with_the_ones_that_were_meant(tmp_path: Path) -> None:
    data = table(tmp_path, "close,volume,name\n1,2,a\n3,4,b\n", columns=("clse", "pressure", "volume", "volume"))
    message = refusal(data)
    assert "columns: there is no column “clse”; did you mean “close”?" in message
    assert "there is no column “pressure”; there are close, volume, name" in message
    assert "“volume” stands twice; keep one" in message
    assert refusal(data.revise("columns", ("close", "name"))) == "columns: “name” holds no numbers: leave it out"


def test_asking_again_does_not_read_again_until_the_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = table(tmp_path, "x,y\n1,2\n3,5\n")
    assert data.describe(None).count == 2
    reads: list[Path] = []
    read_once = columns_module._decoded
    monkeypatch.setattr(columns_module, "_decoded", lambda file, *rest: reads.append(file) or read_once(file, *rest))
    assert data.describe(None).count == 2
    assert data.opened(data.describe(None)).values.shape == (2, 2)  # type: ignore[union-attr]
    assert not reads
    table(tmp_path, "x,y\n1,2\n3,5\n6,6\n")
    assert data.describe(None).count == 3
    assert len(reads) == 1


def test_a_run_keeps_its_own_scale_when_rows_were_added_and_refuses_other_columns(tmp_path: Path) -> None:
    data = table(tmp_path, "x,y\n1,2\n3,6\n")
    spec = data.describe(None)
    table(tmp_path, "x,y\n1,2\n3,6\n5,10\n")
    rows = data.opened(spec)
    assert isinstance(rows, Rows)
    assert rows.values.tolist() == [[-1, -1], [1, 1], [3, 3]]
    table(tmp_path, "x,z\n1,2\n3,6\n")
    with pytest.raises(ProblemError, match=r"file: the columns of .* are no longer the same"):
        data.opened(spec)


def test_the_file_is_spelt_out_and_a_home_folder_understood(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_table(home / "a.csv", ("x", "y"), np.array(PLAIN))
    assert CsvTable(file="~/a.csv").describe(None).count == 3
    assert CsvTable(file="~/a.csv").anchored().file == str(home / "a.csv")
    monkeypatch.chdir(home)
    assert CsvTable(file="a.csv").anchored().file == str(home / "a.csv")
    assert CsvTable().anchored().file == ""
    assert refusal(CsvTable(file="~nobody-here/a.csv")).startswith("file: there is no file")


def test_points_are_the_first_two_columns_or_the_two_that_are_chosen(tmp_path: Path) -> None:
    content = "name,x,y,z\na,1,2,\nb,3,4,\nc,5,7,9\n"
    table(tmp_path, content)
    points = CsvPoints(file=str(tmp_path / "a.csv"))
    rows, spec, told = read(points)
    assert spec.shape == (2,)
    assert names(spec) == ["x", "y"]
    assert np.allclose(rows, [[1, 2], [3, 4], [5, 7]])
    assert not told, "gaps in z do not matter"
    rows, spec, _ = read(points.revise("columns", ("y", "x")))
    assert names(spec) == ["y", "x"]
    assert np.allclose(rows[0], [2, 1])
    assert "name two columns" in refusal(points.revise("columns", ("x",)))
    with pytest.raises(ProblemError, match="at most 2"):
        points.revise("columns", ("x", "y", "z"))
    table(tmp_path, "x,name\n1,a\n2,b\n")
    assert refusal(points) == "file: “x” is the only column of numbers in it; points need two"


def test_a_spec_without_columns_leaves_rows_as_they_are() -> None:
    rows = np.ones((2, 3), np.float32)
    assert DataSpec((3,), 0).restored(rows) is rows
    spec = DataSpec((2,), 2, columns=(Column("a", 10.0, 2.0), Column("b", -1.0, 0.5)))
    assert spec.restored(np.array([[0.0, 2.0]])).tolist() == [[10.0, 0.0]]
    assert spec.standardised(np.array([[12.0, -1.0]])).tolist() == [[1.0, 0.0]]
