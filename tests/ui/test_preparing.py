"""What is seen while a run is prepared, and how it is stopped, with a real folder of pictures."""

from __future__ import annotations

import re
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLabel, QProgressBar
from pytestqt.qtbot import QtBot

from ganstudio.events import Finished, Preparing, Started
from ganstudio.session.session import Session, State
from ganstudio.ui.panels.status import Status, preparing
from ganstudio.ui.window import Window
from tests.ui.conftest import Find
from tests.ui.test_live import short

COUNT = 300


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of large pictures, so that reading them takes a while."""
    noise = np.random.default_rng(0).integers(0, 256, (700, 700, 3), np.uint8)
    folder = tmp_path / "pictures"
    folder.mkdir()
    Image.fromarray(noise).save(folder / "0.png", compress_level=1)
    first = (folder / "0.png").read_bytes()
    for number in range(1, COUNT):
        (folder / f"{number}.png").write_bytes(first)
    return folder


def test_reading_pictures_is_counted_and_stopped_at_once(
    window: Window, session: Session, find: Find, qtbot: QtBot, pictures: Path
) -> None:
    state, bar = find("status.state", QLabel), find("status.progress", QProgressBar)
    told: list[str] = []
    events: list[object] = []
    session.happened.connect(lambda _: told.append(state.text()))
    session.happened.connect(events.append)
    session.set_experiment(short().revise("data", {"kind": "image_folder", "folder": str(pictures), "size": 32}))
    session.train()
    counted = re.compile(rf"Reading pictures: [1-9]\d* of {COUNT}")
    qtbot.waitUntil(lambda: any(counted.fullmatch(text) for text in told), timeout=60_000)
    assert (bar.isVisible(), bar.maximum()) == (True, COUNT)
    assert 0 < bar.value() < COUNT
    assert session.state is State.PREPARING
    began = time.monotonic()
    session.stop()
    assert state.text() == "Stopping"
    told.clear()
    qtbot.waitUntil(lambda: session.state is State.IDLE, timeout=10_000)
    assert time.monotonic() - began < 2
    assert not any("Reading" in text for text in told), "what is being stopped says so"
    assert state.text() == "Stopped"
    assert isinstance(events[-1], Finished)
    assert not any(isinstance(event, Started) for event in events)


def test_the_bar_of_a_long_run_rests_between_steps(window: Window, find: Find, qtbot: QtBot) -> None:
    bar, painted = find("status.progress", QProgressBar), []

    class Painted(QObject):
        def eventFilter(self, _: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Paint:
                painted.append(event)
            return False

    watch = Painted()
    bar.installEventFilter(watch)
    status = find("status", Status)
    bar.show()
    status._bar.setRange(0, 0)
    qtbot.waitUntil(lambda: len(painted) > 3)  # it is busy
    status._show_progress(1, 1_000_000_000)
    qtbot.wait(200)
    painted.clear()
    qtbot.wait(500)
    assert len(painted) <= 1


def test_what_is_counted_and_what_is_measured_is_told_in_its_own_way() -> None:
    assert preparing(Preparing("Building the networks")) == "Building the networks…"
    assert preparing(Preparing("Reading pictures", 3_120, 10_000)) == "Reading pictures: 3,120 of 10,000"
    assert preparing(Preparing("Downloading a.zip", 3 << 20, 6 << 20)) == "Downloading a.zip: 50%"
