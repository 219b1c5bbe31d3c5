"""The menu of presets: grouped, told, and open to keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ganstudio.experiment import Experiment, preset, presets
from ganstudio.session.session import Session
from ganstudio.ui.widgets.preset_menu import PresetMenu, group
from ganstudio.ui.window import Window
from tests.ui.conftest import Find


def entries(menu: PresetMenu) -> list[tuple[str, str | None, bool]]:
    """Text, name and whether it can be chosen, of everything but the lines."""
    model = menu.model()
    return [
        (menu.itemText(row), menu.itemData(row), bool(model.flags(model.index(row, 0)) & Qt.ItemFlag.ItemIsEnabled))
        for row in range(menu.count())
        if menu.itemText(row)
    ]


def test_a_preset_is_grouped_by_its_own_name_or_else_by_its_data() -> None:
    assert group(Experiment(name="Textbook: small")) == "Textbook"
    assert group(Experiment(name="Digits")) == "Pictures"
    told = Experiment().revise("architecture.conditioning", {"kind": "projection"})
    assert group(told) == "Classes and codes"
    assert group(Experiment().revise("augment", {"kind": "diff_augment"})) == "Few pictures"
    assert group(preset("ring8")) == "Points"
    assert group(Experiment().revise("data", {"kind": "csv_series"})) == "Tables and time series"


def test_every_preset_stands_once_under_a_heading_with_its_story(window: Window, find: Find) -> None:
    menu = find("presets", PresetMenu)
    found = entries(menu)
    assert sorted(name for _, name, _ in found if name) == sorted(presets())
    assert [can_be_chosen for _, _, can_be_chosen in found] == [name is not None for _, name, _ in found]
    assert not found[0][2], "a heading comes first"
    for row in range(menu.count()):
        if name := menu.itemData(row):
            assert preset(name).notes.split()[0] in menu.itemData(row, Qt.ItemDataRole.ToolTipRole)


def test_keys_step_over_headings(qtbot: QtBot) -> None:
    made = {
        "one": Experiment(name="One"),
        "two": Experiment(name="Textbook: Two"),
        "three": preset("ring8").revise("name", "Three"),
    }
    menu = PresetMenu(made)
    qtbot.addWidget(menu)
    assert [text for text, _, _ in entries(menu)] == ["Pictures", "One", "Points", "Three", "Textbook", "Two"]
    menu.show_preset("one")
    chosen: list[str] = []
    menu.chosen.connect(chosen.append)
    for _ in range(3):
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    assert chosen == ["three", "two"]


def test_an_edited_preset_is_ones_own(window: Window, session: Session, find: Find) -> None:
    menu = find("presets", PresetMenu)
    session.set_experiment(preset("ring8"))
    assert menu.currentData() == "ring8"
    session.propose("name", "Mine")
    assert menu.currentIndex() == -1
    assert find("name", QLineEdit).text() == "Mine"
