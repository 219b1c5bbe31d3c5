"""The map as a person uses it: drawn of what was asked for, looked around in, dragged over, and chosen from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ganstudio.events import Weights
from ganstudio.exploration.blending import neighbours
from ganstudio.exploration.facts import Source
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose
from ganstudio.exploration.views import Map
from ganstudio.export.generator import export_generator
from ganstudio.latent.directions import between_selections
from ganstudio.latent.sources import load
from ganstudio.runs import Run
from ganstudio.session.explorer import Explorer
from ganstudio.session.notice import Notice
from ganstudio.session.questions.map import MapWish, draw_map
from ganstudio.ui.explore.place_map import PlaceMap
from tests import tiny_runs
from tests.ui.explore.conftest import Explore

COUNT = 100


class Hand:
    """A person at the page."""

    def __init__(self, page: QWidget, explorer: Explorer, qtbot: QtBot) -> None:
        self.page, self.explorer, self.qtbot = page, explorer, qtbot
        self.notices: list[Notice] = []
        explorer.noticed.connect(self.notices.append)

    @property
    def view(self) -> PlaceMap:
        return self.find(PlaceMap, "view")

    @property
    def about(self) -> str:
        text: str = self.find(QLabel, "about").text()
        return text

    def find(self, kind: type[Any], name: str) -> Any:
        found = self.page.findChild(kind, f"map.{name}")
        assert found is not None, f"nothing is called {name}"
        return found

    def click(self, name: str) -> None:
        button = self.find(QWidget, name)
        assert button.isVisible() and button.isEnabled(), name
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(self, name: str, text: str) -> None:
        menu = self.find(QComboBox, name)
        menu.setCurrentIndex(menu.findText(text))
        menu.activated.emit(menu.currentIndex())

    def type_count(self, text: str) -> None:
        line = self.find(QWidget, "count").findChild(QLineEdit)
        line.selectAll()
        self.qtbot.keyClicks(line, text)

    def draw(self, of: str, count: int = COUNT) -> None:
        """The map of it, until it is there."""
        self.choose("of", of)
        self.type_count(str(count))
        self.click("draw")
        self.qtbot.waitUntil(lambda: not self.explorer.is_working("map"), timeout=60_000)
        assert len(self.places) == count

    @property
    def places(self) -> np.ndarray:
        return self.view._scene.fake.places

    def pixel(self, index: int) -> QPoint:
        return self.view.camera.pixel_of(tuple(self.places[index].tolist())).toPoint()

    def clear_spot(self) -> int:
        """A sample that a click at its middle means."""
        for index in range(len(self.places)):
            spot = self.view.spot_at(self.pixel(index).toPointF())
            if spot is not None and (spot.origin, spot.index) == ("fake", index):
                return index
        raise AssertionError("no sample can be clicked")

    def drag(self, start: QPoint, *ways: QPoint, shift: bool = False) -> None:
        keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        self.qtbot.mousePress(self.view, Qt.MouseButton.LeftButton, keys, pos=start)
        for way in ways:
            move(self.view, way, keys)
        self.qtbot.mouseRelease(self.view, Qt.MouseButton.LeftButton, keys, pos=ways[-1])


def move(view: QWidget, to: QPoint, keys: Qt.KeyboardModifier) -> None:
    """The mouse with its left button down."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(to),
        QPointF(view.mapToGlobal(to)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        keys,
    )
    QApplication.sendEvent(view, event)


Open = Callable[[Path], Hand]


@pytest.fixture
def at_map(explore: Explore, explorer: Explorer, qtbot: QtBot, tmp_path: Path) -> Open:
    """On a run that nobody has explored yet."""

    def open_page(folder: Path) -> Hand:
        copy = Path(shutil.copytree(folder, tmp_path / folder.parent.name))
        return Hand(explore(copy, "map"), explorer, qtbot)

    return open_page


def drawn(folder: Path, wish: MapWish) -> Map:
    """The same map, without a window."""
    (made,) = [part for part in draw_map(wish, Look(), load(Source(folder))) if isinstance(part, Map)]
    return made


# --- drawing ---


def test_an_empty_map_says_how_to_begin_and_lets_nothing_be_chosen(at_map: Open, dcgan_run: Path) -> None:
    hand = at_map(dcgan_run)
    assert "Draw the map" in hand.view.accessibleDescription()
    for name in ("look", "more", "less", "direction"):
        assert not hand.find(QToolButton, name).isEnabled()


