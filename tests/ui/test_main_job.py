"""The main job from end to end, by mouse and keys alone, on the real digits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QListView,
    QPushButton,
    QToolBar,
)
from pytestqt.qtbot import QtBot
from safetensors.numpy import load_file

from ganstudio.runs import RunState
from ganstudio.session.session import Session, State
from ganstudio.ui.widgets.curve_plot import CurvePlot
from ganstudio.ui.widgets.run_list import INFO
from ganstudio.ui.widgets.sample_grid import SampleGrid
from ganstudio.ui.window import Window
from tests.ui.conftest import Find


def test_train_pause_resume_stop_reopen_continue_and_export_by_clicks_alone(
    window: Window, session: Session, find: Find, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press(action: str) -> None:
        bar = window.findChild(QToolBar)
        button = bar.widgetForAction(window.actions_by_id[action])
        assert button.isEnabled(), f"{action}: {button.toolTip()}"
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def until(state: State) -> None:
        qtbot.waitUntil(lambda: session.state is state, timeout=60_000)

    losses = window.findChildren(CurvePlot)[0]
    grid = window.findChild(SampleGrid)
    steps = find("status.step", QLabel)

    # another preset and back, by the keys of the menu
    presets = find("presets", QComboBox)
    presets.setFocus()
    here = presets.currentIndex()
    qtbot.keyClick(presets, Qt.Key.Key_Down)
    assert session.experiment.name == presets.currentText()
    qtbot.keyClick(presets, Qt.Key.Key_Up)
    assert (presets.currentIndex(), session.experiment.name) == (here, "Handwritten digits")
    qtbot.waitUntil(window.actions_by_id["train"].isEnabled, timeout=5_000)

    press("train")
    until(State.TRAINING)
    qtbot.waitUntil(lambda: len(losses.series("loss.D")) >= 3, timeout=60_000)
    first = pixels(grid)
    qtbot.waitUntil(lambda: pixels(grid) != first, timeout=60_000)

    press("pause")
    until(State.PAUSED)
    qtbot.wait(400)  # the label is drawn a few times a second
    held = steps.text()
    qtbot.wait(400)
    assert steps.text() == held, "no step is made while paused"
    press("step")
    qtbot.waitUntil(lambda: steps.text() != held)
    assert number_in(steps.text()) == number_in(held) + 1
    press("pause")
    until(State.TRAINING)
    qtbot.waitUntil(lambda: number_in(steps.text()) > number_in(held) + 1)

    press("stop")
    until(State.IDLE)
    qtbot.wait(400)  # samples are drawn a few times a second, too
    curve, last = list(losses.series("loss.D").steps), pixels(grid)
    runs = find("runs.list", QListView)
    qtbot.waitUntil(lambda: state_of(runs) is RunState.STOPPED, timeout=10_000)

    # a restart, and the run is opened again
    qtbot.mouseDClick(
        runs.viewport(), Qt.MouseButton.LeftButton, pos=runs.visualRect(runs.model().index(0, 0)).center()
    )
    qtbot.waitUntil(lambda: list(losses.series("loss.D").steps) == curve, timeout=10_000)
    qtbot.waitUntil(lambda: pixels(grid) == last, timeout=10_000)

    qtbot.waitUntil(lambda: find("runs.continue", QPushButton).isEnabled(), timeout=10_000)
    qtbot.mouseClick(find("runs.continue", QPushButton), Qt.MouseButton.LeftButton)
    until(State.TRAINING)
    qtbot.waitUntil(lambda: losses.series("loss.D").steps[-1] > curve[-1], timeout=60_000)
    press("stop")
    until(State.IDLE)
    shown = session.sample_values(session.samples)

    export(window, monkeypatch, "export_samples", tmp_path / "grid.png")
    export(window, monkeypatch, "export_generator", tmp_path / "generator.safetensors")
    qtbot.waitUntil((tmp_path / "generator.safetensors").exists, timeout=30_000)
    qtbot.waitUntil((tmp_path / "grid.png").exists, timeout=30_000)
    with Image.open(tmp_path / "grid.png") as picture:
        assert picture.size == (8 * 48 + 9 * 3, 8 * 48 + 9 * 3)
        assert np.array_equal(np.asarray(picture)[3:51:6, 3:51:6], shown[0, ..., 0])
    assert all(np.isfinite(weights).all() for weights in load_file(tmp_path / "generator.safetensors").values())


def pixels(grid: SampleGrid) -> bytes:
    """What is on the screen."""
    image = grid.grab().toImage()  # which owns the bytes
    return bytes(image.constBits())


def number_in(text: str) -> int:
    """The step in “step 1,234 of 10,000”."""
    return int(text.split()[1].replace(",", ""))


def state_of(runs: QListView) -> RunState | None:
    index = runs.model().index(0, 0)
    return index.data(INFO).state if index.isValid() else None


def export(window: Window, monkeypatch: pytest.MonkeyPatch, action: str, path: Path) -> None:
    """Chooses the menu's entry; the system's file dialog, which no test can click, answers with `path`."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    assert window.actions_by_id[action].isEnabled()
    window.actions_by_id[action].trigger()
