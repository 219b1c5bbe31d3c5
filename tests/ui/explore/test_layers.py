"""Styles are mixed by layer, and layers looked into, as a person does it, over real generators."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.exploration.facts import Source
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import MOST_LAYERS, Direction, Mix, Pose, Slider
from ganstudio.latent.layers import activation, channels_sheet, layer_names
from ganstudio.latent.model import Explorable
from ganstudio.latent.sources import load
from ganstudio.session.explorer import Explorer
from ganstudio.ui.explore.activation_view import in_grey, told
from ganstudio.ui.explore.channel_wall import ChannelWall
from ganstudio.ui.explore.layer_menu import LayerMenu
from ganstudio.ui.explore.spectrum_view import FLOOR, SpectrumView, in_colours
from ganstudio.ui.explore.style_bar import StyleBar
from ganstudio.ui.explore.style_mixer import MixRow, StyleMixer
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.menu import Menu
from ganstudio.ui.widgets.note import Note
from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.ui.widgets.picture_view import PictureView

LEFT = Qt.MouseButton.LeftButton
CONV = "synthesis.first.conv"
Explore = Callable[..., QWidget]
Own = Callable[[Path], Path]


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """A copy of a run, so that what is kept of it stays with this test."""
    return lambda run: Path(shutil.copytree(run, tmp_path / f"{run.parent.name}-copy"))


def part(page: QWidget, name: str, kind: type = QWidget) -> QWidget:
    found = page.findChild(kind, name)
    assert found is not None, f"nothing is called {name}"
    return found


def press(qtbot: QtBot, page: QWidget, name: str) -> None:
    qtbot.mouseClick(part(page, name), LEFT)


def choose(page: QWidget, label: str, name: str) -> None:
    """An entry of a menu, as by the keyboard."""
    menu = part(page, name, Menu)
    assert isinstance(menu, Menu)
    index = next(i for i in range(menu.count()) if menu.itemText(i).startswith(label))
    menu.setCurrentIndex(index)
    menu.activated.emit(index)


def mixes(page: QWidget) -> list[MixRow]:
    mixer = page.findChild(StyleMixer)
    assert mixer is not None
    return list(mixer.rows)


def type_seed(qtbot: QtBot, row: MixRow, seed: int) -> None:
    field = part(row, "mix.seed", NumberField)
    assert isinstance(field, NumberField)
    field.lineEdit().selectAll()
    qtbot.keyClicks(field, str(seed))


def settle(qtbot: QtBot, explorer: Explorer) -> np.ndarray:
    qtbot.waitUntil(lambda: not explorer.is_drawing, timeout=30_000)
    assert explorer.picture is not None
    return explorer.picture.samples[0]


def drawn(model: Explorable, pose: Pose) -> np.ndarray:
    sample: np.ndarray = model.draw(model.resolve(pose), Look()).samples[0]
    return sample


def look_into(qtbot: QtBot, page: QWidget, layer: str) -> ChannelWall:
    """Turns to the activations and chooses a layer; waits for what it makes."""
    if part(page, "layers.activations").isVisible():
        press(qtbot, page, "layers.activations")
    menu, statistics = part(page, "layers.layer", LayerMenu), part(page, "layers.statistics", QLabel)
    assert isinstance(menu, LayerMenu) and isinstance(statistics, QLabel)
    qtbot.waitUntil(lambda: menu.count() > 0, timeout=30_000)
    choose(page, f"{layer} ·", "layers.layer")
    qtbot.waitUntil(lambda: bool(part(page, "layers.channels", QLabel).text() and statistics.text()), timeout=30_000)
    wall = part(page, "layers.wall", ChannelWall)
    assert isinstance(wall, ChannelWall)
    return wall


def seen(page: QWidget) -> np.ndarray | None:
    """The map that is enlarged."""
    view = part(page, "layers.map", PictureView)
    assert isinstance(view, PictureView)
    return view.picture


# --- styles ---


def test_layers_follow_the_style_of_another_seed(
    explore: Explore, style_run: Path, own: Own, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(folder := own(style_run), "layers")
    assert part(page, "layers.about").isVisible() and not mixes(page)
    before = settle(qtbot, explorer)
    press(qtbot, page, "layers.add")
    assert not part(page, "layers.about").isVisible()
    (row,) = mixes(page)
    qtbot.waitUntil(row.isVisible)
    type_seed(qtbot, row, 41)
    qtbot.waitUntil(lambda: part(row, "mix.layers.first", Menu).itemText(1) == "1 · 8 × 8")
    choose(row, "1", "mix.layers.first")
    choose(row, "3", "mix.layers.last")
    mix = Mix(seed=41, first_layer=1, last_layer=3)
    assert explorer.exploration.pose.mixes == (mix,)
    after = settle(qtbot, explorer)
    assert np.array_equal(after, drawn(load(Source(folder)), Pose(mixes=(mix,)))) and not np.array_equal(after, before)
    press(qtbot, row, "mix.remove")
    assert not mixes(page) and np.array_equal(settle(qtbot, explorer), before)
    explorer.undo_stack.undo()
    assert len(mixes(page)) == 1 and np.array_equal(settle(qtbot, explorer), after)


def test_second_picture_is_shown_and_the_dice_change_it(
    explore: Explore, style_run: Path, own: Own, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(folder := own(style_run), "layers")
    model = load(Source(folder))
    press(qtbot, page, "layers.add")
    (row,) = mixes(page)
    qtbot.waitUntil(row.isVisible)
    type_seed(qtbot, row, 5)
    wanted = drawn(model, Pose(place=Place(seed=5)))
    qtbot.waitUntil(lambda: np.array_equal(row.picture, wanted), timeout=30_000)
    press(qtbot, row, "mix.dice")
    seed = explorer.exploration.pose.mixes[0].seed
    assert seed != 5
    wanted = drawn(model, Pose(place=Place(seed=seed)))
    qtbot.waitUntil(lambda: np.array_equal(row.picture, wanted), timeout=30_000)


def test_pictures_of_the_bar_are_those_that_styles_come_of(
    explore: Explore, style_run: Path, own: Own, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(folder := own(style_run), "layers")
    vector = tuple(float(number == 2) for number in range(16))
    moved = Slider(direction=Direction(name="any", space="w", vector=vector, std=1.0), amount=3.0)
    explorer.propose("pose.sliders", (moved,))
    explorer.propose("pose.mixes", (Mix(seed=1, first_layer=2),))
    bar, model = part(page, "layers.bar", StyleBar), load(Source(folder))
    assert isinstance(bar, StyleBar)
    wanted = (drawn(model, Pose(sliders=(moved,))), drawn(model, Pose(place=Place(seed=1))))
    qtbot.waitUntil(lambda: len(bar.pictures) == 2, timeout=30_000)
    assert all(np.array_equal(bar.pictures[number], picture) for number, picture in enumerate(wanted))


def test_lower_picture_wins_and_the_bar_tells(
    explore: Explore, style_run: Path, own: Own, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(own(style_run), "layers")
    explorer.propose("pose.mixes", (Mix(seed=1, first_layer=2), Mix(seed=2, first_layer=4)))
    bar = part(page, "layers.bar", StyleBar)
    qtbot.waitUntil(lambda: "Layer 5 · 16 × 16" in bar.accessibleDescription())
    told_of = bar.accessibleDescription().split("; ")
    assert [line.partition(" follows ")[2] for line in told_of] == [
        *(2 * ["the picture in view"]),
        *(2 * ["seed 1"]),
        *(2 * ["seed 2"]),
    ]
    assert "None follows" not in part(page, "layers.told", QLabel).text()
    choose(mixes(page)[1], "2", "mix.layers.first")
    assert "None follows seed 1." in part(page, "layers.told", QLabel).text()


def test_new_picture_is_mixed_into_the_fine_layers(
    explore: Explore, style_run: Path, own: Own, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(own(style_run), "layers")
    press(qtbot, page, "layers.add")
    press(qtbot, page, "layers.add")
    assert [(mix.first_layer, mix.last_layer) for mix in explorer.exploration.pose.mixes] == [(3, MOST_LAYERS)] * 2
    explorer.undo_stack.undo()
    assert len(mixes(page)) == 1


def test_generator_without_styles_has_activations_only(explore: Explore, dcgan_run: Path, own: Own) -> None:
    page = explore(own(dcgan_run), "layers")
    without = part(page, "layers.without", QLabel)
    assert without.isVisible() and "makes no styles" in without.text()
    assert not part(page, "layers.add").isVisible() and part(page, "layers.layer").isVisible()


# --- activations ---


def test_wall_shows_the_channels_of_the_layer(
    explore: Explore, style_run: Path, own: Own, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(folder := own(style_run), "layers")
    wall = look_into(qtbot, page, CONV)
    model = load(Source(folder))
    menu = part(page, "layers.layer", LayerMenu)
    assert [menu.itemText(i).partition(" ")[0] for i in range(menu.count())] == [one.name for one in layer_names(model)]
    sheet = channels_sheet(model, model.resolve(Pose()), Look(), CONV)
    order = np.argsort(sheet.channels)
    assert np.array_equal(wall.values[..., 0], sheet.maps[order]) and wall.label(3) == "Channel 3"
    whole = activation(model, model.resolve(Pose()), Look(), CONV)
    assert np.array_equal(seen(page), in_grey(whole.map)[..., None])  # the mean of all, until one is chosen


def test_chosen_channel_is_enlarged_with_its_numbers_and_spectrum(
    explore: Explore, style_run: Path, own: Own, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(folder := own(style_run), "layers")
    wall = look_into(qtbot, page, CONV)
    qtbot.mouseClick(wall, LEFT, pos=wall.cell(4).center())
    statistics = part(page, "layers.statistics", QLabel)
    qtbot.waitUntil(lambda: statistics.text().startswith("Channel 4: "), timeout=30_000)
    model = load(Source(folder))
    view = activation(model, model.resolve(Pose()), Look(), CONV, 4)
    assert np.array_equal(seen(page), in_grey(view.map)[..., None])
    assert statistics.text() == f"Channel 4: {told(view.of_map)}\nLayer: {told(view.of_layer)}"
    spectrum = part(page, "layers.spectrum", SpectrumView)
    assert isinstance(spectrum, SpectrumView)
    assert spectrum.range[1] == pytest.approx(float(view.spectrum.max()))
    qtbot.mouseClick(wall, LEFT, pos=wall.cell(4).center())
    qtbot.waitUntil(lambda: statistics.text().startswith("Mean of all channels: "), timeout=30_000)


def test_channel_follows_the_picture_in_view(
    explore: Explore, style_run: Path, own: Own, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(folder := own(style_run), "layers")
    wall = look_into(qtbot, page, CONV)
    qtbot.mouseClick(wall, LEFT, pos=wall.cell(4).center())
    explorer.go(Place(seed=9))
    model = load(Source(folder))
    there = model.resolve(Pose(place=Place(seed=9)))
    wanted = in_grey(activation(model, there, Look(), CONV, 4).map)[..., None]
    qtbot.waitUntil(lambda: np.array_equal(seen(page), wanted), timeout=30_000)
    sheet = channels_sheet(model, there, Look(), CONV)
    maps = sheet.maps[np.argsort(sheet.channels)]
    qtbot.waitUntil(lambda: np.array_equal(wall.values[..., 0], maps), timeout=30_000)
    assert wall.choice == 4


def test_row_of_numbers_is_drawn_as_one_map(
    explore: Explore, point_run: Path, own: Own, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(folder := own(point_run), "layers")
    layer = "layers.1"
    wall = look_into(qtbot, page, layer)
    assert not wall.isVisible()
    model = load(Source(folder))
    view = activation(model, model.resolve(Pose()), Look(), layer, 0)
    assert np.array_equal(seen(page), in_grey(view.map)[..., None])
    assert part(page, "layers.statistics", QLabel).text() == f"Layer: {told(view.of_layer)}"
    assert f"{view.layer.shape[0]} numbers" in part(page, "layers.channels", QLabel).text()


def test_layer_before_w_says_why_it_is_empty(
    explore: Explore, style_run: Path, own: Own, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(own(style_run), "layers")
    look_into(qtbot, page, "mapping.layers.1")
    explorer.go(Place(space="w", values=(0.1,) * 16))
    note = page.findChild(Note, "layers.note")
    assert note is not None
    qtbot.waitUntil(lambda: "known in w alone" in note.text and seen(page) is None, timeout=30_000)
    explorer.go(Place(seed=2))
    qtbot.waitUntil(lambda: not note.text and seen(page) is not None, timeout=30_000)


def test_nothing_of_an_earlier_generator_stays(
    explore: Explore, style_run: Path, dcgan_run: Path, own: Own, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(own(style_run), "layers")
    look_into(qtbot, page, CONV)
    explore(folder := own(dcgan_run), "layers")
    menu, model = part(page, "layers.layer", LayerMenu), load(Source(folder))
    names = [one.name for one in layer_names(model)]
    qtbot.waitUntil(lambda: [menu.itemText(i).partition(" ")[0] for i in range(menu.count())] == names)
    chosen = menu.currentText().partition(" ")[0]
    wanted = in_grey(activation(model, model.resolve(Pose()), Look(), chosen).map)[..., None]
    qtbot.waitUntil(lambda: np.array_equal(seen(page), wanted), timeout=30_000)


def test_keys_choose_channels(explore: Explore, dcgan_run: Path, own: Own, explorer: Explorer, qtbot: QtBot) -> None:
    page = explore(own(dcgan_run), "layers")
    menu = part(page, "layers.layer", LayerMenu)
    qtbot.waitUntil(lambda: menu.count() > 0)
    wall = look_into(qtbot, page, menu.currentText().partition(" ")[0])
    wall.setFocus()
    qtbot.keyClick(wall, Qt.Key.Key_Right)
    qtbot.keyClick(wall, Qt.Key.Key_Right)
    statistics = part(page, "layers.statistics", QLabel)
    qtbot.waitUntil(lambda: statistics.text().startswith("Channel 1: "), timeout=30_000)


def test_toggles_turn_between_mixing_and_activations(explore: Explore, style_run: Path, own: Own, qtbot: QtBot) -> None:
    page = explore(own(style_run), "layers")
    mixing, activations = (part(page, name, QToolButton) for name in ("layers.mixing", "layers.activations"))
    assert mixing.isChecked() and part(page, "layers.add").isVisible()
    qtbot.mouseClick(activations, LEFT)
    assert not mixing.isChecked() and not part(page, "layers.add").isVisible()
    qtbot.mouseClick(mixing, LEFT)
    assert part(page, "layers.add").isVisible()


# --- how it is drawn ---


def test_spectrum_is_lightest_where_it_is_strongest(theme: Theme, qtbot: QtBot) -> None:
    view = SpectrumView(theme)
    qtbot.addWidget(view)
    view.resize(260, 200)
    decibels = np.full((16, 16), -90.0, np.float32)
    decibels[8, 8] = 10.0
    view.show_spectrum(decibels)
    assert view.range == (10 - FLOOR, 10)
    image, area = view.grab().toImage(), view.area
    middle = image.pixelColor(int(area.left() + area.width() * 8.5 / 16), int(area.top() + area.height() * 8.5 / 16))
    corner = image.pixelColor(int(area.left()) + 3, int(area.top()) + 3)
    assert middle.getRgb()[:3] == tuple(in_colours(np.ones((1, 1)))[0, 0])
    assert corner.getRgb()[:3] == tuple(in_colours(np.zeros((1, 1)))[0, 0])


def test_scale_goes_from_dark_to_light() -> None:
    weights = np.array([0.299, 0.587, 0.114])
    light = in_colours(np.linspace(0, 1, 64)[None])[0] @ weights
    assert (np.diff(light) > 0).all()


def test_spectrum_of_nothing_has_a_scale(theme: Theme, qtbot: QtBot) -> None:
    view = SpectrumView(theme)
    qtbot.addWidget(view)
    view.show_spectrum(np.full((4, 4), -120.0, np.float32))
    low, high = view.range
    assert low == -120 < high
    view.grab()
    view.show_spectrum(None)
    assert view.is_empty


def test_channels_are_as_large_as_the_room_allows(theme: Theme, qtbot: QtBot) -> None:
    wall = ChannelWall(theme)
    qtbot.addWidget(wall)
    wall.resize(430, 190)
    wall.show()
    wall.show_samples(np.zeros((32, 16, 16, 1), np.uint8))
    assert wall.cell(0).width() >= 32  # in a square of 6 × 6 it would be 16
    rows = {wall.cell(index).top() for index in range(32)}
    wall.resize(200, 400)
    assert len({wall.cell(index).top() for index in range(32)}) > len(rows)
