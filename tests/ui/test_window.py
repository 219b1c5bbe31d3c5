"""The window as a whole: actions and keys, title, files, drops, closing, layout, faults."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ganstudio.datasets.image_folder import ImageFolder
from ganstudio.events import Event, Progress
from ganstudio.experiment import Experiment, load, preset, save
from ganstudio.session.notice import Notice
from ganstudio.session.session import Session
from ganstudio.session.state import State
from ganstudio.ui import details
from ganstudio.ui.actions import every_action
from ganstudio.ui.faults import Faults
from ganstudio.ui.panels.experiment import ExperimentForm
from ganstudio.ui.panels.messages import Messages
from ganstudio.ui.theme import Theme
from ganstudio.ui.window import Window


def messages(window: Window) -> list[str]:
    panel = window.panel("messages")
    assert isinstance(panel, Messages)
    return panel.texts


def answer(name: str, text: str) -> list[str]:
    """Presses the button of that text in the question of that name as soon as it is asked. Returns what was asked."""
    asked: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox) or box.objectName() != name:
            QTimer.singleShot(20, press)
            return
        asked.append(box.text())
        next(button for button in box.buttons() if button.text().replace("&", "") == text).click()

    QTimer.singleShot(0, press)
    return asked


def drop(window: Window, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), copy, data, left, none)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))


def start_training(window: Window, session: Session, qtbot: QtBot) -> list[Event]:
    """A real run on the digits, tiny, that goes on until it is stopped."""
    told: list[Event] = []
    session.happened.connect(told.append)
    session.propose("training.steps", 1_000_000)
    session.propose("training.batch_size", 8)
    session.propose("recording.grid", 2)
    qtbot.waitUntil(lambda: session.check is not None)
    window.actions_by_id["train"].trigger()
    qtbot.waitUntil(lambda: any(isinstance(event, Progress) for event in told), timeout=60_000)
    return told


# --- actions ---


def test_no_key_does_two_things(window: Window) -> None:
    keys = [key.toString() for action in every_action() for key in action.shortcuts()]
    assert sorted(keys) == sorted(set(keys))


def test_every_action_is_in_a_menu_with_a_hint_and_its_key(window: Window) -> None:
    in_menus = {
        entry for menu in window.menuBar().actions() for entry in menu.menu().actions() if not entry.isSeparator()
    }
    for action in every_action():
        made = window.actions_by_id[action.id]
        assert made in in_menus, action.id
        assert action.hint in made.toolTip().replace("&quot;", '"'), action.id
        for key in made.shortcuts()[:1]:
            assert key.toString(QKeySequence.SequenceFormat.NativeText) in made.toolTip(), action.id


def test_usual_keys_do_the_usual_things(window: Window) -> None:
    for id, key in {"new": "Ctrl+N", "open": "Ctrl+O", "save": "Ctrl+S", "undo": "Ctrl+Z", "quit": "Ctrl+Q"}.items():
        assert QKeySequence(key) in window.actions_by_id[id].shortcuts(), id
    for id, key in {"train": "F5", "stop": "Shift+F5", "pause": "F6", "step": "F10"}.items():
        assert window.actions_by_id[id].shortcuts() == [QKeySequence(key)], id


def test_disabled_actions_say_why(window: Window) -> None:
    for action in every_action():
        made = window.actions_by_id[action.id]
        assert made.isEnabled() or action.why_not(window).splitlines()[0] in made.toolTip().replace("&#x27;", "'")


def test_every_control_of_the_window_has_an_accessible_name(window: Window) -> None:
    nameless = [
        f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
        for widget in window.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLineEdit | QComboBox | QAbstractItemView)
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
        and not widget.parentWidget().accessibleName()
        and not widget.parentWidget().isWindow()  # the list of a combo box
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []


# --- files and title ---


def test_title_has_the_name_and_shows_unsaved_edits(window: Window, session: Session, tmp_path: Path) -> None:
    assert window.windowTitle() == "Handwritten digits[*] – GAN Studio"
    assert not window.isWindowModified()
    session.propose("name", "Mine")
    assert window.windowTitle() == "Mine[*] – GAN Studio"
    assert window.isWindowModified()
    session.save_experiment(tmp_path / "mine.toml")
    assert not window.isWindowModified()
    assert load(tmp_path / "mine.toml") == (session.experiment, [])
    window.actions_by_id["undo"].trigger()
    assert window.isWindowModified()


def test_file_that_can_partly_be_read_is_opened_and_every_lost_key_is_named(
    window: Window, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "odd.toml"
    file.write_text('name = "Odd"\ncolour = 1\n[training]\nsteps = 77\nbatch_size = "many"\n', encoding="utf-8")
    notices: list[Notice] = []
    session.noticed.connect(notices.append)
    session.open_experiment(file)
    assert session.experiment.name == "Odd"
    assert session.experiment.training.steps == 77
    told = " ".join(f"{notice.text} {notice.details}" for notice in notices)
    assert "colour" in told
    assert "training.batch_size" in told
    assert window.dock("messages").isVisible()


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"name = = 3"])
def test_file_that_cannot_be_read_leaves_the_experiment_alone_and_says_why(
    window: Window, session: Session, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "bad.toml"
    if content is not None:
        file.write_bytes(content)
    before = session.experiment
    session.open_experiment(file)
    assert session.experiment == before
    assert any("bad.toml" in text for text in messages(window))


def test_opening_another_file_asks_about_unsaved_edits(
    window: Window, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    save(preset("ring8"), tmp_path / "other.toml")
    session.propose("name", "Mine")
    asked = answer("unsaved", "Cancel")
    drop(window, tmp_path / "other.toml")
    assert asked
    assert session.experiment.name == "Mine"
    answer("unsaved", "Discard")
    drop(window, tmp_path / "other.toml")
    assert session.experiment == preset("ring8")


# --- drops ---


def test_dropped_experiment_is_opened(window: Window, session: Session, tmp_path: Path) -> None:
    save(Experiment(name="Dropped"), tmp_path / "dropped.toml")
    drop(window, tmp_path / "dropped.toml")
    assert session.experiment.name == "Dropped"
    assert session.file == tmp_path / "dropped.toml"


def test_dropped_folder_of_pictures_becomes_the_data(window: Window, session: Session, tmp_path: Path) -> None:
    drop(window, tmp_path)
    assert session.experiment.data == ImageFolder(folder=str(tmp_path))


def test_dropped_zip_file_of_pictures_becomes_the_data(window: Window, session: Session, tmp_path: Path) -> None:
    (tmp_path / "mine.ZIP").touch()
    drop(window, tmp_path / "mine.ZIP")
    assert session.experiment.data == ImageFolder(folder=str(tmp_path / "mine.ZIP"))


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("name,price,weight\na,1000,2\nb,1010,3\n", "csv_points"),
        ("price;weight;score\n1;2;3\n4;5;7\n", "csv_table"),
        ("price\n1\n2\n", "csv_table"),
    ],
)
def test_dropped_table_becomes_the_data_and_can_be_taken_back(
    window: Window, session: Session, tmp_path: Path, qtbot: QtBot, table: str, kind: str
) -> None:
    before = session.experiment
    (tmp_path / "table.CSV").write_text(table, encoding="utf-8")
    drop(window, tmp_path / "table.CSV")
    qtbot.waitUntil(lambda: session.experiment != before, timeout=10_000)
    assert session.experiment.data.kind_name() == kind
    assert session.experiment.data.plain()["file"] == str(tmp_path / "table.CSV")
    window.actions_by_id["undo"].trigger()
    assert session.experiment == before


def test_dropped_file_that_is_no_table_is_refused_with_a_reason(
    window: Window, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    before = session.experiment
    (tmp_path / "letters.csv").write_text("name,town\nAda,London\n", encoding="utf-8")
    drop(window, tmp_path / "letters.csv")
    qtbot.waitUntil(lambda: bool(messages(window)), timeout=10_000)
    assert "letters.csv" in messages(window)[-1]
    assert session.experiment == before


def test_other_things_dropped_are_refused_with_a_reason(window: Window, session: Session, tmp_path: Path) -> None:
    before = session.experiment
    (tmp_path / "essay.docx").touch()
    drop(window, tmp_path / "essay.docx")
    assert "essay.docx" in messages(window)[-1]
    drop(window, tmp_path, tmp_path / "essay.docx")
    assert "one at a time" in messages(window)[-1]
    assert session.experiment == before


def test_dropped_run_folder_is_opened(window: Window, session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    start_training(window, session, qtbot)
    window.actions_by_id["stop"].trigger()
    qtbot.waitUntil(lambda: session.state is State.IDLE, timeout=30_000)
    assert session.run is not None
    folder = session.run.folder
    with qtbot.waitSignal(session.run_opened, timeout=20_000):
        drop(window, folder)
    assert session.run.folder == folder
    qtbot.waitUntil(window.actions_by_id["export_generator"].isEnabled)


# --- running and closing ---


def test_buttons_follow_the_run(window: Window, session: Session, qtbot: QtBot) -> None:
    def enabled() -> set[str]:
        return {id for id in ("train", "pause", "step", "stop", "snapshot") if window.actions_by_id[id].isEnabled()}

    assert enabled() == {"train"}
    start_training(window, session, qtbot)
    assert enabled() == {"pause", "step", "stop", "snapshot"}
    window.actions_by_id["pause"].trigger()
    qtbot.waitUntil(lambda: session.state is State.PAUSED)
    assert window.actions_by_id["pause"].text().replace("&", "") == "Resume"
    window.actions_by_id["pause"].trigger()
    qtbot.waitUntil(lambda: session.state is State.TRAINING)
    assert window.actions_by_id["pause"].text().replace("&", "") == "Pause"
    window.actions_by_id["stop"].trigger()
    qtbot.waitUntil(lambda: session.state is State.IDLE, timeout=30_000)
    assert enabled() == {"train"}


def test_closing_while_training_asks_and_stops_with_a_checkpoint(
    window: Window, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    start_training(window, session, qtbot)
    session.save_experiment(tmp_path / "mine.toml")
    asked = answer("training", "Keep training")
    window.close()
    assert asked
    assert window.isVisible()
    assert session.state is State.TRAINING
    answer("training", "Stop, save and close")
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=30_000)
    assert session.state is State.IDLE
    assert session.run is not None
    assert session.run.has_checkpoint()


def test_closing_asks_about_unsaved_edits(window: Window, session: Session, tmp_path: Path) -> None:
    session.save_experiment(tmp_path / "mine.toml")
    session.propose("name", "Edited")
    answer("unsaved", "Cancel")
    window.close()
    assert window.isVisible()
    answer("unsaved", "Save")
    window.close()
    assert not window.isVisible()
    assert load(tmp_path / "mine.toml")[0].name == "Edited"


def test_closing_without_edits_asks_nothing(window: Window) -> None:
    window.close()
    assert not window.isVisible()


def test_layout_survives_a_restart_and_can_be_reset(
    open_window: Callable[[], Window], session: Session, qtbot: QtBot
) -> None:
    window = open_window()
    form = window.panel("experiment")
    assert isinstance(form, ExperimentForm)
    form.open_sections(["recording"])
    window.dock("runs").hide()
    window.close()
    again = open_window()
    form = again.panel("experiment")
    assert isinstance(form, ExperimentForm)
    assert form.opened_sections == ("recording",)
    assert not again.dock("runs").isVisible()
    again.actions_by_id["reset_layout"].trigger()
    assert again.dock("runs").isVisible()


# --- messages and faults ---


def test_messages_show_themselves_and_go_when_cleared(window: Window, session: Session, qtbot: QtBot) -> None:
    dock = window.dock("messages")
    assert not dock.isVisible()
    session.noticed.emit(Notice("something happened", "warning", "much detail"))
    session.noticed.emit(Notice("something happened", "warning", "much detail"))
    assert dock.isVisible()
    assert messages(window) == ["something happened"]
    buttons = {button.text(): button for button in dock.findChildren(QAbstractButton)}
    buttons["Details…"].click()
    dialog = window.findChild(details.Details)
    assert dialog is not None
    dialog.close()
    buttons["Clear"].click()
    assert not dock.isVisible()


def test_fault_in_a_slot_becomes_one_dialog_and_the_window_lives(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # and put back afterwards
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    Faults(window).listen()
    for _ in range(3):
        QTimer.singleShot(0, fail)
    qtbot.wait(50)
    dialogs = [widget for widget in QApplication.topLevelWidgets() if widget.objectName() == "fault"]
    assert len(dialogs) == 1
    dialog = dialogs[0]
    assert isinstance(dialog, details.Details)
    assert "3 faults" in dialog.sentence.text()
    next(button for button in dialog.findChildren(QAbstractButton) if button.text() == "Copy").click()
    assert QGuiApplication.clipboard().text().count("what a pity") == 2, "the line of code and its message, once"
    dialog.close()
    assert capsys.readouterr().err.count("RuntimeError:") == 3
    assert window.isVisible()


def fail() -> None:
    raise RuntimeError("what a pity")


def test_help_pages_open(window: Window, qtbot: QtBot) -> None:
    for id in ("about", "shortcuts", "preferences"):
        window.actions_by_id[id].trigger()
        page: Any = window.findChildren(QDialog)[-1]
        assert page.isVisible()
        page.close()


def test_theme_of_the_window_reaches_the_toolbar(window: Window, theme: Theme) -> None:
    before = window.actions_by_id["snapshot"].icon().cacheKey()
    theme.choose("dark")
    assert window.actions_by_id["snapshot"].icon().cacheKey() != before
    theme.choose("light")
