"""Directions are found, moved along, saved and taken back as a person does it, over real generators."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLabel, QLineEdit, QMenu, QProgressBar, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.exploration.exploration import Exploration
from ganstudio.exploration.facts import Source
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import MOST_LAYERS, Pose, Slider
from ganstudio.latent.directions import between_classes, between_selections, closed_form, principal, principal_of_layer
from ganstudio.latent.model import Explorable
from ganstudio.latent.sources import load
from ganstudio.session.explorer import Explorer
from ganstudio.ui.explore.direction_list import DirectionList
from ganstudio.ui.explore.direction_row import AMOUNTS, DirectionRow
from ganstudio.ui.explore.more_or_less import MoreOrLess
from ganstudio.ui.widgets.bipolar_slider import BipolarSlider, Track
from ganstudio.ui.widgets.menu import Menu
from ganstudio.ui.widgets.note import Note
from ganstudio.ui.widgets.number_field import NumberField
from tests import tiny_runs

LEFT = Qt.MouseButton.LeftButton
Explore = Callable[..., QWidget]


@pytest.fixture(scope="session")
def styles_of_classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """16×16 digits of a generator with styles, conditional on their class."""
    sets = (*tiny_runs.STYLES, "architecture.conditioning.kind=projection")
    return tiny_runs.tiny_run(tmp_path_factory.mktemp("class-styles") / "run", *sets).folder


@pytest.fixture(scope="session")
def info_gan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """16×16 digits of a generator with codes."""
    sets = (
        *tiny_runs.DCGAN,
        "architecture.prior.kind=codes",
        "architecture.prior.discrete=1",
        "architecture.prior.categories=3",
        "architecture.prior.continuous=2",
        "architecture.conditioning.kind=info_gan",
    )
    return tiny_runs.tiny_run(tmp_path_factory.mktemp("codes") / "run", *sets).folder


@pytest.fixture
def own(tmp_path: Path) -> Callable[[Path], Path]:
    """A copy of a run, so that what is kept of it stays with this test."""
    return lambda run: Path(shutil.copytree(run, tmp_path / f"{run.parent.name}-copy"))


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a person types when asked for a name."""
    typed: list[str] = []
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: (typed.pop(0), True))
    return typed


def part(page: QWidget, name: str, kind: type = QWidget) -> QWidget:
    found = page.findChild(kind, name)
    assert found is not None, f"nothing is called {name}"
    return found


def press(qtbot: QtBot, page: QWidget, name: str) -> None:
    qtbot.mouseClick(part(page, name), LEFT)


def choose(page: QWidget, label: str, name: str = "directions.method") -> None:
    """An entry of a menu, as by the keyboard."""
    menu = part(page, name, Menu)
    assert isinstance(menu, Menu)
    index = next(i for i in range(menu.count()) if menu.itemText(i).startswith(label))
    menu.setCurrentIndex(index)
    menu.activated.emit(index)


def rows(page: QWidget, which: str) -> list[DirectionRow]:
    listed = part(page, f"directions.{which}", DirectionList)
    assert isinstance(listed, DirectionList)
    return list(listed)


def find(qtbot: QtBot, page: QWidget, label: str = "") -> list[DirectionRow]:
    """Presses Find and waits for what is found."""
    if label:
        choose(page, label)
    before = [id(row) for row in rows(page, "found")]
    qtbot.waitUntil(lambda: part(page, "directions.find").isEnabled())
    press(qtbot, page, "directions.find")
    qtbot.waitUntil(lambda: [id(row) for row in rows(page, "found")] not in ([], before), timeout=60_000)
    qtbot.waitUntil(lambda: part(page, "directions.find").isEnabled() and rows(page, "found")[-1].y() > 0)
    return rows(page, "found")


def drag(qtbot: QtBot, row: DirectionRow, *amounts: float) -> float:
    """Takes the handle along about those amounts, without letting go in between; gives where it rests."""
    track = row.findChild(Track)
    assert track is not None
    here = track.place(track.value()).toPoint()
    qtbot.mousePress(track, LEFT, pos=here)
    for amount in amounts:
        qtbot.mouseMove(track, track.place(round(100 * amount)).toPoint())
    qtbot.mouseRelease(track, LEFT, pos=track.place(round(100 * amounts[-1])).toPoint())
    assert abs(bar(row).value - amounts[-1]) < 0.3  # by pixels
    return bar(row).value


def bar(row: DirectionRow) -> BipolarSlider:
    found = row.findChild(BipolarSlider)
    assert found is not None
    return found


