"""The wall: what stands on it is what its seeds make, and a click, a key or a number leads there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QLineEdit, QPlainTextEdit, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.exploration.exploration import Wall
from ganstudio.exploration.facts import Drawn, Facts, Source
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import MOST_SEED, Place
from ganstudio.latent.model import Explorable
from ganstudio.latent.sources import load
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.wall import WallPart, draw_wall, smaller
from ganstudio.session.state import State
from ganstudio.ui.explore.wall_classes import ClassBlend
from ganstudio.ui.explore.wall_grid import WallGrid
from ganstudio.ui.explore.wall_numbers import place_of, read_numbers
from ganstudio.ui.explore.wall_places import ROWS, label_of_similar, places_of_seeds
from ganstudio.ui.explore.wall_rows import WallCloud, WallSeries
from ganstudio.ui.explore.wall_samples import WallSamples
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.bipolar_slider import BipolarSlider
from ganstudio.ui.widgets.class_menu import ClassMenu
from ganstudio.ui.widgets.note import Note
from ganstudio.ui.window import Window
from tests import tiny_runs

Explore = Callable[..., QWidget]


@pytest.fixture
def run(dcgan_run: Path, tmp_path: Path) -> Path:
    """One that nobody has explored yet."""
    return Path(shutil.copytree(dcgan_run, tmp_path / "run"))


@pytest.fixture
def run_of_classes(class_run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(class_run, tmp_path / "classes"))


def samples(model: Explorable, places: list[Place], look: Look | None = None) -> np.ndarray:
    return model.draw(model.latents(places), look or Look()).samples


def grid_of(page: QWidget) -> WallGrid:
    grid = page.findChild(WallGrid, "explore.wall.grid")
    assert grid is not None
    return grid


def wait_until_shown(qtbot: QtBot, page: QWidget, wanted: np.ndarray) -> None:
    """Until the wall shows exactly these."""
    grid = grid_of(page)

    def is_there() -> bool:
        return grid._values is not None and np.array_equal(grid._values, wanted)

    qtbot.waitUntil(is_there, timeout=20_000)


def click(qtbot: QtBot, page: QWidget, name: str) -> None:
    button = page.findChild(QAbstractButton, name)
    assert button is not None and button.isVisible() and button.isEnabled(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def type_into(qtbot: QtBot, page: QWidget, name: str, text: str) -> QWidget:
    field = page.findChild(QWidget, name)
    assert field is not None
    line = field.findChild(QLineEdit)
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, text)
    return field


def test_the_wall_shows_what_its_seeds_make(explore: Explore, explorer: Explorer, run: Path, qtbot: QtBot) -> None:
    page, model = explore(run, "wall"), load(Source(run))
    wait_until_shown(qtbot, page, samples(model, [Place(seed=seed) for seed in range(36)]))
    explorer.propose("look.truncation", 0.5)
    wait_until_shown(qtbot, page, samples(model, [Place(seed=seed) for seed in range(36)], Look(truncation=0.5)))


def test_a_click_takes_a_sample_into_view_and_marks_it(
    explore: Explore, explorer: Explorer, run: Path, qtbot: QtBot
) -> None:
    page, model = explore(run, "wall"), load(Source(run))
    grid = grid_of(page)
    wait_until_shown(qtbot, page, samples(model, [Place(seed=seed) for seed in range(36)]))
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell(7).center())
    assert explorer.exploration.pose.place == Place(seed=7)
    assert grid.choice == 7 and page.findChild(QLabel, "explore.wall.caption").text() == "seed 7"
    qtbot.waitUntil(lambda: not explorer.is_drawing)
    assert explorer.picture is not None
    assert np.array_equal(explorer.picture.samples, samples(model, [Place(seed=7)]))
    explorer.undo_stack.undo()
    assert explorer.exploration.pose.place == Place(seed=0) and grid.choice == 0


def test_arrow_keys_choose_and_enter_takes(explore: Explore, explorer: Explorer, run: Path, qtbot: QtBot) -> None:
    page = explore(run, "wall")
    grid = grid_of(page)
    qtbot.waitUntil(lambda: grid.choice == 0 and grid._values is not None, timeout=20_000)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(grid, key)
    assert explorer.exploration.pose.place.seed == 0, "nothing is taken in passing"
    assert page.findChild(QLabel, "explore.wall.caption").text() == "seed 8"
    explorer.renewed.emit()
    assert grid.choice == 8, "a generator that learns on leaves the keyboard where it is"
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert explorer.exploration.pose.place.seed == 8


def test_seeds_go_on_and_back_and_are_undone(explore: Explore, explorer: Explorer, run: Path, qtbot: QtBot) -> None:
    page, model = explore(run, "wall"), load(Source(run))
    type_into(qtbot, page, "explore.wall.count", "9")
    assert explorer.exploration.wall.count == 9
    click(qtbot, page, "explore.wall.on")
    wait_until_shown(qtbot, page, samples(model, [Place(seed=seed) for seed in range(9, 18)]))
    qtbot.keyClick(grid_of(page), Qt.Key.Key_PageDown)
    assert explorer.exploration.wall.seed == 18
    click(qtbot, page, "explore.wall.back")
    assert explorer.exploration.wall.seed == 9
    click(qtbot, page, "explore.wall.resample")
    assert explorer.exploration.wall.seed not in (0, 9, 18)
    explorer.undo_stack.undo()
    assert explorer.exploration.wall.seed == 9
    type_into(qtbot, page, "explore.wall.seed", "1234")
    wait_until_shown(qtbot, page, samples(model, [Place(seed=seed) for seed in range(1234, 1243)]))
    type_into(qtbot, page, "explore.wall.seed", "0")
    assert not page.findChild(QAbstractButton, "explore.wall.back").isEnabled()


def test_what_is_out_of_range_is_marked_and_changes_nothing(
    explore: Explore, explorer: Explorer, run: Path, qtbot: QtBot
) -> None:
    page = explore(run, "wall")
    field = type_into(qtbot, page, "explore.wall.count", "401")
    assert field.property("state") == "wrong"
    assert explorer.exploration.wall.count == 40, "the last that was in range"
    explorer.renewed.emit()
    assert "401" in field.findChild(QLineEdit).text(), "what is typed stays while the generator learns"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.findChild(QLineEdit).text() == "40 samples" and field.property("state") == ""
    field = type_into(qtbot, page, "explore.wall.count", "16")
    assert field.property("state") == "" and explorer.exploration.wall.count == 16


def test_samples_come_a_few_at_a_time(run: Path) -> None:
    model, places = load(Source(run)), [Place(seed=seed) for seed in range(400)]
    parts = list(draw_wall(places, Look(), model))
    assert len(parts) > 1
    assert [part.start for part in parts] == np.cumsum([0, *(len(part.samples) for part in parts)])[:-1].tolist()
    assert np.array_equal(np.concatenate([part.samples for part in parts]), samples(model, places))


def test_large_pictures_become_smaller_where_there_are_many() -> None:
    pictures = np.arange(2 * 8 * 8 * 3, dtype=np.uint8).reshape(2, 8, 8, 3)
    assert smaller(pictures, 8 * 8 * 3) is pictures
    small = smaller(pictures, 4 * 4 * 3)
    assert small.shape == (2, 4, 4, 3)
    assert small[0, 0, 0, 0] == round(float(pictures[0, :2, :2, 0].mean()))


def test_the_wall_is_as_large_as_there_is_room_for(theme: Theme, qtbot: QtBot) -> None:
    grid = WallGrid(theme, fills=True)
    qtbot.addWidget(grid)
    grid.resize(290, 290)
    grid.show_samples(np.zeros((36, 28, 28, 1), np.uint8))
    assert grid.cell(0).left() <= 1 and grid.cell(35).right() >= 286
    assert not grid.grab().isNull()


def test_classes_stand_in_turn_or_one_alone(
    explore: Explore, explorer: Explorer, run_of_classes: Path, qtbot: QtBot
) -> None:
    page, model = explore(run_of_classes, "wall"), load(Source(run_of_classes))
    one_hot = np.eye(10)
    in_turn = [Place(seed=seed, classes=tuple(one_hot[seed % 10])) for seed in range(36)]
    wait_until_shown(qtbot, page, samples(model, in_turn))
    grid = grid_of(page)
    assert grid.label(13) == "seed 13 · Class 3"
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell(13).center())
    assert explorer.exploration.pose.place == in_turn[13]
    explorer.choose_class(5)
    fives = [Place(seed=seed, classes=tuple(one_hot[5])) for seed in range(36)]
    wait_until_shown(qtbot, page, samples(model, fives))


def test_a_seed_is_of_the_same_class_on_every_wall(run_of_classes: Path) -> None:
    facts = load(Source(run_of_classes)).facts
    first, second = (places_of_seeds(Wall(seed=seed, count=16), facts) for seed in (0, 7))
    assert first[7:] == second[:9]
    last = places_of_seeds(Wall(seed=MOST_SEED, count=16), facts)
    assert len(last) == 16 and last[-1].seed == MOST_SEED


def test_each_sample_stays_until_its_new_one_comes_unless_it_is_of_another_place(theme: Theme, qtbot: QtBot) -> None:
    wall = WallSamples(theme)
    qtbot.addWidget(wall)
    wall.begin(FACTS)
    old, new = np.full((4, 8, 8, 1), 100, np.uint8), np.full((4, 8, 8, 1), 200, np.uint8)
    wall.expect("abcd", are_others=True)
    wall.take(WallPart(0, old))
    shown = wall.findChild(WallGrid, "explore.wall.grid")
    assert shown is not None

    wall.expect("abcd", are_others=False)
    wall.take(WallPart(0, new[:1]))
    qtbot.waitUntil(lambda: firsts(shown) == [200, 100, 100, 100])
    wall.take(WallPart(1, new[1:]))
    assert firsts(shown) == [200, 200, 200, 200]

    wall.expect("efgh", are_others=True)
    wall.take(WallPart(0, old[:1]))
    blank = theme.colors.hover.lightness()
    qtbot.waitUntil(lambda: firsts(shown) == [100, blank, blank, blank])


def test_a_run_in_training_renews_the_wall(
    window: Window, explorer: Explorer, explore: Explore, run: Path, qtbot: QtBot
) -> None:
    page, session = explore(run, "wall"), window.session
    session.set_experiment(tiny_runs.tiny_experiment(*tiny_runs.DCGAN).revise("training.steps", 100_000))
    qtbot.waitUntil(lambda: session.check is not None, timeout=20_000)
    session.train()
    qtbot.waitUntil(lambda: explorer.is_following and not explorer.is_loading, timeout=60_000)
    grid, seen = grid_of(page), set()

    def is_renewed() -> bool:
        if grid._values is not None:
            seen.add(grid._values.tobytes())
        return len(seen) > 3

    qtbot.waitUntil(is_renewed, timeout=30_000)
    assert not any(dialog.isVisible() for dialog in window.findChildren(QDialog))
    session.stop()
    qtbot.waitUntil(lambda: session.state is State.IDLE, timeout=30_000)
    qtbot.waitUntil(lambda: not explorer.is_loading and explorer.facts is not None, timeout=30_000)
    assert session.run is not None and explorer.facts is not None
    last = samples(load(Source(session.run.folder)), [Place(seed=seed) for seed in range(36)])
    wait_until_shown(qtbot, page, last)


# --- samples that are alike ---


def test_similar_samples_stand_on_the_wall_and_a_click_goes_to_their_numbers(
    explore: Explore, explorer: Explorer, run: Path, qtbot: QtBot
) -> None:
    page, model = explore(run, "wall"), load(Source(run))
    explorer.propose("wall.count", 9)
    seeds = samples(model, [Place(seed=seed) for seed in range(9)])
    wait_until_shown(qtbot, page, seeds)
    click(qtbot, page, "explore.wall.similar")
    assert page.findChild(QProgressBar, "explore.wall.progress").isVisible()
    assert not page.findChild(QAbstractButton, "explore.wall.similar").isEnabled()
    qtbot.waitUntil(lambda: not explorer.is_working("wall.similar"), timeout=60_000)
    grid = grid_of(page)
    qtbot.waitUntil(lambda: grid.label(0) == "1st nearest", timeout=20_000)
    assert page.findChild(QLabel, "explore.wall.similar_to").text().startswith("Like seed 0")
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell(4).center())
    place = explorer.exploration.pose.place
    assert len(place.values) == 16 and place.space == "z"
    qtbot.waitUntil(lambda: not explorer.is_drawing)
    assert grid._values is not None and explorer.picture is not None
    assert np.array_equal(grid._values[4], explorer.picture.samples[0])
    click(qtbot, page, "explore.wall.back_to_seeds")
    wait_until_shown(qtbot, page, seeds)


def test_looking_for_similar_samples_is_given_up(explore: Explore, explorer: Explorer, run: Path, qtbot: QtBot) -> None:
    page = explore(run, "wall")
    click(qtbot, page, "explore.wall.similar")
    click(qtbot, page, "explore.wall.cancel")
    assert not explorer.is_working("wall.similar")
    assert page.findChild(QWidget, "explore.wall.seed").isVisible()
    assert page.findChild(QAbstractButton, "explore.wall.similar").isEnabled()


def test_places_are_counted_as_people_do() -> None:
    told = [label_of_similar(index).split()[0] for index in (0, 1, 2, 3, 10, 11, 12, 20, 21, 110)]
    assert told == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "111th"]


# --- numbers ---


def test_numbers_of_the_picture_are_copied_and_others_typed(
    explore: Explore, explorer: Explorer, run: Path, qtbot: QtBot
) -> None:
    page, model = explore(run, "wall"), load(Source(run))
    field = page.findChild(QPlainTextEdit, "explore.wall.numbers")
    assert field is not None and not field.isVisible()
    click(qtbot, page, "explore.wall.show_numbers")
    click(qtbot, page, "explore.wall.copy")
    copied = QGuiApplication.clipboard().text()
    assert np.array_equal(np.float32(read_numbers(copied)), np.float32(model.latents([Place(seed=0)]).values[0]))

    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "1 2 3")
    note = page.findChild(Note, "explore.wall.wrong")
    assert note is not None and note.text == "These are 3 numbers; a place of this generator has 16 in z."
    assert not page.findChild(QAbstractButton, "explore.wall.go").isEnabled()
    click(qtbot, page, "explore.wall.restore")
    assert field.toPlainText() == copied and not note.isVisible()

    field.selectAll()
    QGuiApplication.clipboard().setText("[" + "\n".join(["0.5"] * 8) + "]\n" + ", ".join(["-1"] * 8))
    field.paste()
    click(qtbot, page, "explore.wall.go")
    place = Place(values=(0.5,) * 8 + (-1.0,) * 8)
    assert explorer.exploration.pose.place == place
    qtbot.waitUntil(lambda: not explorer.is_drawing)
    assert explorer.picture is not None
    assert np.array_equal(explorer.picture.samples, samples(model, [place]))
    explorer.undo_stack.undo()
    qtbot.waitUntil(lambda: field.toPlainText() == copied)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1 2 three", "“three” is not a number"),
        ("nan", "“nan” is too far away"),
        ("1e9", "“1e9” is too far away"),
        ("", "These are 0 numbers; a place of this generator has 16 in z"),
        ("7", "This is 1 number; a place of this generator has 16 in z"),
    ],
)
def test_what_is_no_place_is_told_in_a_sentence(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(told)}"):
        place_of(text, FACTS, Latents("z", np.zeros((1, 16))))


def test_numbers_of_a_place_in_w_are_those_of_all_layers_or_of_one() -> None:
    in_view = Latents("w", np.zeros((1, 8 * 3)))
    facts = replace(FACTS, layers=3, spaces=("z", "w"))
    assert [place_of(" ".join("1" * count), facts, in_view).space for count in (16, 8, 24)] == ["z", "w", "w"]


# --- classes ---


def test_a_picture_is_a_blend_of_classes_until_it_is_only_one_again(
    explore: Explore, explorer: Explorer, run_of_classes: Path, qtbot: QtBot
) -> None:
    page, model = explore(run_of_classes, "wall"), load(Source(run_of_classes))
    click(qtbot, page, "explore.wall.show_blend")
    slider = page.findChild(BipolarSlider, "explore.wall.class.3")
    assert slider is not None and slider.isVisible()
    line = slider.findChild(QLineEdit)
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, "0.5")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert explorer.exploration.pose.place.classes == (1, 0, 0, 0.5, 0, 0, 0, 0, 0, 0)
    qtbot.waitUntil(lambda: not explorer.is_drawing)
    shares = (2 / 3, 0, 0, 1 / 3, 0, 0, 0, 0, 0, 0)
    assert explorer.picture is not None
    assert np.array_equal(explorer.picture.samples, samples(model, [Place(seed=0, classes=shares)]))
    assert "67% Class 0 · 33% Class 3" in window_text(page, "explore.caption")
    click(qtbot, page, "explore.wall.only")
    assert explorer.exploration.pose.place.classes == tuple(map(float, np.eye(10)[0]))
    assert slider.value == 0


def test_the_last_class_cannot_be_taken_away(
    explore: Explore, explorer: Explorer, run_of_classes: Path, qtbot: QtBot
) -> None:
    page = explore(run_of_classes, "wall")
    click(qtbot, page, "explore.wall.show_blend")
    slider = page.findChild(BipolarSlider, "explore.wall.class.0")
    assert slider is not None
    slider.reset()
    assert slider.value == 1 and explorer.exploration.pose.place.classes in ((), tuple(map(float, np.eye(10)[0])))
    assert any("raise another one" in note.text for note in page.findChildren(Note) if note.isVisible())


def test_of_many_classes_a_few_have_sliders_and_more_are_asked_for(
    explorer: Explorer, theme: Theme, qtbot: QtBot
) -> None:
    blend = ClassBlend(explorer, theme)
    qtbot.addWidget(blend)
    blend.begin(replace(FACTS, classes=tuple(f"bird {number}" for number in range(200))))
    weights = tuple(float(number == 150) for number in range(200))
    explorer.propose("pose.place.classes", weights)
    blend.show_pose(explorer.exploration.pose)
    assert blend.findChild(BipolarSlider, "explore.wall.class.150").value == 1
    assert len(blend.findChildren(BipolarSlider)) == 12
    blend.findChild(ClassMenu, "explore.wall.more").chosen.emit(77)
    assert blend.findChild(BipolarSlider, "explore.wall.class.77") is not None
    assert blend.findChild(BipolarSlider, "explore.wall.class.150") is not None
    assert len(blend.findChildren(BipolarSlider)) == 12


def test_a_generator_without_classes_offers_none(explore: Explore, run: Path) -> None:
    page = explore(run, "wall")
    assert not page.findChild(QAbstractButton, "explore.wall.show_blend").isVisible()


# --- points and rows ---


def test_points_stand_in_the_plane_over_real_ones_and_a_click_takes_the_nearest(
    explore: Explore, explorer: Explorer, point_run: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    run = Path(shutil.copytree(point_run, tmp_path / "points"))
    page, model = explore(run, "wall"), load(Source(run))
    cloud = page.findChild(WallCloud, "explore.wall.cloud")
    assert cloud is not None and cloud.isVisible()
    qtbot.waitUntil(lambda: cloud.count == ROWS and len(cloud._real) > 0, timeout=30_000)
    points = samples(model, [Place(seed=seed) for seed in range(ROWS)])
    assert np.array_equal(cloud._fake, points)
    assert not page.findChild(QWidget, "explore.wall.count").isVisible()
    spot = cloud.spot(123).toPoint()
    qtbot.mouseClick(cloud, Qt.MouseButton.LeftButton, pos=spot)
    taken = explorer.exploration.pose.place.seed
    off = cloud.spot(taken) - spot
    assert np.hypot(off.x(), off.y()) <= 1.5, "the nearest one"
    qtbot.mouseClick(cloud, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert explorer.exploration.pose.place.seed == taken, "far from every point nothing is taken"


def test_the_row_in_view_is_marked_in_every_column(theme: Theme, qtbot: QtBot) -> None:
    wall = WallSamples(theme)
    qtbot.addWidget(wall)
    wall.resize(500, 300)
    wall.show()
    wall.begin(replace(FACTS, sample_shape=(3,), columns=("a", "b", "c")))
    wall.expect(["row"] * 50, are_others=True)
    rows = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    wall.take(WallPart(0, rows))
    before = wall.grab().toImage()
    wall.mark(0, Drawn(rows[:1], Latents("z", np.zeros((1, 16))), 1))
    assert wall.grab().toImage() != before
    assert not wall.currentWidget().has_real, "nothing real is named in its key"  # type: ignore[attr-defined]


def test_a_click_on_a_series_takes_its_sample(theme: Theme, qtbot: QtBot) -> None:
    wall = WallSamples(theme)
    qtbot.addWidget(wall)
    wall.resize(500, 400)
    wall.show()
    facts = replace(FACTS, sample_shape=(8,), columns=("a[t+0]", *"xyz", "b[t+0]", *"xyz"), is_series=True)
    wall.begin(facts)
    wall.expect("abcdef", are_others=True)
    wall.take(WallPart(0, np.random.default_rng(0).normal(size=(6, 8)).astype(np.float32)))
    series = wall.currentWidget()
    assert isinstance(series, WallSeries) and series.count == 12
    taken: list[int] = []
    wall.taken.connect(taken.append)
    qtbot.mouseClick(series.viewport(), Qt.MouseButton.LeftButton, pos=series.pane(5).center())
    assert taken == [2], "the second series of the third sample"


FACTS = Facts(Source(Path("run")), "A run", 1, (1, 8, 8), 16, (), ("z",), 0, False)


def firsts(grid: WallGrid) -> list[int]:
    return [] if grid._values is None else [int(pixel) for pixel in grid._values[:, 0, 0, 0]]


def window_text(page: QWidget, name: str) -> str:
    label = page.window().findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label.text()
