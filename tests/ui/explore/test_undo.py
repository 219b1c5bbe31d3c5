"""Undo takes back what was done last where a person works: in the explorer, or in the experiment beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.session.explorer import Explorer
from ganstudio.session.session import Session
from ganstudio.ui.widgets.film_strip import FilmStrip
from ganstudio.ui.window import Window
from tests.ui.conftest import Find

Explore = Callable[..., QWidget]


def test_click_on_a_button_of_the_explorer_makes_undo_take_back_what_it_did(
    explore: Explore, dcgan_run: Path, window: Window, session: Session, explorer: Explorer, qtbot: QtBot, find: Find
) -> None:
    explore(dcgan_run, "path")
    before = explorer.exploration
    name = find("name", QLineEdit)
    name.setFocus()
    name.selectAll()
    qtbot.keyClicks(name, "Mine")
    qtbot.mouseClick(find("explore.path.random", QToolButton), Qt.MouseButton.LeftButton)
    window.actions_by_id["undo"].trigger()
    assert explorer.exploration == before
    assert session.experiment.name == "Mine"


def test_click_on_a_button_of_the_experiment_makes_undo_take_back_what_it_did(
    explore: Explore, dcgan_run: Path, window: Window, session: Session, explorer: Explorer, qtbot: QtBot, find: Find
) -> None:
    explore(dcgan_run, "wall")
    window.panel("experiment").open_sections(["training"])  # type: ignore[attr-defined]
    session.propose("training.batch_size", 7)
    qtbot.mouseClick(find("explore.dice", QToolButton), Qt.MouseButton.LeftButton)
    assert window.undo_stack is explorer.undo_stack
    qtbot.mouseClick(find("training.batch_size:reset", QToolButton), Qt.MouseButton.LeftButton)
    assert window.undo_stack is session.undo_stack


def test_page_keys_turn_the_wall_after_a_click_on_any_button_of_its_page(
    explore: Explore, dcgan_run: Path, window: Window, explorer: Explorer, qtbot: QtBot, find: Find
) -> None:
    explore(dcgan_run, "wall")
    find("name", QLineEdit).setFocus()
    qtbot.mouseClick(find("explore.wall.on", QToolButton), Qt.MouseButton.LeftButton)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_PageDown)
    assert explorer.exploration.wall.seed == 2 * explorer.exploration.wall.count


def test_space_halts_the_path_after_a_click_on_play(
    explore: Explore, dcgan_run: Path, window: Window, qtbot: QtBot, find: Find
) -> None:
    explore(dcgan_run, "path")
    qtbot.mouseClick(find("explore.path.random", QToolButton), Qt.MouseButton.LeftButton)
    strip, play = find("explore.path.strip", FilmStrip), find("explore.path.play", QToolButton)
    qtbot.waitUntil(play.isEnabled)
    qtbot.mouseClick(play, Qt.MouseButton.LeftButton)
    assert play.accessibleName() == "Pause"
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert play.accessibleName() == "Play"
    strip.stop()
