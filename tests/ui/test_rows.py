"""Points, tables and time series: what is drawn, in which units, over which real ones."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.datasets.csv_table import CsvTable
from ganstudio.events import Samples, Started
from ganstudio.experiment import Experiment, preset
from ganstudio.session.session import Session, State
from ganstudio.session.thumbnails import thumbnail
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.marginals import Marginals, bins, histogram
from ganstudio.ui.widgets.point_cloud import Box, PointCloud
from ganstudio.ui.widgets.scale import axis_number
from ganstudio.ui.widgets.time_series import TimeSeries
from ganstudio.ui.window import Window
from tests.ui.conftest import Find

RNG = np.random.default_rng(0)


def write_csv(file: Path, names: list[str], rows: np.ndarray) -> Path:
    with file.open("w", newline="", encoding="utf-8") as text:
        csv.writer(text).writerows([names, *rows.tolist()])
    return file


def prices(count: int = 300) -> np.ndarray:
    """Far from the origin, and of unequal scale."""
    return np.stack([RNG.normal(1_000, 50, count), RNG.normal(3, 0.2, count)], axis=1)


def train(qtbot: QtBot, session: Session, data: dict[str, object]) -> None:
    experiment = preset("ring8")
    for path, value in (
        ("data", data),
        ("training.steps", 40),
        ("training.batch_size", 16),
        ("recording.sample_every", 20),
        ("recording.grid", 4),
    ):
        experiment = experiment.revise(path, value)
    states: list[State] = []
    session.state_changed.connect(states.append)
    session.set_experiment(experiment)
    session.train()
    qtbot.waitUntil(lambda: State.IDLE in states, timeout=60_000)


def shown(widget: QWidget, size: tuple[int, int] = (400, 400)) -> QImage:
    widget.resize(*size)
    return widget.grab().toImage()


def inked(image: QImage, color: QColor, area: QRect) -> int:
    """How many pixels there have about that colour."""
    found = 0
    for x in range(max(0, area.left()), min(image.width(), area.right())):
        for y in range(max(0, area.top()), min(image.height(), area.bottom())):
            pixel = image.pixelColor(x, y)
            apart = abs(pixel.hueF() - color.hueF())
            found += min(apart, 1 - apart) < 0.04 and pixel.saturationF() > 0.15
    return found


# --- points ---


def test_points_around_the_origin_have_equal_axes_and_the_origin_in_the_middle() -> None:
    box = Box.around(RNG.normal(0.01, 1, (500, 2)))
    assert box.is_square
    assert box.middle.tolist() == [0, 0]
    assert 2 < box.reach[0] < 4


def test_points_of_unequal_scale_fill_both_axes_in_their_own_units() -> None:
    box = Box.around(prices())
    assert not box.is_square
    np.testing.assert_allclose(box.middle, [1_000, 3], rtol=0.02)
    assert 100 < box.reach[0] < 250 and 0.4 < box.reach[1] < 1
    assert {"900", "1,000", "1,100"} <= {axis_number(value) for value in box.ticks(0)}


def test_view_of_points_grows_with_them_to_a_limit_and_never_shrinks(qtbot: QtBot, theme: Theme) -> None:
    cloud = PointCloud(theme)
    qtbot.addWidget(cloud)
    real = prices()
    cloud.show_real(real)
    home = cloud.box.reach.copy()
    cloud.show_rows(np.array([[1_000.0, 3.0]]))
    np.testing.assert_array_equal(cloud.box.reach, home)
    cloud.show_rows(np.array([[1_000 + 1.5 * home[0], 3.0]]))
    grown = cloud.box.reach.copy()
    assert grown[0] > 1.5 * home[0] and grown[1] == home[1]
    cloud.show_rows(np.array([[1e9, 1e9]]))
    np.testing.assert_allclose(cloud.box.reach, 3 * home)
    cloud.show_rows(np.array([[np.nan, np.inf]]))
    np.testing.assert_allclose(cloud.box.reach, 3 * home)
    shown(cloud)


def test_generated_points_stand_where_they_belong(qtbot: QtBot, theme: Theme) -> None:
    cloud = PointCloud(theme)
    qtbot.addWidget(cloud)
    cloud.show_names(("price", "weight"))
    cloud.show_real(prices())
    cloud.show_rows(np.repeat(cloud.box.middle[None], 9, axis=0))
    image = shown(cloud, (500, 400))
    found = [
        (x, y)
        for x in range(image.width())
        for y in range(60, image.height())
        if image.pixelColor(x, y) == theme.colors.fake
    ]
    across, upwards = np.array(found).mean(axis=0)
    assert abs(across - 250) < 40 and abs(upwards - 200) < 40


# --- tables ---


def test_columns_are_counted_in_the_range_of_the_real_numbers() -> None:
    found = histogram(RNG.normal(1_000, 50, 500), np.full(64, 1_000.0))
    assert found.edges[0] < 900 and found.edges[-1] > 1_100
    assert found.real.sum() == pytest.approx(1, abs=0.02)
    assert found.fake.max() == 1
    assert found.outside == 0


def test_generated_numbers_outside_the_real_range_are_told() -> None:
    found = histogram(RNG.normal(0, 1, 500), np.array([0.0, 0.0, 50.0, np.nan]))
    assert found.outside == 0.5
    assert found.fake.sum() == 0.5


def test_a_few_whole_numbers_have_a_bar_each() -> None:
    restored = np.array([1, 2, 2, 3, 5], np.float32) * np.float32(1.1) / np.float32(1.1)
    np.testing.assert_allclose(bins(restored, 64), [0.5, 1.5, 2.5, 3.5, 4.5, 5.5])
    assert len(bins(RNG.normal(size=100), 64)) == 17


def test_numbers_that_are_all_the_same_are_still_drawn(qtbot: QtBot, theme: Theme) -> None:
    table = Marginals(theme)
    qtbot.addWidget(table)
    table.show_rows(np.full((9, 1), 0.5, np.float32))
    assert inked(shown(table), theme.colors.fake, table.pane(0)) > 100


def test_every_column_has_its_plot_with_name_generated_and_real(qtbot: QtBot, theme: Theme) -> None:
    table = Marginals(theme)
    qtbot.addWidget(table)
    table.show_names(["age", "height"])
    table.show_real(RNG.normal((40, 170, 3), (10, 8, 1), (500, 3)).astype(np.float32))
    table.show_rows(RNG.normal((45, 175, 3), (10, 8, 1), (64, 3)).astype(np.float32))
    assert [table.name(column) for column in range(3)] == ["age", "height", "column 3"]
    image = shown(table, (420, 400))
    for column in range(3):
        assert inked(image, theme.colors.fake, table.pane(column)) > 200
        assert inked(image, theme.colors.real, table.pane(column)) > 100


def test_many_columns_scroll_and_only_those_in_view_are_counted(qtbot: QtBot, theme: Theme) -> None:
    table = Marginals(theme)
    qtbot.addWidget(table)
    table.show_rows(RNG.normal(size=(64, 300)).astype(np.float32))
    shown(table)
    assert 0 < len(table._counted) < 30
    bar = table.verticalScrollBar()
    assert bar.maximum() > 1_000
    bar.setValue(bar.maximum())
    shown(table)
    assert 299 in table._counted
    assert table.viewport().rect().contains(table.pane(299))


def test_a_table_is_trained_and_shown_in_its_own_units(
    window: Window, session: Session, find: Find, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = RNG.normal((1_000, 3, -5), (50, 0.2, 1), (300, 3))
    file = write_csv(tmp_path / "table.csv", ["price", "weight", "score"], rows)
    train(qtbot, session, {"kind": "csv_table", "file": str(file)})
    table = window.findChild(Marginals)
    qtbot.waitUntil(lambda: table.isVisible() and table.count == 3)
    qtbot.waitUntil(lambda: len(table._real) == 300, timeout=10_000)
    assert [table.name(column) for column in range(3)] == ["price", "weight", "score"]
    np.testing.assert_allclose(table._real.mean(axis=0), rows.mean(axis=0), rtol=1e-4)
    assert 500 < table._fake[:, 0].mean() < 1_500
    qtbot.waitUntil(lambda: find("samples.caption", QLabel).text().startswith("step 40"))
    session.open_run(session.run.folder)
    qtbot.waitUntil(lambda: table.count == 0)
    qtbot.waitUntil(lambda: table.count == 3 and len(table._real) == 300, timeout=10_000)


def test_points_from_a_file_have_their_names_at_the_axes(
    window: Window, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "points.csv", ["price", "weight"], prices())
    train(qtbot, session, {"kind": "csv_points", "file": str(file)})
    cloud = window.findChild(PointCloud)
    qtbot.waitUntil(lambda: cloud.isVisible() and cloud.count > 0 and len(cloud._real) == 300, timeout=10_000)
    assert tuple(cloud._names) == ("price", "weight")
    np.testing.assert_allclose(cloud.box.middle, [1_000, 3], rtol=0.05)


def test_real_rows_of_the_last_run_do_not_reach_the_next(window: Window, session: Session, qtbot: QtBot) -> None:
    told: list[np.ndarray] = []
    session.real_rows.connect(told.append)
    for name in ("two", "one"):
        session._engine.draw_real_rows(preset("ring8").revise("name", name))
    qtbot.waitUntil(lambda: len(told) == 1, timeout=60_000)
    qtbot.wait(200)
    assert len(told) == 1


# --- time series ---


def test_time_series_are_drawn_over_real_ones_on_one_scale(qtbot: QtBot, theme: Theme) -> None:
    series = TimeSeries(theme)
    qtbot.addWidget(series)
    steps = np.arange(24)
    real = np.stack([np.concatenate([20 + 5 * np.sin(steps / 4 + phase), steps * 100]) for phase in range(50)])
    series.show_names(["temperature", "wind"])
    series.show_real(real)
    series.show_rows(real[:9] + 1)
    assert series.count == 18, "nine samples of two series"
    low, high = series.range(0)
    assert 13 < low < 15 and 25 < high < 27
    assert series.range(1)[1] > 2_300
    image = shown(series, (420, 400))
    assert inked(image, theme.colors.fake, series.pane(0)) > 100
    assert inked(image, theme.colors.real, series.pane(0)) > 100
    assert series.pane(0).left() < series.pane(1).left()
    assert series.pane(2).left() == series.pane(0).left(), "the series of a sample stand side by side"


def test_series_that_are_no_numbers_in_parts_are_drawn_without_them(qtbot: QtBot, theme: Theme) -> None:
    series = TimeSeries(theme)
    qtbot.addWidget(series)
    rows = np.ones((4, 10), np.float32)
    rows[0, 3:] = np.nan
    rows[1, :] = np.inf
    series.show_names(["wind"])
    series.show_rows(rows)
    shown(series)


def test_windows_over_a_file_are_trained_and_shown(
    window: Window, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    steps = np.arange(200)
    rows = np.stack([15 + np.sin(steps / 5), steps % 7 + 100], axis=1)
    file = write_csv(tmp_path / "series.csv", ["temperature", "wind"], rows)
    train(qtbot, session, {"kind": "csv_series", "file": str(file), "window": 12})
    series = window.findChild(TimeSeries)
    qtbot.waitUntil(lambda: series.isVisible() and series.count > 0)
    qtbot.waitUntil(lambda: len(series._real) > 0, timeout=10_000)
    assert list(series._names) == ["temperature", "wind"]
    low, high = series.range(1)
    assert 95 < low < high < 110


def test_a_window_of_two_steps_is_a_series_and_no_point(window: Window, session: Session, qtbot: QtBot) -> None:
    started = Started(0, 10, 0, "CPU", 1, 1, 1, "probability", (2,), ("wind[t+0]", "wind[t+1]"), is_series=True)
    session.happened.emit(started)
    session.happened.emit(Samples(0, (2,), 9, "", RNG.normal(size=(9, 2)).astype(np.float32)))
    qtbot.waitUntil(lambda: window.findChild(TimeSeries).isVisible())
    assert started.is_rows
    assert not started.is_points


def test_real_rows_of_other_columns_than_the_runs_are_not_shown(window: Window, session: Session, qtbot: QtBot) -> None:
    session.happened.emit(Started(0, 10, 0, "CPU", 1, 1, 1, "probability", (2,), ("a", "b")))
    session.happened.emit(Samples(0, (2,), 9, "", RNG.normal(size=(9, 2)).astype(np.float32)))
    cloud = window.findChild(PointCloud)
    qtbot.waitUntil(cloud.isVisible)
    session.real_rows.emit(RNG.normal(size=(9, 3)).astype(np.float32))
    assert not len(cloud._real)
    cloud.grab()
    session.real_rows.emit(RNG.normal(size=(9, 2)).astype(np.float32))
    assert len(cloud._real) == 9


# --- out of the studio ---


def test_rows_are_exported_as_csv_unless_another_is_chosen(
    window: Window, session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_csv(tmp_path / "table.csv", ["price", "weight", "score"], RNG.normal(size=(100, 3)))
    train(qtbot, session, {"kind": "csv_table", "file": str(file)})
    qtbot.waitUntil(lambda: session.samples is not None and session.samples.step == 40)
    asked: list[tuple[str, str]] = []

    def choose(parent: QWidget, title: str, proposed: str, filters: str) -> tuple[str, str]:
        asked.append((proposed, filters))
        return str(tmp_path / "out"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    window.actions_by_id["export_samples"].trigger()
    qtbot.waitUntil((tmp_path / "out.csv").exists, timeout=10_000)
    assert asked[0][0].endswith("-40.csv") and asked[0][1].startswith("Tables (*.csv)")
    with (tmp_path / "out.csv").open(encoding="utf-8") as text:
        names, *rows = csv.reader(text)
    assert names == ["price", "weight", "score"]
    np.testing.assert_array_equal(np.array(rows, np.float32), session.sample_values(session.samples))
    assert CsvTable(file=str(tmp_path / "out.csv")).describe(None).shape == (3,), "it can be read again"


def test_pictures_are_exported_as_a_picture(
    window: Window, session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(qtbot, session, Experiment().data.plain())
    qtbot.waitUntil(lambda: session.samples is not None)
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: asked.extend(a[2:]) or (str(tmp_path / "out"), ""))
    window.actions_by_id["export_samples"].trigger()
    qtbot.waitUntil((tmp_path / "out.png").exists, timeout=10_000)
    assert asked[0].endswith(".png") and asked[1].startswith("Pictures (*.png)") and "csv" not in asked[1]


@pytest.mark.parametrize("numbers", [1, 2, 3, 24])
def test_rows_of_any_length_have_a_thumbnail(numbers: int, tmp_path: Path) -> None:
    rows = RNG.normal((1_000,) * numbers, 50, (64, numbers)).astype(np.float32)
    rows[5] = np.nan
    np.save(tmp_path / "rows.npy", rows)
    picture = thumbnail(tmp_path / "rows.npy", 8)
    inked = sum(picture.pixelColor(x, y).alpha() > 0 for x in range(picture.width()) for y in range(picture.height()))
    assert inked > 100
