"""The class that the samples show, chosen beside them, with real runs of a few steps."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QSlider, QToolTip
from pytestqt.qtbot import QtBot

from ganstudio.experiment import Experiment
from ganstudio.session.session import Session, State
from ganstudio.ui.widgets.class_menu import ClassMenu
from ganstudio.ui.widgets.sample_grid import SampleGrid
from ganstudio.ui.window import Window
from tests.ui.conftest import Find
from tests.ui.test_live import short, train


def conditional(steps: int = 40) -> Experiment:
    return short(steps).revise("architecture.conditioning", {"kind": "projection"})


def choose(menu: ClassMenu, row: int) -> None:
    menu.setCurrentIndex(row)
    menu.activated.emit(row)


def test_classes_are_offered_only_where_the_networks_are_told_of_them(
    window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    menu = find("samples.class", ClassMenu)
    assert not menu.isVisible()
    train(qtbot, session, conditional())
    assert menu.isVisible()
    assert [menu.itemText(row) for row in range(menu.count())] == [
        "All classes",
        *(f"Class {digit}" for digit in range(10)),
    ]
    train(qtbot, session, short())
    assert not menu.isVisible()


def test_a_chosen_class_is_shown_while_training_and_after_it(
    window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    menu, caption = find("samples.class", ClassMenu), find("samples.caption", QLabel)
    session.set_experiment(conditional(1_000_000))
    session.train()
    qtbot.waitUntil(menu.isVisible, timeout=60_000)
    choose(menu, 8)
    qtbot.waitUntil(lambda: caption.text().endswith("EMA · class 7"), timeout=60_000)
    session.stop()
    qtbot.waitUntil(lambda: session.state is State.IDLE, timeout=60_000)
    last = f"step {session.run.checkpoint_steps()[0]:,} · EMA"
    qtbot.waitUntil(lambda: caption.text() == f"{last} · class 7", timeout=60_000)
    slider = find("samples.history", QSlider)
    slider.setValue(slider.maximum() - 1)
    assert caption.text() == f"{last} · all classes", "what is kept shows all of them"
    choose(menu, 3)
    assert slider.value() == slider.maximum(), "a choice leads back to the newest"
    qtbot.waitUntil(lambda: caption.text() == f"{last} · class 2", timeout=60_000)
    choose(menu, 0)
    assert caption.text() == last


def test_a_run_that_goes_on_shows_the_class_that_was_chosen_before(
    window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    menu, caption = find("samples.class", ClassMenu), find("samples.caption", QLabel)
    train(qtbot, session, conditional())
    choose(menu, 6)
    qtbot.waitUntil(lambda: caption.text() == "step 40 · EMA · class 5", timeout=60_000)
    session.propose("training.steps", 1_000_000)
    session.resume_run()
    qtbot.waitUntil(lambda: session.state is State.TRAINING, timeout=60_000)
    qtbot.waitUntil(lambda: caption.text() != "step 40 · EMA · class 5", timeout=60_000)
    qtbot.waitUntil(lambda: caption.text().endswith("· class 5"), timeout=60_000)
    session.stop()
    qtbot.waitUntil(lambda: session.state is State.IDLE, timeout=60_000)


def test_a_sample_tells_its_class(window: Window, session: Session, find: Find, qtbot: QtBot) -> None:
    train(qtbot, session, conditional())
    caption, grid = find("samples.caption", QLabel), window.findChild(SampleGrid)
    qtbot.waitUntil(lambda: caption.text() == "step 40 · EMA", timeout=5_000)
    grid.choose(12)
    assert caption.text() == "step 40 · EMA · sample 13 · class 2"
    place = grid.cell(6).center()
    QApplication.sendEvent(grid, QHelpEvent(QEvent.Type.ToolTip, place, grid.mapToGlobal(place)))
    assert "class 6" in QToolTip.text()
    corner = QPoint(0, 0)
    QApplication.sendEvent(grid, QHelpEvent(QEvent.Type.ToolTip, corner, grid.mapToGlobal(corner)))
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_the_class_in_view_is_what_is_exported(
    window: Window, session: Session, find: Find, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(qtbot, session, conditional())
    choose(find("samples.class", ClassMenu), 5)
    qtbot.waitUntil(lambda: session.samples is not None and session.samples.of_class == "4", timeout=60_000)
    proposed: list[str] = []
    notices: list[str] = []
    session.noticed.connect(lambda notice: notices.append(notice.text))

    def ask(parent: object, title: str, start: str, *_: object) -> tuple[str, str]:
        proposed.append(start)
        return str(tmp_path / "four.png"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    window.actions_by_id["export_samples"].trigger()
    qtbot.waitUntil(lambda: bool(notices), timeout=10_000)
    assert proposed[0].endswith("-40-4.png")
    assert "class “4”" in notices[0]
    assert (tmp_path / "four.png").is_file()


def test_of_many_classes_one_is_found_by_a_part_of_its_name(qtbot: QtBot) -> None:
    menu = ClassMenu()
    qtbot.addWidget(menu)
    menu.show_classes([f"bird {number}" for number in range(40)] + ["A kind of fish <b>with a very long name</b>"])
    menu.show()
    chosen: list[int | None] = []
    menu.chosen.connect(chosen.append)
    line = menu.lineEdit()
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "bird 17")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chosen == [17]
    line.selectAll()
    qtbot.keyClicks(line, "dog")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert (chosen, menu.currentText()) == ([17], "bird 17"), "what is no class is not chosen"
    assert menu.count() == 42
    choose(menu, 41)
    assert "&lt;b&gt;" in menu.toolTip(), "a long name is told whole, as it is"
    assert menu.width() <= 170