def settle(qtbot: QtBot, explorer: Explorer) -> np.ndarray:
    """The picture in view, once it is drawn."""
    qtbot.waitUntil(lambda: not explorer.is_drawing, timeout=30_000)
    assert explorer.picture is not None
    return explorer.picture.samples[0]


def unfold(qtbot: QtBot, row: DirectionRow) -> None:
    button = part(row, "direction.unfold", QToolButton)
    qtbot.mouseClick(button, LEFT)


def drawn(model: Explorable, pose: Pose, exploration: Exploration) -> np.ndarray:
    sample: np.ndarray = model.draw(model.resolve(pose), exploration.look).samples[0]
    return sample


# --- finding ---


def test_rows_are_what_the_methods_find(explore: Explore, style_run: Path, own: Callable, qtbot: QtBot) -> None:
    page = explore(folder := own(style_run), "directions")
    model = load(Source(folder))
    assert part(page, "directions.empty", QLabel).isVisible()
    assert [row.direction for row in find(qtbot, page)] == list(principal(model, "w", 10))
    assert not part(page, "directions.empty", QLabel).isVisible()
    assert [row.direction for row in find(qtbot, page, "SeFa")] == list(closed_form(model, 10))
    assert [row.direction for row in find(qtbot, page, "PCA of noise")] == list(principal(model, "z", 10))
    choose(page, "PCA of a layer")
    qtbot.waitUntil(lambda: part(page, "directions.find").isEnabled())  # the layers are known
    choose(page, "synthesis.first.conv", "directions.layer")
    wanted = principal_of_layer(model, "synthesis.first.conv", 10)
    assert [row.direction for row in find(qtbot, page)] == list(wanted)


def test_as_many_are_found_as_are_wanted(explore: Explore, dcgan_run: Path, own: Callable, qtbot: QtBot) -> None:
    page = explore(own(dcgan_run), "directions")
    field, button = part(page, "directions.count", NumberField), part(page, "directions.find", QPushButton)
    assert isinstance(field, NumberField)
    field.lineEdit().selectAll()
    qtbot.keyClicks(field, "3")
    assert len(find(qtbot, page, "SeFa")) == 3
    field.lineEdit().selectAll()
    qtbot.keyClicks(field, "0")
    assert not button.isEnabled() and "from 1 to" in button.toolTip()


