"""The field for a path: what may be dropped on it, and which dialogs it opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ganstudio.ui.widgets.path_field import PathField, Wanted

FOLDER, FILE, EITHER = Wanted(folder=True), Wanted(("csv", "txt")), Wanted(("zip",), folder=True)


@pytest.mark.parametrize(
    ("wanted", "fitting", "invitation"),
    [
        (FOLDER, {"folder"}, "Drop a folder here"),
        (FILE, {"a.csv"}, "Drop a .csv file here"),
        (EITHER, {"folder", "b.ZIP"}, "Drop a folder or .zip file here"),
    ],
)
def test_what_is_wanted_fits_and_the_field_invites_to_it(
    tmp_path: Path, wanted: Wanted, fitting: set[str], invitation: str
) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("a.csv", "b.ZIP"):
        (tmp_path / name).touch()
    assert {name for name in ("folder", "a.csv", "b.ZIP", "none.zip") if wanted.fits(tmp_path / name)} == fitting
    assert wanted.invitation == invitation


def test_where_a_folder_or_a_file_is_wanted_a_menu_asks_which(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/pictures")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/pictures.zip", ""))
    field = PathField("Pictures", EITHER)
    qtbot.addWidget(field)
    edited: list[object] = []
    field.edited.connect(edited.append)
    choices = {action.text(): action for action in field.button.menu().actions()}
    choices["Folder…"].trigger()
    choices["ZIP file…"].trigger()
    assert edited == ["/pictures", "/pictures.zip"]
    assert field.line.text() == "/pictures.zip"


@pytest.mark.parametrize(("wanted", "chosen"), [(FOLDER, "/pictures"), (FILE, "/table.csv")])
def test_where_only_one_is_wanted_the_button_asks_at_once(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, wanted: Wanted, chosen: str
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/pictures")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/table.csv", ""))
    field = PathField("Data", wanted)
    qtbot.addWidget(field)
    field.button.click()
    assert field.line.text() == chosen
