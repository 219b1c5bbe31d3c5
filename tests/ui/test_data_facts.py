"""What the form tells of the data: the card of a published set, and what was found in a person's own files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from ganstudio.datasets import DATASETS
from ganstudio.session.session import Session
from ganstudio.ui.panels.experiment import ExperimentForm
from ganstudio.ui.widgets.facts import Facts
from ganstudio.ui.widgets.menu import Menu
from ganstudio.ui.window import Window
from tests.ui.conftest import Find


def shown(window: Window) -> dict[str, str]:
    """The facts that can be seen in the form."""
    form = window.panel("experiment")
    assert isinstance(form, ExperimentForm)
    return {label: value for facts in form.findChildren(Facts) if facts.isVisible() for label, value in facts.facts}


def pictures(folder: Path, *, classes: tuple[str, ...], each: int) -> Path:
    for name in classes:
        (folder / name).mkdir(parents=True)
        for number in range(each):
            pixels = np.full((40, 40, 3), (number, 90, 200), np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    return folder


def test_a_published_data_set_shows_its_card_with_a_link(window: Window, session: Session) -> None:
    assert shown(window) == {}, "the first screen has none"
    session.propose("data", {"kind": "mnist"})
    card = DATASETS["mnist"].card
    assert card is not None
    facts = shown(window)
    assert facts["Licence"] == card.licence
    assert facts["Home page"] == card.url
    links = [label for label in window.findChildren(QLabel) if label.isVisible() and card.url in label.text()]
    assert [label.openExternalLinks() for label in links] == [True]
    session.propose("data", {"kind": "digits"})
    assert shown(window) == {}


def test_every_card_says_what_it_holds_and_under_which_licence(window: Window, session: Session) -> None:
    for kind in DATASETS:
        session.propose("data", {"kind": kind.kind_name()})
        assert ({"Pictures", "Licence"} <= set(shown(window))) == (kind.card is not None), kind


def test_what_is_found_in_a_folder_is_told_until_another_is_chosen(
    window: Window, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    first = pictures(tmp_path / "a", classes=("cat", "dog"), each=3)
    session.propose("data", {"kind": "image_folder", "folder": str(first)})
    session.propose("training.batch_size", 4)
    expected = {"Found": "6 pictures", "Trained at": "32×32 pixels, colour", "Classes": "2: cat, dog"}
    qtbot.waitUntil(lambda: shown(window) == expected, timeout=10_000)
    session.propose("training.batch_size", 64)  # more than there are
    qtbot.waitUntil(lambda: session.check is not None and session.check.plan is None, timeout=10_000)
    assert shown(window) == expected, "the pictures are still there"
    session.propose("data.folder", str(tmp_path / "gone"))
    qtbot.waitUntil(lambda: shown(window) == {}, timeout=10_000)


def test_what_is_found_in_a_table_is_told(window: Window, session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("height,weight,age\n" + "\n".join(f"{n},{n * 2},{n % 7}" for n in range(100)))
    session.propose("data", {"kind": "csv_table", "file": str(table)})
    expected = {"Found": "100 rows of 3 numbers", "Columns": "height, weight, age"}
    qtbot.waitUntil(lambda: shown(window) == expected, timeout=10_000)


def test_a_kind_too_long_for_its_menu_is_told_whole(window: Window, session: Session, find: Find) -> None:
    session.propose("architecture.conditioning", {"kind": "d2d_ce"})
    menu = find("architecture.conditioning", QComboBox)
    assert isinstance(menu, Menu)
    assert menu.currentText() == "Data-to-data cross-entropy (ReACGAN)"
    assert menu.currentText() in menu.toolTip()