@pytest.mark.parametrize(
    ("text", "of"), [("Places in z", "latents"), ("Pixels", "pixels"), ("What D sees", "features")]
)
def test_the_map_is_drawn_of_what_was_asked_for(at_map: Open, dcgan_run: Path, text: str, of: Any) -> None:
    hand = at_map(dcgan_run)
    hand.draw(text)
    wanted = drawn(dcgan_run, MapWish(of, "z", "pca", COUNT))
    assert np.allclose(hand.places, wanted.places, atol=1e-6)
    assert wanted.thumbnails is not None and wanted.explained is not None
    assert np.array_equal(hand.view._scene.fake.pictures, wanted.thumbnails)
    assert hand.about.startswith(f"100 places by PCA; {wanted.explained[0]:.0%} of the variance")


def test_only_a_generator_with_styles_has_a_map_of_w(at_map: Open, style_run: Path, dcgan_run: Path) -> None:
    hand = at_map(style_run)
    hand.draw("Places in w")
    assert np.allclose(hand.places, drawn(style_run, MapWish("latents", "w", "pca", COUNT)).places, atol=1e-6)
    hand.explorer.explore(Source(dcgan_run))
    hand.qtbot.waitUntil(lambda: not hand.explorer.is_loading)
    assert hand.find(QComboBox, "of").findText("Places in w") < 0
    assert not len(hand.places) and hand.about == "", "the map was of another generator"


def test_a_map_of_one_class_is_of_the_class_that_is_looked_at(at_map: Open, class_run: Path) -> None:
    hand = at_map(class_run)
    hand.explorer.choose_class(3)
    hand.draw("Places in z")
    assert set(hand.view._labels) == {"Class 3"} and "100 places of Class 3" in hand.about


