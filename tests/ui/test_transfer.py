"""A new run that starts from the weights of another, begun in the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QListView, QMenu
from pytestqt.qtbot import QtBot

from ganstudio.session.past_runs import next_name
from ganstudio.session.session import Session
from ganstudio.ui.panels.messages import NOTICE, Messages
from ganstudio.ui.widgets.path_field import PathLine
from ganstudio.ui.widgets.run_list import INFO
from ganstudio.ui.window import Window
from tests.ui.conftest import Find
from tests.ui.test_live import short, train


def test_a_new_run_starts_from_the_weights_of_one_in_the_list(
    window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    train(qtbot, session, short())
    folder = session.run.folder
    view = find("runs.list", QListView)
    first = view.model().index
    qtbot.waitUntil(lambda: first(0, 0).isValid() and first(0, 0).data(INFO).has_checkpoint, timeout=10_000)
    session.propose("name", "Something else")
    view.customContextMenuRequested.emit(view.visualRect(view.model().index(0, 0)).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == "Start a new run from this one").trigger()
    menu.close()
    qtbot.waitUntil(lambda: session.experiment.name == "Handwritten digits 2", timeout=5_000)
    assert session.experiment.transfer.source == str(folder)
    session.train()
    qtbot.waitUntil(lambda: session.run is not None and session.run.folder != folder, timeout=60_000)
    told = window.panel("messages")
    assert isinstance(told, Messages)
    qtbot.waitUntil(lambda: any(text.startswith("started from") for text in told.texts), timeout=60_000)
    report = next(n for n in notices(told) if n.text.startswith("started from"))
    assert report.severity == "info"
    assert str(folder) in report.text
    qtbot.waitUntil(lambda: not session.state.is_active, timeout=60_000)


def test_the_opened_run_may_be_started_from_once_it_has_weights(window: Window, session: Session, qtbot: QtBot) -> None:
    action = window.actions_by_id["start_from"]
    assert not action.isEnabled()
    train(qtbot, session, short())
    assert action.isEnabled()
    action.trigger()
    qtbot.waitUntil(lambda: session.experiment.transfer.source == str(session.run.folder), timeout=5_000)


def test_the_field_of_the_source_takes_files_of_weights_and_folders_of_runs(
    window: Window, session: Session, find: Find, tmp_path: Path
) -> None:
    line = find("transfer.source", PathLine)
    weights = tmp_path / "g.safetensors"
    weights.touch()
    (tmp_path / "notes.txt").touch()
    drop(line, tmp_path / "notes.txt")
    assert session.experiment.transfer.source == ""
    for path in (tmp_path, weights):
        drop(line, path)
        assert session.experiment.transfer.source == str(path)


def test_names_are_counted_on() -> None:
    assert next_name("Digits") == "Digits 2"
    assert next_name("Digits 2") == "Digits 3"
    assert next_name("Digits 8×8") == "Digits 8×8 2"
    assert next_name("7") == "7 2"
    assert len(next_name("x" * 80)) <= 80


def drop(line: PathLine, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    modifiers, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    line.dropEvent(QDropEvent(QPoint(2, 2), Qt.DropAction.CopyAction, data, buttons, modifiers))


def notices(messages: Messages) -> list:
    return [messages._list.item(row).data(NOTICE) for row in range(messages._list.count())]
