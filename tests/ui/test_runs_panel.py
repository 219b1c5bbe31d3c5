"""The library of runs, driven by mouse and keys."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QListView, QMenu, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from ganstudio.runs import RunInfo, RunState
from ganstudio.session.session import Session, State
from ganstudio.ui.widgets.run_list import INFO, PICTURE, steps_of, when
from ganstudio.ui.window import Window
from tests.ui.conftest import Find
from tests.ui.test_live import short, train


@pytest.fixture
def rows(window: Window, find: Find) -> Callable[[], list[RunInfo]]:
    view = find("runs.list", QListView)

    def listed() -> list[RunInfo]:
        model = view.model()
        return [model.index(row, 0).data(INFO) for row in range(model.rowCount())]

    return listed


def choose(view: QListView, row: int, qtbot: QtBot, *, twice: bool = False) -> None:
    place = view.visualRect(view.model().index(row, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    if twice:
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_runs_appear_newest_first_with_picture_state_and_steps(
    session: Session, find: Find, rows: Callable[[], list[RunInfo]], qtbot: QtBot
) -> None:
    train(qtbot, session, short().revise("name", "First"))
    train(qtbot, session, short(name="ring8").revise("name", "Second"))
    qtbot.waitUntil(lambda: [run.name for run in rows()] == ["Second", "First"], timeout=10_000)
    qtbot.waitUntil(lambda: {run.state for run in rows()} == {RunState.FINISHED}, timeout=10_000)
    assert [run.points for run in rows()] == [True, False]
    model = find("runs.list", QListView).model()
    for row in range(2):
        qtbot.waitUntil(lambda row=row: model.index(row, 0).data(PICTURE) is not None, timeout=5_000)
        assert not model.index(row, 0).data(PICTURE).isNull()
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Second: finished, 40 steps" in spoken


def test_double_click_opens_a_run_with_its_settings_and_curves(
    session: Session, find: Find, rows: Callable[[], list[RunInfo]], qtbot: QtBot
) -> None:
    train(qtbot, session, short().revise("name", "First"))
    train(qtbot, session, short().revise("name", "Second"))
    qtbot.waitUntil(lambda: len(rows()) == 2, timeout=10_000)
    with qtbot.waitSignal(session.run_opened, timeout=10_000):
        choose(find("runs.list", QListView), 1, qtbot, twice=True)
    assert session.experiment.name == "First"
    assert find("runs.open", QPushButton).isEnabled()


def test_enter_opens_the_selected_run(
    session: Session, find: Find, rows: Callable[[], list[RunInfo]], qtbot: QtBot
) -> None:
    train(qtbot, session, short())
    qtbot.waitUntil(lambda: len(rows()) == 1, timeout=10_000)
    view = find("runs.list", QListView)
    choose(view, 0, qtbot)
    with qtbot.waitSignal(session.run_opened, timeout=10_000):
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_continue_goes_on_with_a_stopped_run(
    session: Session, find: Find, rows: Callable[[], list[RunInfo]], qtbot: QtBot
) -> None:
    session.set_experiment(short(1_000_000).revise("name", "Long"))
    session.train()
    qtbot.waitUntil(lambda: session.state is State.TRAINING, timeout=60_000)
    button = find("runs.continue", QPushButton)
    assert not button.isEnabled()
    session.stop()
    qtbot.waitUntil(lambda: session.state is State.IDLE, timeout=10_000)
    folder = session.run.folder
    train(qtbot, session, short().revise("name", "Short"))
    qtbot.waitUntil(lambda: [run.state for run in rows()] == [RunState.FINISHED, RunState.STOPPED], timeout=10_000)
    choose(find("runs.list", QListView), 1, qtbot)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.state is State.TRAINING, timeout=10_000)
    assert session.run.folder == folder
    session.stop()
    qtbot.waitUntil(lambda: session.state is State.IDLE, timeout=10_000)


def test_complete_run_says_why_it_does_not_continue_until_there_are_more_steps(
    session: Session, find: Find, rows: Callable[[], list[RunInfo]], qtbot: QtBot
) -> None:
    train(qtbot, session, short())
    qtbot.waitUntil(lambda: [run.state for run in rows()] == [RunState.FINISHED], timeout=10_000)
    button, reason = find("runs.continue", QPushButton), find("runs.reason", QLabel)
    qtbot.waitUntil(lambda: "all its 40 steps" in reason.text())
    assert not button.isEnabled()
    session.propose("training.steps", 60)
    assert button.isEnabled() and not reason.isVisible()


def test_run_without_a_checkpoint_says_why_it_does_not_continue(
    session: Session, find: Find, rows: Callable[[], list[RunInfo]], qtbot: QtBot
) -> None:
    train(qtbot, session, short())
    shutil.rmtree(session.run.folder / "checkpoints")
    session.list_runs()
    reason = find("runs.reason", QLabel)
    qtbot.waitUntil(lambda: "before its first checkpoint" in reason.text(), timeout=10_000)


def test_context_menu_brings_back_the_settings_of_a_run(
    session: Session, find: Find, rows: Callable[[], list[RunInfo]], qtbot: QtBot
) -> None:
    train(qtbot, session, short().revise("name", "Tried"))
    qtbot.waitUntil(lambda: len(rows()) == 1, timeout=10_000)
    session.propose("name", "Unsaved")
    view = find("runs.list", QListView)
    view.customContextMenuRequested.emit(view.visualRect(view.model().index(0, 0)).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions() if action.text()]
    start = "Start a new run from this one"
    assert texts == ["Open", "Continue", "Use its settings", start, "Show in file manager", "Delete…"]
    next(action for action in menu.actions() if action.text() == "Use its settings").trigger()
    menu.close()
    qtbot.waitUntil(lambda: session.experiment.name == "Tried", timeout=5_000)
    session.undo_stack.undo()
    assert session.experiment.name == "Unsaved"


@pytest.mark.parametrize("agreed", [False, True])
def test_deleting_asks_first(
    agreed: bool, session: Session, find: Find, rows: Callable[[], list[RunInfo]], qtbot: QtBot
) -> None:
    train(qtbot, session, short())
    qtbot.waitUntil(lambda: len(rows()) == 1, timeout=10_000)
    folder = session.run.folder
    notices = []
    session.noticed.connect(notices.append)

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        wanted = "Move to trash" if agreed else "Cancel"
        button = next(b for b in box.buttons() if b.text().replace("&", "") == wanted)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    view = find("runs.list", QListView)
    choose(view, 0, qtbot)
    QTimer.singleShot(200, answer)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    if agreed:
        qtbot.waitUntil(lambda: not folder.exists() or bool(notices), timeout=10_000)
    else:
        qtbot.wait(100)
        assert folder.exists()


def test_empty_library_says_how_to_fill_it(window: Window, session: Session, qtbot: QtBot) -> None:
    texts = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert any("first one appears when you press Train" in text for text in texts)


def test_dates_are_short(tmp_path: Path) -> None:
    today = date(2026, 5, 4)
    assert when(datetime(2026, 5, 4, 9, 30), today) == "09:30"
    assert when(datetime(2026, 1, 2, 9, 30), today) == "2 Jan"
    assert when(datetime(2024, 1, 2, 9, 30), today) == "02.01.2024"
    info = RunInfo(tmp_path, "x", RunState.STOPPED, 1_234, 5_000, datetime(2026, 1, 1), None, 8, True)
    assert steps_of(info) == "1,234 of 5,000 steps"


def test_point_outside_the_rows_has_no_menu(window: Window, find: Find) -> None:
    view = find("runs.list", QListView)
    view.customContextMenuRequested.emit(QPoint(5, 5))
    assert QApplication.activePopupWidget() is None
