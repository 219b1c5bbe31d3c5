"""Curves, samples, networks and the status line, with real runs of a few steps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QListWidget, QProgressBar, QPushButton, QSlider, QToolButton
from pytestqt.qtbot import QtBot

from ganstudio.datasets.digits import Digits
from ganstudio.datasets.image_folder import ImageFolder
from ganstudio.events import Failed, Finished, Preparing, Progress, Samples, Started
from ganstudio.experiment import Experiment, preset
from ganstudio.session.session import Session, State
from ganstudio.ui.panels.live import Live
from ganstudio.ui.panels.messages import Messages
from ganstudio.ui.panels.networks import Networks
from ganstudio.ui.panels.samples import SampleHistory
from ganstudio.ui.panels.status import duration
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.curve_plot import CurvePlot
from ganstudio.ui.widgets.point_cloud import PointCloud
from ganstudio.ui.widgets.sample_grid import SampleGrid
from ganstudio.ui.window import Window
from tests.ui.conftest import Find

STARTED = Started(0, 1_000, 0, "CPU", 1, 10, 10, "probability", (1, 8, 8))


def short(steps: int = 40, name: str = "digits") -> Experiment:
    experiment = preset(name)
    for path, value in (
        ("training.steps", steps),
        ("training.batch_size", 16),
        ("recording.sample_every", 20),
        ("recording.grid", 4),
    ):
        experiment = experiment.revise(path, value)
    return experiment


def train(qtbot: QtBot, session: Session, experiment: Experiment) -> None:
    states: list[State] = []
    session.state_changed.connect(states.append)
    session.set_experiment(experiment)
    session.train()
    qtbot.waitUntil(lambda: State.IDLE in states, timeout=60_000)


def progress(step: int, **scalars: float) -> Progress:
    return Progress(step, step * 16, step / 100, 1_600.0, {name.replace("_", "."): v for name, v in scalars.items()})


@pytest.fixture
def plots(window: Window, qtbot: QtBot) -> list[CurvePlot]:
    live = window.findChild(Live)
    found = live.findChildren(CurvePlot)
    qtbot.waitUntil(lambda: all(plot._view is not None for plot in found), timeout=10_000)
    return found


def test_empty_window_says_what_to_do(window: Window) -> None:
    texts = [label.text() for label in window.findChild(Live).findChildren(QLabel) if label.isVisible()]
    assert "Press Train to see the curves move." in texts
    assert "Samples of the generator appear here." in texts


def test_run_and_its_replay_show_the_same_curves(
    window: Window, session: Session, plots: list[CurvePlot], qtbot: QtBot
) -> None:
    train(qtbot, session, short())
    names = ("loss.D", "loss.G")
    live = {name: (plots[0].series(name).steps.copy(), plots[0].series(name).values.copy()) for name in names}
    assert all(len(steps) for steps, _ in live.values())
    folder = session.run.folder
    session.run_opened.emit(None)
    assert not len(plots[0].series("loss.D"))
    session.open_run(folder)
    qtbot.waitUntil(lambda: len(plots[0].series("loss.D")) == len(live["loss.D"][0]), timeout=10_000)
    for name, (steps, values) in live.items():
        np.testing.assert_array_equal(plots[0].series(name).steps, steps)
        np.testing.assert_allclose(plots[0].series(name).values, values, rtol=1e-6)


def test_samples_show_the_newest_and_the_slider_goes_back(
    window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    train(qtbot, session, short())
    caption, slider = find("samples.caption", QLabel), find("samples.history", QSlider)
    qtbot.waitUntil(lambda: caption.text().startswith("step 40"), timeout=5_000)
    assert caption.text() == "step 40 · EMA"
    assert slider.value() == slider.maximum() == 2
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert caption.text() == "step 20 · EMA"
    assert session.samples is not None and session.samples.step == 20
    live = find("samples.live", QToolButton)
    assert not live.isChecked()
    qtbot.mouseClick(live, Qt.MouseButton.LeftButton)
    assert caption.text() == "step 40 · EMA"


def test_new_samples_do_not_take_a_person_away_from_the_past(
    window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    train(qtbot, session, short())
    slider, caption = find("samples.history", QSlider), find("samples.caption", QLabel)
    qtbot.waitUntil(lambda: slider.maximum() == 2)
    slider.setValue(0)
    session.happened.emit(Samples(60, (8, 8, 1), 16, "", np.zeros((16, 8, 8, 1), np.uint8)))
    qtbot.wait(200)
    assert caption.text() == "step 0 · EMA"
    assert slider.maximum() == 3


def test_resumed_run_draws_over_what_came_after_its_checkpoint(
    window: Window, session: Session, plots: list[CurvePlot]
) -> None:
    session.happened.emit(STARTED)
    for step in (10, 20, 30, 40):
        session.happened.emit(progress(step, loss_D=1.0, loss_G=1.0))
    session.happened.emit(Started(20, 1_000, 0, "CPU", 1, 10, 10, "probability", (1, 8, 8)))
    session.happened.emit(progress(30, loss_D=2.0, loss_G=2.0))
    assert plots[0].series("loss.D").steps.tolist() == [10, 20, 30]
    assert plots[0].series("loss.D").values.tolist() == [1.0, 1.0, 2.0]


def test_the_status_line_tells_a_number_format_that_is_not_the_usual_one(
    window: Window, session: Session, find: Find
) -> None:
    session.happened.emit(STARTED)
    assert find("status.device", QLabel).text() == "CPU · 1 thread"
    session.happened.emit(replace(STARTED, threads=2, precision="bf16"))
    assert find("status.device", QLabel).text() == "CPU · 2 threads · bf16"


def test_a_number_format_that_the_device_lacks_ends_the_run_with_a_message(
    window: Window, session: Session, qtbot: QtBot
) -> None:
    events: list[object] = []
    session.happened.connect(events.append)
    train(qtbot, session, short().revise("training.device", "cpu").revise("training.precision", "tf32"))
    failed = events[-1]
    assert isinstance(failed, Failed)
    assert failed.path == "training.precision"
    notices = window.findChild(Messages).findChildren(QListWidget)[0]
    assert any("cannot compute in tf32" in notices.item(row).text() for row in range(notices.count()))


def test_legend_click_hides_a_curve_and_tells_its_value(
    window: Window, session: Session, plots: list[CurvePlot], find: Find, qtbot: QtBot
) -> None:
    session.happened.emit(STARTED)
    session.happened.emit(progress(10, loss_D=0.5, loss_G=1.5))
    button = find("curve.loss.D", QToolButton)
    qtbot.waitUntil(lambda: button.text() == "D 0.500")
    curve = plots[0]._curves["loss.D"]
    assert curve.line.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not curve.line.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert curve.line.isVisible()


def test_penalty_gets_a_curve_of_its_own(
    window: Window, session: Session, plots: list[CurvePlot], find: Find, qtbot: QtBot
) -> None:
    session.happened.emit(STARTED)
    scalars = {"loss.D": 0.5, "loss.G": 1.5, "penalty.wgan_gp": 0.1}
    session.happened.emit(Progress(10, 160, 0.1, 1_600.0, scalars))
    button = find("curve.penalty.wgan_gp", QToolButton)
    qtbot.waitUntil(lambda: button.text() == "WGAN-GP 0.100")
    session.run_opened.emit(None)
    assert "penalty.wgan_gp" not in plots[0].names


def test_zoomed_plot_stays_where_it_is_until_all_is_asked_for(
    window: Window, session: Session, plots: list[CurvePlot], find: Find, qtbot: QtBot
) -> None:
    session.happened.emit(STARTED)
    for step in range(10, 1_000, 10):
        session.happened.emit(progress(step, loss_D=0.5 + step / 1_000, loss_G=1.5))
    view = plots[0]._view
    qtbot.waitUntil(lambda: view.viewRange()[0][1] >= 990)
    view.view.setXRange(100, 200, padding=0)
    view.view.sigRangeChangedManually.emit([True, False])
    session.happened.emit(progress(1_000, loss_D=0.5, loss_G=1.5))
    qtbot.wait(400)
    assert view.viewRange()[0] == pytest.approx([100, 200])
    assert plots[1]._view.viewRange()[0] == pytest.approx([100, 200], abs=30)  # linked
    qtbot.mouseClick(find("curves.all", QPushButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.viewRange()[0][1] >= 1_000)


def test_curves_are_not_drawn_while_the_window_is_minimised(
    window: Window, session: Session, plots: list[CurvePlot], qtbot: QtBot
) -> None:
    session.happened.emit(STARTED)
    session.happened.emit(progress(10, loss_D=0.5, loss_G=1.5))
    line = plots[0]._curves["loss.D"].line
    qtbot.waitUntil(lambda: line.getData()[0] is not None and len(line.getData()[0]) == 1)
    window.showMinimized()
    qtbot.waitUntil(window.isMinimized)
    for step in range(20, 200, 10):
        session.happened.emit(progress(step, loss_D=0.5, loss_G=1.5))
    qtbot.wait(400)
    assert len(line.getData()[0]) == 1
    window.showNormal()
    qtbot.waitUntil(lambda: len(line.getData()[0]) == 19, timeout=5_000)


def test_points_are_shown_over_the_real_ones(window: Window, session: Session, qtbot: QtBot) -> None:
    train(qtbot, session, short(name="ring8"))
    cloud = window.findChild(PointCloud)
    qtbot.waitUntil(lambda: cloud.isVisible() and cloud.count == 16)
    qtbot.waitUntil(lambda: len(cloud._real) > 0, timeout=5_000)


def test_arrow_keys_choose_a_sample_and_escape_lets_it_go(qtbot: QtBot, theme: Theme) -> None:
    grid = SampleGrid(theme)
    qtbot.addWidget(grid)
    grid.resize(400, 300)
    grid.show()
    values = np.arange(16, dtype=np.uint8).reshape(16, 1, 1, 1) * np.ones((1, 8, 8, 3), np.uint8) * 15
    grid.show_samples(values)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.choice == 5
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert grid.choice is None
    for index in range(16):
        cell = grid.cell(index)
        assert grid.index_at(cell.center()) == index
        color = grid.grab().toImage().pixelColor(cell.center())
        assert (color.red(), color.green(), color.blue()) == (index * 15,) * 3
    assert grid.index_at(QPoint(0, 0)) is None


def test_grid_is_scaled_by_whole_pixels(qtbot: QtBot, theme: Theme) -> None:
    grid = SampleGrid(theme)
    qtbot.addWidget(grid)
    grid.show_samples(np.zeros((64, 8, 8, 1), np.uint8))
    for side in (150, 201, 333, 480):
        grid.resize(side, side)
        cells = [grid.cell(index) for index in range(64)]
        assert {(cell.width() % 8, cell.height() % 8) for cell in cells} == {(0, 0)}
        assert all(grid.rect().contains(cell) for cell in cells)


def test_damaged_samples_file_is_told_where_the_picture_would_be(
    window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    train(qtbot, session, short())
    folder: Path = session.run.folder
    (folder / "samples" / "000000020.png").write_bytes(b"no picture")
    with qtbot.waitSignal(session.run_opened, timeout=10_000):
        session.open_run(folder)
    slider = find("samples.history", QSlider)
    qtbot.waitUntil(lambda: slider.maximum() == 2)
    slider.setValue(1)
    history = window.findChild(SampleHistory)
    texts = [label.text() for label in history.findChildren(QLabel) if label.isVisible()]
    assert any("step 20 cannot be read" in text for text in texts)
    slider.setValue(0)
    assert window.findChild(SampleGrid).isVisible()


def test_status_tells_steps_speed_time_and_outcome(window: Window, session: Session, find: Find, qtbot: QtBot) -> None:
    assert find("status.state", QLabel).text() == "Ready"
    session.happened.emit(Preparing("Downloading MNIST", 5, 10))
    assert find("status.state", QLabel).text() == "Downloading MNIST: 5 of 10"
    assert find("status.progress", QProgressBar).value() == 5
    speeds: list[str] = []
    session.happened.connect(lambda _: speeds.append(find("status.speed", QLabel).text()))
    session.set_experiment(short(1_000_000))
    session.train()
    qtbot.waitUntil(lambda: any("images/s" in speed for speed in speeds), timeout=60_000)
    assert find("status.step", QLabel).text().endswith("of 1,000,000")
    qtbot.waitUntil(lambda: find("status.left", QLabel).text().endswith(" left"), timeout=10_000)
    assert "thread" in find("status.device", QLabel).text()
    session.stop()
    qtbot.waitUntil(lambda: session.state is State.IDLE, timeout=10_000)
    assert find("status.state", QLabel).text() == "Stopped"
    assert find("status.speed", QLabel).text() == ""


def test_why_a_rule_ended_the_run_is_told_live_and_when_it_is_opened_again(
    window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    told = window.panel("messages")
    assert isinstance(told, Messages)
    train(qtbot, session, short(1_000_000).revise("stopping", ({"kind": "images", "count": 160},)))
    state = find("status.state", QLabel)
    assert state.text() == "Finished: D has seen 160 images"
    assert state.toolTip() == state.text()
    assert told.texts == ["Finished: D has seen 160 images"]
    assert find("status.step", QLabel).text() == "step 10 of 1,000,000"
    session.run_opened.emit(None)
    assert state.text() == "Ready"
    session.open_run(session.run.folder)
    qtbot.waitUntil(lambda: state.text() == "Finished: D has seen 160 images", timeout=10_000)


def test_a_run_that_a_rule_ended_can_go_on(window: Window, session: Session, qtbot: QtBot) -> None:
    train(qtbot, session, short(60).revise("stopping", ({"kind": "images", "count": 320},)))
    assert session.can_resume, session.why_not_resume
    session.runs_changed.emit()
    runs = window.findChild(QPushButton, "runs.continue")
    qtbot.waitUntil(runs.isEnabled, timeout=10_000)
    train(qtbot, session, short(40))
    assert not session.can_resume, "a run that did all its steps needs more of them"


def test_a_long_explanation_does_not_widen_the_window(
    window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    before = window.minimumSizeHint().width()
    session.happened.emit(STARTED)
    why = "converged: over the last 2,000 steps the distance to the data stayed at 0.05 and D's advantage at 0.1 " * 2
    session.happened.emit(Finished(40, "completed", why))
    assert find("status.state", QLabel).text() == f"Finished: {why}"
    assert window.minimumSizeHint().width() == before
    label = find("status.state", QLabel)
    qtbot.waitUntil(lambda: label.width() > 300)  # as much of it as there is room for
    session.run_opened.emit(None)
    assert label.minimumSizeHint().width() == label.sizeHint().width(), "a short text is always shown in full"


def test_a_run_whose_pictures_are_gone_is_shown_without_looking_for_them(
    window: Window, session: Session, find: Find, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(qtbot, session, short())
    folder = session.run.folder
    looked: list[Experiment] = []
    session.run.write_experiment(session.experiment.revise("data", {"kind": "image_folder", "folder": "/gone"}))
    monkeypatch.setattr(ImageFolder, "describe", lambda self, _: looked.append(self) or Digits().describe(None))
    told: list[object] = []
    session.noticed.connect(told.append)
    session.open_run(folder)
    qtbot.waitUntil(lambda: find("status.step", QLabel).text() == "step 40 of 40", timeout=10_000)
    qtbot.waitUntil(lambda: bool(looked), timeout=5_000)
    qtbot.wait(600)  # a few drawings of the status line
    assert len(looked) == 1, "the check of the form alone looks at the folder"
    assert not told


def test_networks_are_listed_layer_by_layer(window: Window, session: Session, find: Find, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.networks_described, timeout=60_000):
        session.prepare_engine()
    heading = find("networks.G", QLabel).text()
    assert heading.startswith("Generator · ") and heading.endswith(" parameters")
    session.propose("training.batch_size", 60_000)
    panel = window.findChild(Networks)
    qtbot.waitUntil(lambda: not panel._outdated.isHidden(), timeout=5_000)


def test_time_is_told_in_hours_minutes_and_seconds() -> None:
    assert [duration(seconds) for seconds in (0, 61, 3_661, 360_000)] == ["0:00:00", "0:01:01", "1:01:01", "100:00:00"]
