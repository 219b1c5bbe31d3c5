"""Each type of option has its editor, which shows values readably and reports what is typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ganstudio.datasets.csv_table import CsvTable
from ganstudio.options import Declaration, FilePath, FolderPath, Options, option
from ganstudio.ui.editors import Editor, editor_for, read_numbers, scientific_text, value_text
from ganstudio.ui.widgets.number_field import NumberField, counted
from ganstudio.ui.widgets.path_field import PathLine


class Everything(Options):
    """One option of each type."""

    flag: bool = option(default=True, help="A flag.")
    count: int = option(default=10_000, ge=1, le=10**9, unit="steps", help="A count.")
    seed: int = option(default=0, ge=0, le=2**31 - 1, help="A seed.")
    rate: float = option(default=2e-4, gt=0, le=1, log=True, help="A rate.")
    share: float = option(default=0.5, ge=0, le=1, help="A share.")
    name: str = option(default="a", max_length=80, help="A name.")
    notes: str = option(default="", max_length=4000, help="Some notes.")
    choice: Literal["auto", 8, 16] = option(default="auto", unit="px", help="A choice.")
    widths: tuple[int, ...] = option(default=(128, 256), help="Some numbers.")
    folder: Annotated[str, FolderPath()] = option(default="", help="A folder.")
    file: Annotated[str, FilePath(("csv", "txt"))] = option(default="", help="A file.")
    columns: tuple[str, ...] = option(default=(), help="Some names.")


class Unknown(Options):
    """An option of a type that has no editor."""

    odd: dict[str, int] = option(default={}, help="Odd.")


def declaration(name: str, of: type[Options] = Everything) -> Declaration:
    return next(declared for declared in of.declared() if declared.name == name)


@pytest.fixture
def made(qtbot: QtBot) -> Callable[[str], tuple[Editor, list[Any]]]:
    def make(name: str) -> tuple[Editor, list[Any]]:
        editor = editor_for(declaration(name))
        qtbot.addWidget(editor)
        editor.show_value(declaration(name).default)
        edits: list[Any] = []
        editor.edited.connect(edits.append)
        return editor, edits

    return make


Made = Callable[[str], tuple[Editor, list[Any]]]


@pytest.mark.parametrize(
    ("name", "control"),
    [
        ("flag", QCheckBox),
        ("count", NumberField),
        ("rate", QLineEdit),
        ("share", QLineEdit),
        ("name", QLineEdit),
        ("notes", QPlainTextEdit),
        ("choice", QComboBox),
        ("widths", QLineEdit),
        ("folder", PathLine),
        ("file", PathLine),
        ("columns", QLineEdit),
    ],
)
def test_each_type_has_its_editor(made: Made, name: str, control: type) -> None:
    assert type(made(name)[0].control) is control or isinstance(made(name)[0].control, control)


def test_type_without_editor_is_an_error(qtbot: QtBot) -> None:
    with pytest.raises(TypeError, match="no editor for the option odd"):
        editor_for(declaration("odd", Unknown))


def test_showing_a_value_is_no_edit(made: Made) -> None:
    for declared in Everything.declared():
        editor, edits = made(declared.name)
        editor.show_value(declared.default)
        assert edits == [], declared.name


def test_whole_number_has_separators_and_unit_and_is_wide_enough(made: Made) -> None:
    editor, _ = made("count")
    field = editor.control
    assert isinstance(field, NumberField)
    assert field.lineEdit().text() == "10,000 steps"
    assert field.sizeHint().width() > field.fontMetrics().horizontalAdvance("1,000,000,000 steps")


@pytest.mark.parametrize("typed", ["20000", "20,000", "2e4", "20 000 steps", "20_000"])
def test_whole_number_is_read_in_any_form(made: Made, qtbot: QtBot, typed: str) -> None:
    editor, edits = made("count")
    field = editor.control
    assert isinstance(field, NumberField)
    field.lineEdit().selectAll()
    qtbot.keyClicks(field, typed)
    assert edits[-1] == 20_000
    assert field.lineEdit().text() == typed
    editor.show_value(20_000)
    assert field.lineEdit().text() == typed, "what is being typed is left alone"
    editor.tidy()
    assert field.lineEdit().text() == "20,000 steps"


def test_whole_number_beyond_31_bits_is_reported_as_it_is(made: Made, qtbot: QtBot) -> None:
    editor, edits = made("seed")
    editor.control.lineEdit().selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(editor.control, "5000000000")
    assert edits[-1] == 5_000_000_000


def test_arrows_of_a_whole_number_stop_at_its_range(made: Made, qtbot: QtBot) -> None:
    editor, edits = made("seed")
    qtbot.keyClick(editor.control, Qt.Key.Key_Up)
    qtbot.keyClick(editor.control, Qt.Key.Key_Down)
    qtbot.keyClick(editor.control, Qt.Key.Key_Down)
    assert edits == [1, 0]


def test_rate_is_shown_and_read_in_scientific_notation(made: Made, qtbot: QtBot) -> None:
    editor, edits = made("rate")
    line = editor.control
    assert isinstance(line, QLineEdit)
    assert line.text() == "2e-4"
    line.selectAll()
    qtbot.keyClicks(line, "3.5e-3")
    assert edits[-1] == 0.0035
    qtbot.keyClicks(line, "x")
    assert edits[-1] == "3.5e-3x"


@pytest.mark.parametrize("value", [0.0002, 1e-8, 0.1, 1.0, 12345.678, 2.5e-7, 1e22, 123456.789, 0.0, -3e-9])
def test_numbers_are_written_without_loss(value: float) -> None:
    assert float(scientific_text(value)) == value


def test_choices_carry_their_unit_and_keep_their_type(made: Made, qtbot: QtBot) -> None:
    editor, edits = made("choice")
    box = editor.control
    assert isinstance(box, QComboBox)
    assert [box.itemText(index) for index in range(box.count())] == ["auto", "8 px", "16 px"]
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert edits == [8]


def test_numbers_in_a_row_are_separated_by_commas_or_spaces(made: Made, qtbot: QtBot) -> None:
    editor, edits = made("widths")
    line = editor.control
    assert isinstance(line, QLineEdit)
    assert line.text() == "128, 256"
    line.selectAll()
    qtbot.keyClicks(line, "64 32")
    assert edits[-1] == (64, 32)
    assert read_numbers("64, x") == (64, "x")


def test_names_in_a_row_are_separated_by_commas_and_may_have_spaces(made: Made, qtbot: QtBot) -> None:
    editor, edits = made("columns")
    line = editor.control
    assert isinstance(line, QLineEdit)
    qtbot.keyClicks(line, "price ,  trade volume,")
    assert edits[-1] == ("price", "trade volume")
    editor.show_value(edits[-1])
    assert line.text() == "price ,  trade volume,", "what is being typed is left alone"
    editor.tidy()
    assert line.text() == "price, trade volume"
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    assert edits[-1] == ()


def test_flag_is_a_click(made: Made, qtbot: QtBot) -> None:
    editor, edits = made("flag")
    qtbot.mouseClick(editor.control, Qt.MouseButton.LeftButton, pos=QPoint(8, editor.control.height() // 2))
    assert edits == [False]


def drop(line: QWidget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left = Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier)
    assert isinstance(line, PathLine)
    line.dropEvent(event)


def test_dropped_folder_becomes_the_path(made: Made, tmp_path: Path) -> None:
    (tmp_path / "table.csv").touch()
    editor, edits = made("folder")
    drop(editor.control, tmp_path)
    drop(editor.control, tmp_path / "no folder")
    drop(editor.control, tmp_path / "table.csv")
    assert edits == [str(tmp_path)]


def test_dropped_file_of_the_right_kind_becomes_the_path(made: Made, tmp_path: Path) -> None:
    for name in ("table.csv", "table.TXT", "picture.png"):
        (tmp_path / name).touch()
    editor, edits = made("file")
    for path in (tmp_path / "picture.png", tmp_path, tmp_path / "gone.csv", tmp_path / "table.csv"):
        drop(editor.control, path)
    drop(editor.control, tmp_path / "table.csv", tmp_path / "table.TXT")
    drop(editor.control, tmp_path / "table.TXT")
    assert edits == [str(tmp_path / "table.csv"), str(tmp_path / "table.TXT")]


def test_browsing_for_a_file_offers_those_of_the_right_kind(
    made: Made, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor, edits = made("file")
    asked: list[str] = []

    def choose(parent: QWidget, title: str, start: str, filters: str) -> tuple[str, str]:
        asked.append(filters)
        return "/data/table.csv", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    qtbot.mouseClick(editor.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert edits == ["/data/table.csv"]
    assert asked[0].startswith("File (*.csv *.txt)")


@pytest.mark.parametrize("name", ["count", "choice"])
def test_wheel_in_passing_changes_nothing(made: Made, name: str) -> None:
    editor, edits = made(name)
    editor.show()
    editor.control.clearFocus()
    center = QPointF(5, 5)
    wheel = QWheelEvent(
        center,
        editor.control.mapToGlobal(center),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(editor.control, wheel)
    assert edits == []
    assert not wheel.isAccepted(), "the form behind it scrolls"


def test_values_are_told_with_their_unit() -> None:
    assert value_text(10_000, declaration("count")) == "10,000 steps"
    assert value_text(8, declaration("choice")) == "8 px"
    assert value_text(True, declaration("flag")) == "on"
    assert value_text("", declaration("name")) == "empty"
    assert value_text(("price", "trade volume"), declaration("columns")) == "price, trade volume"
    assert value_text((), declaration("columns")) == "none"
    assert [counted(1, unit) for unit in ("steps", "batches", "px")] == ["1 step", "1 batch", "1 px"]


def test_an_empty_field_says_what_nothing_means(qtbot: QtBot) -> None:
    columns = next(declared for declared in CsvTable.declared() if declared.name == "columns")
    editor = editor_for(columns)
    qtbot.addWidget(editor)
    line = editor.findChild(QLineEdit)
    assert line is not None
    assert line.placeholderText() == "every column of numbers"