def test_sefa_of_some_layers_moves_these_layers(
    explore: Explore, style_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(folder := own(style_run), "directions")
    choose(page, "SeFa")
    choose(page, "2", "directions.layers.first")
    choose(page, "4", "directions.layers.last")
    found = find(qtbot, page)
    assert [row.direction for row in found] == list(closed_form(load(Source(folder)), 10, 2, 4))
    drag(qtbot, found[0], 2.0)
    (slider,) = explorer.exploration.pose.sliders
    assert (slider.first_layer, slider.last_layer) == (2, 4)


def test_methods_that_cannot_be_taken_say_why(explore: Explore, dcgan_run: Path, own: Callable) -> None:
    menu = part(explore(own(dcgan_run), "directions"), "directions.method", Menu)
    assert isinstance(menu, Menu)
    why = {
        menu.itemText(i): menu.itemData(i, Qt.ItemDataRole.ToolTipRole)
        for i in range(menu.count())
        if not menu.model().flags(menu.model().index(i, 0)) & Qt.ItemFlag.ItemIsEnabled
    }
    assert set(why) == {"PCA of styles w", "Difference of two classes"}
    assert "makes no styles" in why["PCA of styles w"] and "without classes" in why["Difference of two classes"]
    assert menu.findText("InfoGAN codes") < 0


def test_direction_leads_from_one_class_to_another(
    explore: Explore, styles_of_classes: Path, own: Callable, qtbot: QtBot
) -> None:
    page = explore(folder := own(styles_of_classes), "directions")
    choose(page, "Difference of two classes")
    choose(page, "Class 3", "directions.class.from")
    choose(page, "Class 3", "directions.class.to")
    button = part(page, "directions.find", QPushButton)
    assert not button.isEnabled() and "differ" in button.toolTip()
    choose(page, "Class 8", "directions.class.to")
    (row,) = find(qtbot, page)
    assert (row.direction,) == between_classes(load(Source(folder)), 3, 8)
    assert row.direction.name == "3 → 8"


def test_codes_of_info_gan_are_what_is_tried_first(
    explore: Explore, info_gan: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    found = find(qtbot, explore(own(info_gan), "directions"))
    named = [row.direction.name for row in found]
    assert named == ["code 1", "code 2", *(f"category {n} of code 1" for n in (1, 2, 3))]
    before = settle(qtbot, explorer)
    drag(qtbot, found[0], 3.5)
    assert not np.array_equal(settle(qtbot, explorer), before)


def test_search_can_be_given_up(
    explore: Explore, dcgan_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(own(dcgan_run), "directions")
    choose(page, "PCA of a layer")
    qtbot.waitUntil(lambda: part(page, "directions.find").isEnabled())
    press(qtbot, page, "directions.find")
    assert page.findChild(QProgressBar).isVisible() and not part(page, "directions.find").isEnabled()
    press(qtbot, page, "directions.cancel")
    assert not page.findChild(QProgressBar).isVisible() and part(page, "directions.find").isEnabled()
    assert not explorer.is_working("directions")
    find(qtbot, page, "SeFa")  # by the same lane, after what was given up
    assert rows(page, "found")[0].direction.name == "SeFa 1"


def test_problem_of_a_search_stands_below_it(
    explore: Explore, style_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(own(style_run), "directions")
    choose(page, "PCA of a layer")
    qtbot.waitUntil(lambda: part(page, "directions.find").isEnabled())
    choose(page, "synthesis.constant", "directions.layer")  # the same for all places
    press(qtbot, page, "directions.find")
    note = part(page, "directions.note", Note)
    assert isinstance(note, Note)
    qtbot.waitUntil(lambda: "choose another layer" in note.text, timeout=30_000)
    assert not rows(page, "found") and part(page, "directions.find").isEnabled()


# --- moving ---


def test_drag_moves_the_picture_and_is_one_step_back(
    explore: Explore, style_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(folder := own(style_run), "directions")
    found = find(qtbot, page)
    before, steps = settle(qtbot, explorer), explorer.undo_stack.count()
    amount = drag(qtbot, found[1], 0.5, 1.0, 2.0)
    slider = Slider(direction=found[1].direction, amount=amount)
    assert explorer.exploration.pose.sliders == (slider,)
    after = settle(qtbot, explorer)
    assert np.array_equal(after, drawn(load(Source(folder)), Pose(sliders=(slider,)), explorer.exploration))
    drag(qtbot, found[2], -2.0)
    assert explorer.undo_stack.count() == steps + 2 and explorer.undo_stack.undoText() == "slider “PCA 3”"
    explorer.undo_stack.undo()
    explorer.undo_stack.undo()
    assert bar(found[1]).value == bar(found[2]).value == 0 and not explorer.exploration.pose.sliders
    assert np.array_equal(settle(qtbot, explorer), before)
    explorer.undo_stack.redo()
    assert bar(found[1]).value == amount
    assert np.array_equal(settle(qtbot, explorer), after)


def test_reset_takes_every_slider_back_at_once(
    explore: Explore, dcgan_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(own(dcgan_run), "directions")
    reset = part(page, "directions.reset")
    assert not reset.isEnabled()
    found = find(qtbot, page)
    amounts = [drag(qtbot, found[0], 2.0), 0, 0, drag(qtbot, found[3], -2.0)]
    press(qtbot, page, "directions.reset")
    assert not explorer.exploration.pose.sliders and all(bar(row).value == 0 for row in found)
    explorer.undo_stack.undo()
    assert [bar(row).value for row in found[:4]] == amounts


def test_moved_direction_outlives_another_search_and_a_restart(
    explore: Explore, dcgan_run: Path, point_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(folder := own(dcgan_run), "directions")
    moved = find(qtbot, page, "SeFa")[0].direction
    amount = drag(qtbot, rows(page, "found")[0], 3.0)
    find(qtbot, page, "PCA of noise")
    assert [row.direction for row in rows(page, "used")] == [moved] and bar(rows(page, "used")[0]).value == amount
    explore(own(point_run), "directions")
    assert not rows(page, "used") and not rows(page, "found")  # of another generator
    explore(folder, "directions")
    assert [row.direction for row in rows(page, "used")] == [moved] and bar(rows(page, "used")[0]).value == amount
    assert not rows(page, "found")


def test_slider_in_use_stays_under_the_mouse_until_it_rests_at_zero(
    explore: Explore, dcgan_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(own(dcgan_run), "directions")
    drag(qtbot, find(qtbot, page, "SeFa")[0], 3.0)
    find(qtbot, page, "PCA of noise")
    (row,) = rows(page, "used")
    drag(qtbot, row, 2.0, 0.0, -2.0)
    assert rows(page, "used") == [row]
    explorer.undo_stack.undo()
    assert rows(page, "used") == [row] and bar(row).value == 0  # the keyboard is still at it
    part(page, "directions.method").setFocus()
    assert not rows(page, "used")


def test_layers_can_be_chosen_that_feel_a_direction(
    explore: Explore, style_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(own(style_run), "directions")
    row = find(qtbot, page)[0]
    assert row.findChild(Menu) is None, "a hundred rows are shown without a stop only if their menus wait"
    unfold(qtbot, row)
    menu = part(row, "direction.layers.first", Menu)
    assert isinstance(menu, Menu)
    qtbot.waitUntil(lambda: menu.itemText(0) == "0 · 4 × 4")
    assert menu.itemText(menu.count() - 1) == "5 · 16 × 16"
    choose(row, "3", "direction.layers.first")
    drag(qtbot, row, 2.0)
    (slider,) = explorer.exploration.pose.sliders
    assert (slider.first_layer, slider.last_layer) == (3, MOST_LAYERS)
    choose(row, "1", "direction.layers.last")  # the first one gives way
    (slider,) = explorer.exploration.pose.sliders
    assert (slider.first_layer, slider.last_layer) == (1, 1)


def test_sentence_stands_beside_a_slider_that_cannot_move_the_place(
    explore: Explore, style_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(own(style_run), "directions")
    found = find(qtbot, page, "PCA of noise")
    drag(qtbot, found[0], 2.0)
    settle(qtbot, explorer)
    explorer.go(Place(space="w", values=(0.1,) * 16))
    note = found[0].findChild(Note)
    assert note is not None
    qtbot.waitUntil(lambda: "“PCA 1” moves places in z" in note.text and note.isVisible())
    assert bar(found[0]).isEnabled()  # it can be taken back
    qtbot.waitUntil(lambda: not bar(found[1]).isEnabled())
    assert "“PCA 2” moves places in z" in bar(found[1]).toolTip()
    press(qtbot, page, "directions.reset")
    qtbot.waitUntil(lambda: not bar(found[0]).isEnabled() and not note.isVisible())
    explorer.go(Place(seed=1))
    qtbot.waitUntil(lambda: all(bar(row).isEnabled() for row in found))


# --- saving ---


def test_direction_is_saved_renamed_and_removed(
    explore: Explore, dcgan_run: Path, own: Callable, explorer: Explorer, names: list[str], qtbot: QtBot
) -> None:
    page = explore(own(dcgan_run), "directions")
    row = find(qtbot, page)[0]
    amount = drag(qtbot, row, 2.5)
    names.append("Slant")
    press(qtbot, row, "direction.star")
    (saved,) = rows(page, "saved")
    assert saved.direction == row.direction.revise("name", "Slant") == explorer.exploration.directions[0]
    assert explorer.exploration.pose.sliders[0].direction.name == "Slant"
    assert bar(saved).value == amount
    amount = drag(qtbot, saved, -2.0)
    assert bar(row).value == amount  # it is the same direction
    amount = drag(qtbot, row, 2.5)
    assert bar(saved).value == amount and explorer.exploration.pose.sliders[0].direction.name == "Slant"
    names.append("Lean")
    pick(qtbot, saved, "Rename…")
    assert [one.direction.name for one in rows(page, "saved")] == ["Lean"]
    pick(qtbot, saved, "Remove")
    assert not rows(page, "saved") and not explorer.exploration.directions
    assert explorer.exploration.pose.sliders[0].amount == amount  # the picture stays as it is
    explorer.undo_stack.undo()
    assert [one.direction.name for one in rows(page, "saved")] == ["Lean"]


def test_saved_direction_is_there_after_another_search(
    explore: Explore, dcgan_run: Path, own: Callable, names: list[str], explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(own(dcgan_run), "directions")
    names.append("Slant")
    press(qtbot, find(qtbot, page, "SeFa")[2], "direction.star")
    find(qtbot, page, "PCA of noise")
    assert [row.direction.name for row in rows(page, "saved")] == ["Slant"] and not rows(page, "used")
    drag(qtbot, rows(page, "saved")[0], 2.0)
    assert not rows(page, "used")  # it stands above already
    assert explorer.exploration.pose.sliders[0].direction.name == "Slant"


def pick(qtbot: QtBot, row: DirectionRow, text: str) -> None:
    """An entry of the menu of a saved direction."""
    press(qtbot, row, "direction.star")
    menu = row.findChildren(QMenu, "direction.menu")[-1]
    action = next(action for action in menu.actions() if action.text() == text)
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


# --- looking ahead ---


def test_strip_shows_the_picture_along_the_direction(
    explore: Explore, style_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(folder := own(style_run), "directions")
    found = find(qtbot, page)
    drag(qtbot, found[1], 2.0)
    row = found[0]
    unfold(qtbot, row)
    qtbot.waitUntil(lambda: all(picture is not None for picture in row.strip.pictures), timeout=30_000)
    model, pose = load(Source(folder)), explorer.exploration.pose
    for amount, picture in zip(AMOUNTS, row.strip.pictures, strict=True):
        there = pose.revise("sliders", (*pose.sliders, Slider(direction=row.direction, amount=amount)))
        assert np.array_equal(picture, drawn(model, there, explorer.exploration))
    qtbot.mouseClick(row.strip, LEFT, pos=row.strip.cell(4).center().toPoint())
    assert bar(row).value == 2
    assert np.array_equal(settle(qtbot, explorer), row.strip.pictures[4])


def test_strip_follows_the_picture_in_view(
    explore: Explore, dcgan_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(folder := own(dcgan_run), "directions")
    row = find(qtbot, page)[0]
    unfold(qtbot, row)
    explorer.go(Place(seed=7))
    wanted = drawn(load(Source(folder)), Pose(place=Place(seed=7)), explorer.exploration)
    qtbot.waitUntil(lambda: np.array_equal(row.strip.pictures[2], wanted), timeout=30_000)


def test_points_are_moved_without_pictures(
    explore: Explore, point_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(own(point_run), "directions")
    row = find(qtbot, page)[0]
    assert not part(row, "direction.unfold").isEnabled()
    before = settle(qtbot, explorer)
    drag(qtbot, row, 3.0)
    assert not np.array_equal(settle(qtbot, explorer), before)


# --- more like these, less like those ---


def test_favourites_make_a_direction(
    explore: Explore, dcgan_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(folder := own(dcgan_run), "directions")
    choose(page, "More like these")
    button = part(page, "directions.find", QPushButton)
    assert not button.isEnabled() and "star" in button.toolTip()
    places = tuple(Place(name=name, seed=seed) for seed, name in enumerate("ABC"))
    explorer.propose("favourites", places)
    assert button.isEnabled()
    press(qtbot, page, "directions.find")
    dialog = page.findChild(MoreOrLess)
    assert dialog is not None
    qtbot.waitUntil(lambda: all(not label.pixmap().isNull() for label in dialog.pictures), timeout=30_000)
    accept = part(dialog, "more_or_less.find", QPushButton)
    assert not accept.isEnabled()
    for text, name in (("More", "A"), ("Less", "A"), ("More", "C"), ("Less", "B"), ("More", "A")):
        choice = next(
            one for one in dialog.findChildren(QToolButton) if one.accessibleName() == f"{text} like “{name}”"
        )
        qtbot.mouseClick(choice, LEFT)
    assert part(dialog, "more_or_less.name", QLineEdit).text() == "more A + C, less B"
    qtbot.mouseClick(accept, LEFT)
    qtbot.waitUntil(lambda: bool(rows(page, "found")), timeout=30_000)
    model = load(Source(folder))
    more, less = model.latents([places[0], places[2]]), model.latents([places[1]])
    wanted = between_selections(model, more, less, "more A + C, less B")
    assert tuple(row.direction for row in rows(page, "found")) == wanted


def test_one_side_is_enough_and_the_name_can_be_ones_own(
    explore: Explore, dcgan_run: Path, own: Callable, explorer: Explorer, qtbot: QtBot
) -> None:
    page = explore(own(dcgan_run), "directions")
    explorer.propose("favourites", (Place(name="A", seed=4),))
    choose(page, "More like these")
    press(qtbot, page, "directions.find")
    dialog = page.findChild(MoreOrLess)
    assert dialog is not None
    qtbot.mouseClick(next(one for one in dialog.findChildren(QToolButton) if one.text() == "Less"), LEFT)
    line = part(dialog, "more_or_less.name", QLineEdit)
    assert isinstance(line, QLineEdit) and line.text() == "less A"
    line.selectAll()
    qtbot.keyClicks(line, "away")
    qtbot.mouseClick(next(one for one in dialog.findChildren(QToolButton) if one.text() == "More"), LEFT)
    assert line.text() == "away"  # what a person typed stays
    qtbot.mouseClick(part(dialog, "more_or_less.find"), LEFT)
    qtbot.waitUntil(lambda: [row.direction.name for row in rows(page, "found")] == ["away"], timeout=30_000)