def test_a_method_whose_package_is_missing_stays_in_the_menu_and_says_why(
    at_map: Open, dcgan_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ganstudio.latent.maps.find_spec", lambda name: None)
    hand = at_map(dcgan_run)
    menu = hand.find(QComboBox, "by")
    row, model = menu.findText("t-SNE"), menu.model()
    assert isinstance(model, QStandardItemModel)
    hand.qtbot.waitUntil(lambda: not model.item(row).isEnabled())
    assert "openTSNE" in menu.itemData(row, Qt.ItemDataRole.ToolTipRole)
    assert model.item(menu.findText("PCA")).isEnabled()


def test_drawing_can_be_given_up(at_map: Open, dcgan_run: Path) -> None:
    hand = at_map(dcgan_run)
    hand.choose("by", "t-SNE")
    hand.type_count("3000")
    hand.click("draw")
    assert not hand.find(QPushButton, "draw").isEnabled() and hand.find(QWidget, "progress").isVisible()
    hand.click("cancel")
    assert not hand.explorer.is_working("map") and not hand.find(QWidget, "progress").isVisible()
    assert hand.find(QPushButton, "draw").isEnabled() and not len(hand.places)


def test_a_count_out_of_range_is_marked_and_draws_nothing(at_map: Open, dcgan_run: Path) -> None:
    hand = at_map(dcgan_run)
    for text in ("99", "3001", "many"):
        hand.type_count(text)
        assert hand.find(QWidget, "count").property("state") == "wrong"
        assert not hand.find(QPushButton, "draw").isEnabled() and "from 100" in hand.find(QPushButton, "draw").toolTip()
    hand.type_count("100")
    assert hand.find(QWidget, "count").property("state") == "" and hand.find(QPushButton, "draw").isEnabled()


def test_a_generator_that_learns_on_leaves_the_map_and_says_so(at_map: Open, dcgan_run: Path) -> None:
    hand = at_map(dcgan_run)
    hand.draw("Places in z")
    before = hand.places
    facts = hand.explorer.facts
    assert facts is not None
    hand.explorer._facts = replace(facts, source=replace(facts.source, follows=True))  # as while it is trained
    tensors = {name: tensor.numpy() for name, tensor in load(facts.source).network.state_dict().items()}
    hand.explorer.take_weights(Weights(3400, tensors))
    hand.qtbot.waitUntil(lambda: "draw it again for step 3,400" in hand.about)
    assert f"Of step {facts.step}" in hand.about and hand.places is before


def test_a_look_that_has_changed_since_is_told_and_drawn_when_asked(at_map: Open, dcgan_run: Path) -> None:
    hand = at_map(dcgan_run)
    hand.draw("Places in z")
    before = hand.view._scene.fake.pictures
    hand.explorer.propose("look.truncation", 0.5)
    assert "draw it again" in hand.about
    hand.draw("Places in z")
    assert "draw it again" not in hand.about and not np.array_equal(hand.view._scene.fake.pictures, before)


# --- looking ---


def test_a_click_takes_a_place_into_view_with_its_class(at_map: Open, class_run: Path) -> None:
    hand = at_map(class_run)
    hand.draw("Pixels")
    index = hand.clear_spot()
    hand.qtbot.mouseClick(hand.view, Qt.MouseButton.LeftButton, pos=hand.pixel(index))
    latents = load(Source(class_run)).random(COUNT, 0)
    place = hand.explorer.exploration.pose.place
    assert place.values == tuple(latents.values[index]) and place.classes == tuple(np.eye(10)[index % 10])
    assert hand.view.point == tuple(hand.places[index])


def test_a_drag_of_the_point_blends_its_neighbours_as_one_step(at_map: Open, class_run: Path) -> None:
    hand = at_map(class_run)
    hand.draw("Pixels")
    stack, model = hand.explorer.undo_stack, load(Source(class_run))
    index = hand.clear_spot()
    hand.qtbot.mouseClick(hand.view, Qt.MouseButton.LeftButton, pos=hand.pixel(index))
    picked, before, start = hand.explorer.exploration.pose.place, stack.count(), hand.pixel(index)
    hand.drag(start, *(start + QPoint(4 * step, 3 * step) for step in range(1, 12)))
    assert stack.count() == before + 1
    assert hand.view.point is not None
    at, latents = np.array(hand.view.point), model.random(COUNT, 0)
    place = hand.explorer.exploration.pose.place
    assert np.allclose(place.values, neighbours(latents.values, hand.places, at, 4))
    assert latents.classes is not None
    weights = neighbours(latents.classes, hand.places, at, 4)
    assert np.allclose(place.classes, weights / weights.sum())
    hand.qtbot.waitUntil(lambda: not hand.explorer.is_drawing)
    assert hand.explorer.picture is not None
    wanted = model.draw(model.resolve(Pose(place=place)), Look()).samples
    assert np.array_equal(hand.explorer.picture.samples, wanted)
    end = hand.view.camera.pixel_of(hand.view.point).toPoint()
    hand.drag(end, *(end - QPoint(5 * step, 0) for step in range(1, 6)))
    assert stack.count() == before + 2, "the next drag is a step of its own"
    stack.undo()
    stack.undo()
    assert hand.explorer.exploration.pose.place == picked and hand.view.point == tuple(hand.places[index])


def test_the_point_is_only_there_while_the_picture_in_view_is_of_the_map(at_map: Open, dcgan_run: Path) -> None:
    hand = at_map(dcgan_run)
    hand.draw("Places in z")
    assert hand.view.point is None
    index = hand.clear_spot()
    hand.qtbot.mouseClick(hand.view, Qt.MouseButton.LeftButton, pos=hand.pixel(index))
    hand.explorer.go(Place(seed=9))
    assert hand.view.point is None
    hand.explorer.undo_stack.undo()
    assert hand.view.point == tuple(hand.places[index])


def test_points_of_the_plane_have_a_map_of_dots(at_map: Open, point_run: Path) -> None:
    hand = at_map(point_run)
    assert not hand.find(QToolButton, "thumbnails").isEnabled()
    hand.draw("Numbers")
    assert not hand.view._scene.with_thumbnails
    hand.qtbot.mouseMove(hand.view, hand.pixel(hand.clear_spot()))
    assert hand.view.hovered is None, "there is no picture to enlarge"
    hand.qtbot.mouseClick(hand.view, Qt.MouseButton.LeftButton, pos=hand.pixel(index := hand.clear_spot()))
    assert hand.explorer.exploration.pose.place.values == tuple(load(Source(point_run)).random(COUNT, 0).values[index])


def test_thumbnails_and_density_are_shown_as_wished(at_map: Open, dcgan_run: Path) -> None:
    hand = at_map(dcgan_run)
    hand.draw("Places in z")
    assert hand.view._scene.with_thumbnails and not hand.view._scene.with_density
    hand.click("thumbnails")
    hand.click("density")
    assert not hand.view._scene.with_thumbnails and hand.view._scene.with_density


# --- real samples beside ---


def test_real_samples_are_laid_beside_without_moving_the_map(at_map: Open, dcgan_run: Path) -> None:
    hand = at_map(dcgan_run)
    real = hand.find(QToolButton, "real")
    hand.draw("Places in z")
    assert not real.isEnabled() and "no place in z" in real.toolTip()
    hand.draw("Pixels")
    hand.qtbot.waitUntil(real.isEnabled)
    index = hand.clear_spot()
    hand.qtbot.mouseClick(hand.view, Qt.MouseButton.LeftButton, pos=hand.pixel(index))
    before, point = hand.places, hand.view.point
    hand.click("real")
    hand.qtbot.waitUntil(lambda: len(hand.view._scene.real.places) == COUNT, timeout=30_000)
    wanted = drawn(dcgan_run, MapWish("pixels", "z", "pca", COUNT, real=COUNT))
    assert wanted.real_places is not None
    assert np.allclose(hand.view._scene.real.places, wanted.real_places, atol=1e-6)
    assert np.array_equal(hand.places, before) and hand.view.point == point
    hand.click("real")
    assert not hand.view._scene.with_real


def test_real_data_that_is_gone_is_told(at_map: Open, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    np.savetxt(table, np.random.default_rng(0).normal(size=(80, 3)), delimiter=",", header="a,b,c", comments="")
    folder = tmp_path / "before" / "trained" / "run"
    tiny_runs.tiny_run(folder, "data.kind=csv_table", f"data.file={table}")
    table.unlink()
    hand = at_map(folder)
    real = hand.find(QToolButton, "real")
    hand.qtbot.waitUntil(lambda: "There is no file" in real.toolTip())
    assert not real.isEnabled()
    hand.draw("Numbers")


def test_an_exported_generator_has_neither_features_nor_real_data(
    explore: Explore, explorer: Explorer, dcgan_run: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    export_generator(Run.open(dcgan_run), tmp_path / "G.safetensors")
    hand = Hand(explore(tmp_path / "G.safetensors", "map"), explorer, qtbot)
    menu = hand.find(QComboBox, "of")
    assert menu.currentText() == "Pixels" and not menu.model().item(menu.findText("What D sees")).isEnabled()
    assert "open the run" in hand.find(QToolButton, "real").toolTip()
    hand.draw("Pixels")


# --- choosing ---


@pytest.mark.parametrize("with_less", [True, False])
def test_selections_make_a_direction(
    at_map: Open, class_run: Path, monkeypatch: pytest.MonkeyPatch, with_less: bool
) -> None:
    hand = at_map(class_run)
    hand.draw("What D sees")
    width, height = hand.view.width(), hand.view.height()
    hand.click("more")
    hand.drag(QPoint(3, 3), QPoint(60, 60), QPoint(width // 2, height - 3), shift=True)
    more = hand.view.chosen("more")
    assert 0 < len(more) < COUNT and hand.find(QToolButton, "more").text() == f"More ({len(more)})"
    if with_less:
        hand.click("less")
        corners = (QPoint(width - 3, 3), QPoint(width - 3, height - 3), QPoint(width // 2 + 30, height - 3))
        hand.drag(QPoint(width // 2 + 30, 3), *corners)
    less = hand.view.chosen("less")
    assert bool(len(less)) == with_less
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("rounder", True))
    hand.click("direction")
    hand.qtbot.waitUntil(lambda: bool(hand.explorer.exploration.directions), timeout=30_000)
    model = load(Source(class_run))
    latents = model.random(COUNT, 0)
    (wanted,) = between_selections(model, latents.part(more), latents.part(less), "rounder")
    (made,) = hand.explorer.exploration.directions
    assert made.name == "rounder" and np.allclose(made.vector, wanted.vector)
    assert any("“rounder”" in notice.text and "Directions" in notice.text for notice in hand.notices)
    assert hand.view.mode == "look" and not len(hand.view.chosen("more"))
    hand.explorer.undo_stack.undo()
    assert not hand.explorer.exploration.directions


def test_nothing_is_made_without_a_choice_or_a_name(
    at_map: Open, dcgan_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = at_map(dcgan_run)
    hand.draw("Places in z")
    make = hand.find(QToolButton, "direction")
    assert not make.isEnabled() and "Choose places" in make.toolTip()
    hand.click("more")
    hand.qtbot.mouseClick(hand.view, Qt.MouseButton.LeftButton, pos=hand.pixel(hand.clear_spot()))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("never mind", False))
    hand.click("direction")
    assert not hand.explorer.is_working("map.direction") and len(hand.view.chosen("more")) == 1
    hand.click("clear")
    assert not len(hand.view.chosen("more")) and not make.isEnabled()
    assert hand.find(QToolButton, "more").text() == "More"
