"""Nothing is drawn, and no sample is asked for, while nobody can see it; afterwards all is there at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.events import Event, Progress, Samples, Started
from ganstudio.session.session import Session, State
from ganstudio.ui.panels.live import Live
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.curve_plot import CurvePlot
from ganstudio.ui.widgets.sample_grid import SampleGrid
from ganstudio.ui.widgets.sight import Sight
from ganstudio.ui.window import Window
from tests.ui.conftest import Find
from tests.ui.test_live import progress, short

STARTED = Started(0, 1_000, 0, "CPU", 1, 10, 10, "probability", (1, 8, 8))


class Drawings:
    """Counts what is handed over to be drawn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.curves = self.grids = 0
        redraw, show = CurvePlot.redraw, SampleGrid.show_samples

        def counted_redraw(plot: CurvePlot) -> None:
            self.curves += 1
            redraw(plot)

        def counted_show(grid: SampleGrid, *arguments: object) -> None:
            self.grids += 1
            show(grid, *arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(CurvePlot, "redraw", counted_redraw)
        monkeypatch.setattr(SampleGrid, "show_samples", counted_show)


def minimise(window: Window) -> Callable[[], None]:
    window.showMinimized()
    return window.showNormal


def hide(window: Window) -> Callable[[], None]:
    window.hide()
    return window.show


def turn_to_another_tab(window: Window) -> Callable[[], None]:
    tabs = window.centralWidget()
    assert isinstance(tabs, QTabWidget)
    tabs.setCurrentWidget(window.panel("networks"))
    return lambda: tabs.setCurrentWidget(window.panel("live"))


WAYS = pytest.mark.parametrize("leave", [minimise, hide, turn_to_another_tab])


@WAYS
def test_nothing_is_drawn_while_nobody_can_see_it_and_all_of_it_afterwards(
    leave: Callable[[Window], Callable[[], None]],
    window: Window,
    session: Session,
    find: Find,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plots = window.findChild(Live).findChildren(CurvePlot)
    qtbot.waitUntil(lambda: all(plot._view is not None for plot in plots), timeout=10_000)
    drawings = Drawings(monkeypatch)
    session.happened.emit(STARTED)
    session.happened.emit(progress(10, loss_D=0.5, loss_G=1.5))
    session.happened.emit(glance(10))
    qtbot.waitUntil(lambda: drawings.curves > 0 and drawings.grids > 0)
    come_back = leave(window)
    qtbot.wait(300)
    before = drawings.curves, drawings.grids
    for step in range(20, 200, 10):
        session.happened.emit(progress(step, loss_D=0.5, loss_G=1.5))
        session.happened.emit(glance(step))
        qtbot.wait(20)
    assert (drawings.curves, drawings.grids) == before
    come_back()
    line = plots[0]._curves["loss.D"].line
    qtbot.waitUntil(lambda: line.getData()[0] is not None and line.getData()[0][-1] == 190, timeout=2_000)
    qtbot.waitUntil(lambda: find("samples.caption", QLabel).text().startswith("step 190"), timeout=2_000)
    assert drawings.grids == before[1] + 1


@WAYS
def test_a_run_draws_no_samples_to_be_looked_at_while_nobody_looks(
    leave: Callable[[Window], Callable[[], None]],
    window: Window,
    session: Session,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ganstudio.session.worker.PREVIEW", 0.05)
    told: list[Event] = []
    session.happened.connect(told.append)
    session.set_experiment(short(1_000_000).revise("recording.sample_every", 1_000_000))
    session.train()
    qtbot.waitUntil(lambda: len(glances(told)) > 2, timeout=60_000)
    come_back = leave(window)
    qtbot.wait(400)
    before, steps = len(glances(told)), len(told)
    qtbot.wait(600)
    assert len(glances(told)) == before
    assert len(told) > steps, "training goes on and tells of it"
    come_back()
    qtbot.waitUntil(lambda: len(glances(told)) > before, timeout=5_000)
    session.stop()
    qtbot.waitUntil(lambda: session.state is State.IDLE, timeout=20_000)


def test_a_run_that_begins_unseen_draws_no_samples_to_be_looked_at(
    window: Window, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ganstudio.session.worker.PREVIEW", 0.05)
    told: list[Event] = []
    session.happened.connect(told.append)
    window.showMinimized()
    qtbot.wait(50)
    session.set_experiment(short(1_000_000).revise("recording.sample_every", 1_000_000))
    session.train()
    qtbot.waitUntil(lambda: sum(isinstance(event, Progress) for event in told) > 5, timeout=60_000)
    assert not glances(told)
    session.stop()
    qtbot.waitUntil(lambda: session.state is State.IDLE, timeout=20_000)


def test_the_status_line_of_a_minimised_window_waits(
    window: Window, session: Session, find: Find, qtbot: QtBot
) -> None:
    session.happened.emit(STARTED)
    window.showMinimized()
    session.happened.emit(progress(10))
    qtbot.wait(400)
    assert find("status.step", QLabel).text() == "step 0 of 1,000"
    window.showNormal()
    qtbot.waitUntil(lambda: find("status.step", QLabel).text() == "step 10 of 1,000", timeout=2_000)


def test_a_widget_is_seen_only_while_it_is_on_the_screen(qtbot: QtBot, theme: Theme) -> None:
    tabs, first, second = QTabWidget(), QWidget(), QWidget()
    qtbot.addWidget(tabs)
    tabs.addTab(first, "first")
    tabs.addTab(second, "second")
    sight = Sight(first)
    told: list[bool] = []
    sight.changed.connect(told.append)
    assert not sight.is_seen
    tabs.show()
    qtbot.waitUntil(lambda: sight.is_seen)
    tabs.setCurrentWidget(second)
    tabs.setCurrentWidget(first)
    tabs.showMinimized()
    tabs.showNormal()
    tabs.hide()
    qtbot.waitUntil(lambda: told == [True, False] * 3)


def glance(step: int) -> Samples:
    return Samples(step, (8, 8, 1), 16, "", np.zeros((16, 8, 8, 1), np.uint8))


def glances(told: list[Event]) -> list[Event]:
    return [event for event in told if isinstance(event, Samples) and not event.file]


def test_new_values_are_drawn_without_writing_the_same_axes_again(
    open_window: Callable[[], Window], session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyqtgraph import PlotCurveItem

    from ganstudio.ui.widgets.plot_view import ValueAxis

    painted = {"axis": 0, "curve": 0}
    counted(monkeypatch, ValueAxis, "axis", painted)
    counted(monkeypatch, PlotCurveItem, "curve", painted)
    window = open_window()
    plot = window.findChild(Live).findChildren(CurvePlot)[0]
    qtbot.waitUntil(lambda: plot._view is not None, timeout=10_000)
    session.happened.emit(STARTED)
    for step in (10, 1_000):
        session.happened.emit(progress(step, loss_D=0.5, loss_G=1.5))
    qtbot.waitUntil(lambda: painted["axis"] > 0 and painted["curve"] > 0, timeout=5_000)
    qtbot.wait(500)
    before = dict(painted)
    session.happened.emit(progress(1_001, loss_D=0.6, loss_G=1.4))  # within what is in view
    qtbot.waitUntil(lambda: painted["curve"] > before["curve"], timeout=5_000)
    qtbot.wait(100)
    assert painted["axis"] == before["axis"]


def counted(monkeypatch: pytest.MonkeyPatch, item: Any, name: str, counts: dict[str, int]) -> None:
    """Counts how often items of that class are painted. Before the first of them is: then Qt keeps what it calls."""
    paint = item.paint

    def counting(self: Any, *arguments: Any) -> None:
        counts[name] += 1
        paint(self, *arguments)

    monkeypatch.setattr(item, "paint", counting)
