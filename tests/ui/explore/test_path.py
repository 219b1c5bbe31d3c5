"""The path as a person walks it: anchors, strip, grid, player, and everything that becomes a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDropEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from typer.testing import CliRunner

from ganstudio.cli import app
from ganstudio.exploration.facts import Source
from ganstudio.exploration.journey import LatentPath, load_path, save_path
from ganstudio.exploration.place import Place
from ganstudio.latent.sources import load
from ganstudio.latent.travel import corner_grid, frames_along
from ganstudio.session.explorer import Explorer
from ganstudio.session.keepsake import file_of
from ganstudio.session.notice import Notice
from ganstudio.ui.explore.anchor_list import AnchorList
from ganstudio.ui.explore.grid_view import Cells
from ganstudio.ui.widgets.film_strip import FilmStrip
from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.ui.widgets.picture_view import PictureView
from ganstudio.ui.window import Window
from tests.ui.conftest import Find
from tests.ui.explore.conftest import Explore

FRAMES = 12


class Hand:
    """A person at the page."""

    def __init__(self, page: QWidget, explorer: Explorer, qtbot: QtBot) -> None:
        self.page, self.explorer, self.qtbot = page, explorer, qtbot
        self.notices: list[Notice] = []
        explorer.noticed.connect(self.notices.append)

    @property
    def anchors(self) -> AnchorList:
        return self._find(AnchorList, "anchors")

    @property
    def strip(self) -> FilmStrip:
        return self._find(FilmStrip, "strip")

    @property
    def view(self) -> PictureView:
        return self._find(PictureView, "view")

    @property
    def cells(self) -> Cells:
        return self._find(Cells, "grid")

    def button(self, name: str) -> QToolButton:
        return self._find(QToolButton, name)

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def type(self, name: str, text: str) -> None:
        field = self.page.findChild(NumberField, name)
        assert field is not None
        field.selectAll()
        self.qtbot.keyClicks(field.lineEdit(), text)

    def set_anchors(self, *seeds: int) -> None:
        assert not self.explorer.propose("anchors", tuple(Place(seed=seed) for seed in seeds))

    def frames(self) -> np.ndarray | None:
        """Those of the strip, once all are drawn."""
        pictures = [self.strip.picture(index) for index in range(self.strip.count)]
        there = [picture for picture in pictures if picture is not None]
        return np.stack(there) if there and len(there) == len(pictures) else None

    def see_strip(self, folder: Path, count: int = FRAMES) -> np.ndarray:
        """Waits until the strip shows the frames of the path, as they are when they are drawn beside the window."""
        assert not self.explorer.propose("journey.frames", count)
        wanted = drawn(folder, self.explorer)
        self.qtbot.waitUntil(lambda: (shown := self.frames()) is not None and np.array_equal(shown, wanted))
        return wanted

    def at(self, frame: int) -> QPoint:
        return QPoint(round(self.strip.place(frame)), self.strip.height() // 2)

    def offer(self, name: str) -> QAction:
        menu = self.button("export").menu()
        menu.aboutToShow.emit()
        found = menu.findChild(QAction, f"explore.path.export.{name}")
        assert found is not None
        return found

    def dialog(self, name: str, window: Window) -> QDialog:
        self.offer(name).trigger()
        found = window.findChild(QDialog, "explore.export")
        assert found is not None
        self.qtbot.waitUntil(found.isVisible)
        return found

    def save(self, dialog: QDialog) -> None:
        box = dialog.findChild(QDialogButtonBox)
        assert box is not None
        self.qtbot.mouseClick(box.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton)

    def wait_for(self, file: Path) -> None:
        self.qtbot.waitUntil(lambda: any(str(file) in notice.text for notice in self.notices), timeout=30_000)
        assert file.exists(), self.notices

    def _find(self, kind: type[Any], name: str) -> Any:
        found = self.page.findChild(kind, f"explore.path.{name}")
        assert found is not None, f"nothing is called {name}"
        return found


@pytest.fixture
def walk(explore: Explore, explorer: Explorer, qtbot: QtBot) -> Callable[[Path], Hand]:
    def begin(folder: Path) -> Hand:
        file_of(Source(folder)).unlink(missing_ok=True)  # what another test left there
        return Hand(explore(folder, "path"), explorer, qtbot)

    return begin


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """The file that a person chooses from now on."""

    def chosen(path: Path) -> None:
        for ask in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, ask, lambda *_: (str(path), ""))

    return chosen


# --- anchors ---


def test_an_empty_path_says_how_to_begin_and_offers_nothing_that_cannot_be(
    walk: Callable[[Path], Hand], dcgan_run: Path
) -> None:
    hand = walk(dcgan_run)
    begin = hand.page.findChild(QLabel, "explore.path.begin")
    assert begin is not None and begin.isVisible() and "Begin with" in begin.text()
    assert not hand.strip.isVisible() and not hand.button("play").isEnabled()
    for name in ("back", "on", "remove"):
        assert not hand.button(name).isEnabled()
    for name in ("strip", "grid", "animation", "save"):
        assert not hand.offer(name).isEnabled() and hand.offer(name).toolTip()
    for name in ("picture", "dataset", "open"):
        assert hand.offer(name).isEnabled()


def test_anchors_are_added_from_the_picture_in_view_and_at_random_and_shown_in_their_order(
    walk: Callable[[Path], Hand], class_run: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    hand = walk(class_run)
    explorer.go(Place(seed=1234))
    hand.click("add")
    assert [anchor.seed for anchor in explorer.exploration.anchors] == [1234]
    assert hand.anchors.count() == 1 and hand.anchors.item(0).text() == "1,234"
    hand.click("random")
    anchors = explorer.exploration.anchors
    assert hand.anchors.count() == len(anchors) == 5 and len({anchor.seed for anchor in anchors}) == 5
    assert all(sum(anchor.classes) == 1 for anchor in anchors[1:])
    qtbot.waitUntil(lambda: not any(hand.anchors.item(index).icon().isNull() for index in range(5)))
    explorer.undo_stack.undo()
    assert hand.anchors.count() == 1


def test_the_picture_in_view_becomes_an_anchor_by_the_button_below_it_too(
    walk: Callable[[Path], Hand], dcgan_run: Path, window: Window, explorer: Explorer, qtbot: QtBot
) -> None:
    hand = walk(dcgan_run)
    hand.set_anchors(3, 7)
    shown = hand.see_strip(dcgan_run)
    qtbot.mouseClick(hand.strip, Qt.MouseButton.LeftButton, pos=hand.at(5))
    qtbot.waitUntil(lambda: explorer.exploration.pose.place.name == "frame 6")
    button = window.findChild(QToolButton, "explore.anchor")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert hand.anchors.count() == 3 and hand.anchors.item(2).text() == "frame 6"
    assert not explorer.propose("anchors", (explorer.exploration.anchors[2], Place(seed=3)))
    assert np.array_equal(hand.see_strip(dcgan_run)[0], shown[5]), "a frame is the same picture as an anchor"


def test_random_anchors_are_of_the_class_that_is_looked_at(
    walk: Callable[[Path], Hand], class_run: Path, explorer: Explorer
) -> None:
    hand = walk(class_run)
    explorer.choose_class(3)
    hand.click("random")
    assert {anchor.classes.index(1.0) for anchor in explorer.exploration.anchors} == {3}


def test_a_click_on_an_anchor_goes_there_and_takes_back_sliders(
    walk: Callable[[Path], Hand], dcgan_run: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    hand = walk(dcgan_run)
    hand.set_anchors(3, 7)
    explorer.propose("pose.mixes", ({"seed": 4},))
    at = hand.anchors.visualItemRect(hand.anchors.item(1)).center()
    qtbot.mouseClick(hand.anchors.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert explorer.exploration.pose.place.seed == 7 and not explorer.exploration.pose.mixes


def test_anchors_are_moved_and_removed_by_buttons_keys_and_a_drag(
    walk: Callable[[Path], Hand], dcgan_run: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    def seeds() -> list[int]:
        return [anchor.seed for anchor in explorer.exploration.anchors]

    hand = walk(dcgan_run)
    hand.set_anchors(1, 2, 3, 4)
    hand.anchors.setCurrentRow(0)
    hand.click("on")
    assert seeds() == [2, 1, 3, 4] and hand.anchors.currentRow() == 1
    qtbot.keyClick(hand.anchors, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert seeds() == [2, 3, 1, 4] and hand.anchors.currentRow() == 2
    hand.click("back")
    assert seeds() == [2, 1, 3, 4]
    hand.anchors.setCurrentRow(3)
    assert not hand.button("on").isEnabled()
    drop(hand.anchors, 0)
    assert seeds() == [4, 2, 1, 3]
    qtbot.keyClick(hand.anchors, Qt.Key.Key_Delete)
    assert seeds() == [2, 1, 3]
    hand.click("remove")
    assert seeds() == [1, 3]
    for _ in range(6):
        explorer.undo_stack.undo()
    assert seeds() == [1, 2, 3, 4]


def drop(anchors: AnchorList, before: int) -> None:
    """What Qt tells the list when its current anchor is dropped at the left edge of another one."""
    edge = QPointF(anchors.visualItemRect(anchors.item(before)).topLeft() + QPoint(2, 20))
    left, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(edge, Qt.DropAction.MoveAction, QMimeData(), left, no_key)
    anchors.dropEvent(event)
    assert event.dropAction() == Qt.DropAction.IgnoreAction, "else Qt takes the dragged one away"


# --- the strip ---


def test_the_strip_shows_the_frames_of_the_journey(
    walk: Callable[[Path], Hand], dcgan_run: Path, explorer: Explorer
) -> None:
    hand = walk(dcgan_run)
    hand.set_anchors(3, 7, 9)
    shown = hand.see_strip(dcgan_run)
    assert len(shown) == FRAMES
    assert hand.view.picture is not None and (hand.view.picture == shown[0]).all()


def test_the_strip_is_drawn_anew_when_anchors_journey_or_look_change(
    walk: Callable[[Path], Hand], class_run: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    hand = walk(class_run)
    hand.set_anchors(3, 7)
    hand.see_strip(class_run)
    for path, value in (
        ("anchors", (Place(seed=5), Place(seed=6, classes=(0,) * 4 + (1,) + (0,) * 5))),
        ("journey.walk.method", "linear"),
        ("journey.class_change", "fixed"),
        ("journey.walk", {"kind": "circle", "radius": 80.0}),
        ("look.truncation", 0.3),
    ):
        assert not explorer.propose(path, value)
        hand.see_strip(class_run)


def test_another_speed_draws_nothing_anew(
    walk: Callable[[Path], Hand], dcgan_run: Path, explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = walk(dcgan_run)
    hand.set_anchors(3, 7)
    hand.see_strip(dcgan_run)
    asked: list[str] = []
    monkeypatch.setattr(explorer, "ask", lambda key, *_, **__: asked.append(key))
    assert not explorer.propose("journey.fps", 31.0)
    assert "path.strip" not in asked


def test_frames_of_another_generator_take_the_place_of_all(
    walk: Callable[[Path], Hand], dcgan_run: Path, style_run: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    hand = walk(dcgan_run)
    hand.set_anchors(3, 7)
    hand.see_strip(dcgan_run)
    file_of(Source(style_run)).unlink(missing_ok=True)
    explorer.explore(Source(style_run))
    qtbot.waitUntil(lambda: explorer.facts is not None and explorer.facts.has_styles, timeout=30_000)
    assert hand.strip.is_empty and hand.view.is_empty and hand.anchors.count() == 0
    hand.set_anchors(3, 7)
    hand.see_strip(style_run)


def test_the_frame_in_the_middle_of_a_drag_comes_into_view_and_the_drag_is_one_step_to_undo(
    walk: Callable[[Path], Hand], dcgan_run: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    hand = walk(dcgan_run)
    hand.set_anchors(3, 7)
    shown = hand.see_strip(dcgan_run)
    steps = explorer.undo_stack.index()
    qtbot.mousePress(hand.strip, Qt.MouseButton.LeftButton, pos=hand.at(2))
    for frame in (4, 6, 8):
        qtbot.mouseMove(hand.strip, hand.at(frame))
        qtbot.waitUntil(lambda frame=frame: explorer.exploration.pose.place.name == f"frame {frame + 1}")
    qtbot.mouseRelease(hand.strip, Qt.MouseButton.LeftButton, pos=hand.at(8))
    qtbot.waitUntil(lambda: explorer.picture is not None and (explorer.picture.samples[0] == shown[8]).all())
    assert hand.view.picture is not None and (hand.view.picture == shown[8]).all()
    assert explorer.undo_stack.index() == steps + 1
    explorer.undo_stack.undo()
    assert explorer.exploration.pose.place == Place()


def test_playing_shows_frames_and_edits_nothing(
    walk: Callable[[Path], Hand], dcgan_run: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    hand = walk(dcgan_run)
    hand.set_anchors(3, 7)
    explorer.propose("journey.fps", 60.0)
    shown = hand.see_strip(dcgan_run)
    loop = hand.page.findChild(QComboBox, "explore.path.loop")
    assert loop is not None and loop.currentData() == "there and back"
    loop.setCurrentIndex(loop.findData("once"))
    loop.activated.emit(loop.currentIndex())
    before, steps = explorer.exploration, explorer.undo_stack.index()
    hand.click("play")
    assert hand.strip.is_playing and hand.button("play").accessibleName() == "Pause"
    qtbot.waitUntil(lambda: not hand.strip.is_playing)
    assert hand.strip.frame == FRAMES - 1
    assert hand.view.picture is not None and (hand.view.picture == shown[-1]).all()
    qtbot.keyClick(hand.strip, Qt.Key.Key_Space)
    assert hand.strip.is_playing
    qtbot.keyClick(hand.strip, Qt.Key.Key_Space)
    assert not hand.strip.is_playing
    qtbot.wait(50)
    assert explorer.exploration == before and explorer.undo_stack.index() == steps


def test_a_closed_path_is_played_round_and_round(
    walk: Callable[[Path], Hand], dcgan_run: Path, explorer: Explorer
) -> None:
    hand = walk(dcgan_run)
    hand.set_anchors(3, 7)
    assert not explorer.propose("journey.walk.closed", True)
    loop = hand.page.findChild(QComboBox, "explore.path.loop")
    assert loop is not None and loop.currentData() == "loop"


# --- the journey ---


def test_the_form_of_the_journey_changes_it_and_leaves_out_what_means_nothing(
    walk: Callable[[Path], Hand], dcgan_run: Path, explorer: Explorer
) -> None:
    hand = walk(dcgan_run)
    hand.set_anchors(3, 7)
    hand.click("options")
    hand.type("journey.frames", "30")
    assert explorer.exploration.journey.frames == 30 and hand.strip.count == 30
    space = hand.page.findChild(QComboBox, "journey.space")
    change = hand.page.findChild(QComboBox, "journey.class_change")
    assert space is not None and not space.isEnabled() and "no styles" in space.parentWidget().toolTip()
    assert change is not None and not change.isVisible()


def test_a_generator_with_styles_can_be_led_through_w(
    walk: Callable[[Path], Hand], style_run: Path, explorer: Explorer
) -> None:
    hand = walk(style_run)
    hand.set_anchors(3, 7)
    in_z = hand.see_strip(style_run)
    hand.click("options")
    space = hand.page.findChild(QComboBox, "journey.space")
    assert space is not None and space.isEnabled()
    hand.qtbot.keyClick(space, Qt.Key.Key_Down)
    assert explorer.exploration.journey.space == "w"
    assert (hand.see_strip(style_run) != in_z).any()


def test_a_path_that_leads_nowhere_says_why(walk: Callable[[Path], Hand], dcgan_run: Path, explorer: Explorer) -> None:
    hand = walk(dcgan_run)
    hand.set_anchors(3)
    assert "needs at least 2 anchors" in hand.view.sentence
    hand.click("options")
    reason = hand.page.findChild(QLabel, "explore.path.problem")
    assert reason is not None and reason.isVisible() and reason.text() == hand.view.sentence
    assert not explorer.propose("journey.walk", {"kind": "circle"})
    hand.see_strip(dcgan_run)
    assert not reason.isVisible()
    assert not explorer.propose("anchors", (Place(values=(1.0, 2.0)),))
    hand.qtbot.waitUntil(lambda: hand.strip.is_empty and "place in z has 16 numbers" in hand.view.sentence)
    assert not explorer.propose("pose.place.seed", 4)
    assert hand.strip.is_empty and not hand.button("play").isEnabled()
    assert not hand.notices, "it is told where the path would be, once"


def test_points_have_no_path(explore: Explore, point_run: Path) -> None:
    panel = explore(point_run)
    reason = panel.findChild(QLabel, "explore.path.reason")
    assert reason is not None and "pictures" in reason.text()


# --- the grid ---


def test_a_grid_needs_four_anchors_or_nine(walk: Callable[[Path], Hand], dcgan_run: Path) -> None:
    hand = walk(dcgan_run)
    hand.click("mode.grid")
    reason = hand.page.findChild(QLabel, "explore.path.grid.reason")
    assert reason is not None and reason.isVisible() and "4 anchors" in reason.text()
    hand.set_anchors(1, 2, 3, 4, 5)
    assert "There are 5" in reason.text() and not hand.offer("grid").isEnabled()
    hand.set_anchors(1, 2, 3, 4)
    assert hand.cells.isVisible() and hand.offer("grid").isEnabled()


@pytest.mark.parametrize("count", [4, 9])
def test_the_grid_has_its_rows_and_columns_and_a_click_goes_to_a_cell(
    count: int, walk: Callable[[Path], Hand], style_run: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    hand = walk(style_run)
    hand.set_anchors(*range(count))
    hand.click("mode.grid")
    hand.type("explore.path.grid.rows", "3")
    hand.type("explore.path.grid.columns", "5")
    model = load(Source(style_run))
    latents = corner_grid(model, explorer.exploration.anchors, 3, 5, "spherical", "z")
    wanted = model.draw(latents, explorer.exploration.look).samples
    qtbot.waitUntil(lambda: cells_of(hand.cells) is not None and np.array_equal(cells_of(hand.cells), wanted))
    cell = hand.cells.cell(7)
    assert abs(cell.center().x() - hand.cells.cell(2).center().x()) <= 1  # the second row begins after 5
    qtbot.mouseClick(hand.cells, Qt.MouseButton.LeftButton, pos=cell.center())
    qtbot.waitUntil(lambda: explorer.picture is not None and np.array_equal(explorer.picture.samples[0], wanted[7]))
    assert explorer.exploration.pose.place.name == "row 2, column 3"


def cells_of(cells: Cells) -> Any:
    return cells._values


# --- out ---


def test_an_exported_animation_has_the_frames_of_the_strip_and_of_the_command_line(
    walk: Callable[[Path], Hand],
    choose: Callable[[Path], None],
    style_run: Path,
    window: Window,
    explorer: Explorer,
    tmp_path: Path,
) -> None:
    hand = walk(style_run)
    hand.set_anchors(3, 7, 11)
    for path, value in (("journey.space", "w"), ("journey.walk.method", "spline"), ("look.truncation", 0.7)):
        assert not explorer.propose(path, value)
    shown = hand.see_strip(style_run)
    dialog = hand.dialog("animation", window)
    take(dialog, "format", "PNG_pictures")
    choose(tmp_path / "frames")
    hand.save(dialog)
    hand.wait_for(tmp_path / "frames")
    choose(tmp_path / "way")
    hand.offer("save").trigger()
    hand.wait_for(tmp_path / "way.toml")
    told = CliRunner().invoke(
        app,
        ["interpolate", str(style_run), "--path", str(tmp_path / "way.toml"), "--out", str(tmp_path / "told")],
    )
    assert told.exit_code == 0, told.output
    for folder in ("frames", "told"):
        files = sorted((tmp_path / folder).glob("*.png"))
        assert np.array_equal(np.stack([pixels(file) for file in files]), shown)


def test_the_strip_and_the_grid_become_pictures_pixel_for_pixel(
    walk: Callable[[Path], Hand], choose: Callable[[Path], None], dcgan_run: Path, tmp_path: Path
) -> None:
    hand = walk(dcgan_run)
    hand.set_anchors(1, 2, 3, 4)
    shown = hand.see_strip(dcgan_run)
    choose(tmp_path / "strip")
    hand.offer("strip").trigger()
    hand.wait_for(tmp_path / "strip.png")
    assert np.array_equal(pixels(tmp_path / "strip.png"), np.concatenate(shown, axis=1))
    hand.click("mode.grid")
    hand.type("explore.path.grid.rows", "2")
    hand.type("explore.path.grid.columns", "3")
    hand.qtbot.waitUntil(lambda: cells_of(hand.cells) is not None and len(cells_of(hand.cells)) == 6)
    choose(tmp_path / "grid.png")
    hand.offer("grid").trigger()
    hand.wait_for(tmp_path / "grid.png")
    rows = cells_of(hand.cells)[:3], cells_of(hand.cells)[3:]
    wanted = np.concatenate([np.concatenate(row, axis=1) for row in rows])
    assert np.array_equal(pixels(tmp_path / "grid.png"), wanted)


def test_the_picture_in_view_is_saved_as_it_is_or_enlarged(
    walk: Callable[[Path], Hand],
    choose: Callable[[Path], None],
    dcgan_run: Path,
    window: Window,
    explorer: Explorer,
    tmp_path: Path,
) -> None:
    hand = walk(dcgan_run)
    assert explorer.picture is not None
    picture = explorer.picture.samples[0]
    for size, name in (("0", "same.png"), ("64", "large.png")):
        dialog = hand.dialog("picture", window)
        field = dialog.findChild(NumberField, "size")
        assert field is not None
        field.selectAll()
        hand.qtbot.keyClicks(field.lineEdit(), size)
        choose(tmp_path / name)
        hand.save(dialog)
        hand.wait_for(tmp_path / name)
        hand.qtbot.waitUntil(lambda: window.findChild(QDialog, "explore.export") is None)
    assert np.array_equal(pixels(tmp_path / "same.png"), picture)
    assert np.array_equal(pixels(tmp_path / "large.png"), picture.repeat(4, axis=0).repeat(4, axis=1))


def test_a_data_set_has_so_many_of_each_class_and_the_same_as_the_command_line(
    walk: Callable[[Path], Hand],
    choose: Callable[[Path], None],
    class_run: Path,
    window: Window,
    explorer: Explorer,
    tmp_path: Path,
) -> None:
    hand = walk(class_run)
    dialog = hand.dialog("dataset", window)
    field = dialog.findChild(NumberField, "count")
    assert field is not None
    field.selectAll()
    hand.qtbot.keyClicks(field.lineEdit(), "3")
    choose(tmp_path / "set")
    hand.save(dialog)
    hand.wait_for(tmp_path / "set")
    told = CliRunner().invoke(
        app, ["sample", str(class_run), "--per-class", "-n", "3", "--out", str(tmp_path / "told")]
    )
    assert told.exit_code == 0, told.output
    files = sorted(file.relative_to(tmp_path / "set") for file in (tmp_path / "set").rglob("*.png"))
    assert len(files) == 30 and len({file.parent for file in files}) == 10
    for file in files:
        assert np.array_equal(pixels(tmp_path / "set" / file), pixels(tmp_path / "told" / file))


def test_an_export_can_be_cancelled_and_leaves_nothing(
    walk: Callable[[Path], Hand], choose: Callable[[Path], None], dcgan_run: Path, explorer: Explorer, tmp_path: Path
) -> None:
    hand = walk(dcgan_run)
    hand.set_anchors(1, 2)
    assert not explorer.propose("journey.frames", 10_000)
    choose(tmp_path / "strip.png")
    hand.offer("strip").trigger()
    cancel = hand.page.findChild(QWidget, "explore.path.cancel")
    assert cancel is not None and cancel.isVisible()
    assert not hand.offer("animation").isEnabled() and "being written" in hand.offer("animation").toolTip()
    hand.qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert not cancel.isVisible() and not explorer.is_working("export") and hand.offer("animation").isEnabled()
    hand.qtbot.wait(100)
    assert not list(tmp_path.iterdir())


def test_an_export_is_given_up_when_another_generator_is_explored(
    walk: Callable[[Path], Hand],
    choose: Callable[[Path], None],
    dcgan_run: Path,
    class_run: Path,
    explorer: Explorer,
    tmp_path: Path,
) -> None:
    hand = walk(dcgan_run)
    hand.set_anchors(1, 2)
    assert not explorer.propose("journey.frames", 10_000)
    choose(tmp_path / "strip.png")
    hand.offer("strip").trigger()
    explorer.explore(Source(class_run))
    hand.qtbot.waitUntil(lambda: explorer.facts is not None and bool(explorer.facts.classes), timeout=30_000)
    assert "given up" in hand.notices[-1].text and not explorer.is_working("export")
    hand.set_anchors(1, 2)
    assert hand.offer("strip").isEnabled()


def test_what_cannot_be_written_is_told(
    walk: Callable[[Path], Hand],
    choose: Callable[[Path], None],
    dcgan_run: Path,
    window: Window,
    tmp_path: Path,
) -> None:
    hand = walk(dcgan_run)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    choose(tmp_path / "full")
    hand.save(hand.dialog("dataset", window))
    hand.qtbot.waitUntil(lambda: any(notice.severity == "error" for notice in hand.notices))
    assert "is not empty" in hand.notices[-1].text
    assert [file.name for file in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_mp4_says_what_is_missing(
    walk: Callable[[Path], Hand], dcgan_run: Path, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    hand = walk(dcgan_run)
    hand.set_anchors(1, 2)
    dialog = hand.dialog("animation", window)
    box = dialog.findChild(QComboBox, "format")
    assert box is not None
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    enabled = {box.itemText(index): model.item(index).isEnabled() for index in range(box.count())}
    assert enabled == {"GIF": True, "WebP": True, "MP4": False, "PNG pictures": True}
    assert "av" in model.item(2).toolTip()
    dialog.reject()


def test_a_path_file_brings_anchors_journey_and_look_in_one_step(
    walk: Callable[[Path], Hand], choose: Callable[[Path], None], dcgan_run: Path, explorer: Explorer, tmp_path: Path
) -> None:
    hand = walk(dcgan_run)
    path = LatentPath(anchors=(Place(seed=8), Place(seed=9, name="Nine")))
    path = path.revise("journey.walk", {"kind": "random_walk", "stops": 3}).revise("look.truncation", 0.5)
    save_path(path, tmp_path / "way.toml")
    before, steps = explorer.exploration, explorer.undo_stack.index()
    choose(tmp_path / "way.toml")
    hand.offer("open").trigger()
    now = explorer.exploration
    assert (now.anchors, now.journey, now.look) == (path.anchors, path.journey, path.look)
    assert explorer.undo_stack.index() == steps + 1
    choose(tmp_path / "again.toml")
    hand.offer("save").trigger()
    assert load_path(tmp_path / "again.toml") == path.revise("source", str(dcgan_run))
    explorer.undo_stack.undo()
    assert explorer.exploration == before


def test_a_broken_path_file_is_told_and_changes_nothing(
    walk: Callable[[Path], Hand], choose: Callable[[Path], None], dcgan_run: Path, explorer: Explorer, tmp_path: Path
) -> None:
    hand = walk(dcgan_run)
    (tmp_path / "way.toml").write_text("[journey]\nframes = 1\n")
    before = explorer.exploration
    choose(tmp_path / "way.toml")
    hand.offer("open").trigger()
    assert explorer.exploration == before
    assert hand.notices[-1].severity == "error" and "journey.frames" in hand.notices[-1].text


def take(dialog: QDialog, name: str, choice: str) -> None:
    box = dialog.findChild(QComboBox, name)
    assert box is not None
    box.setCurrentIndex(box.findText(choice.replace("_", " ")))
    box.activated.emit(box.currentIndex())


def drawn(folder: Path, explorer: Explorer) -> np.ndarray:
    """What the frames of the path are, worked out beside the window."""
    exploration = explorer.exploration
    path = LatentPath(look=exploration.look, anchors=exploration.anchors, journey=exploration.journey)
    return np.concatenate([one.samples for one in frames_along(load(Source(folder)), path)])


def pixels(file: Path) -> np.ndarray:
    with Image.open(file) as image:
        return np.atleast_3d(np.asarray(image))


def test_the_size_of_the_grid_is_undone(
    walk: Callable[[Path], Hand], dcgan_run: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    hand = walk(dcgan_run)
    explorer.propose("anchors", tuple(Place(seed=seed) for seed in range(4)))
    hand.click("mode.grid")
    hand.type("explore.path.grid.rows", "3")
    qtbot.waitUntil(lambda: hand.cells.isVisible() and explorer.exploration.grid.rows == 3)
    explorer.undo_stack.undo()
    field = hand.page.findChild(NumberField, "explore.path.grid.rows")
    assert explorer.exploration.grid.rows == 7 and "7" in field.lineEdit().text()


def test_full_path_says_why_no_anchor_is_added(
    explore: Explore, explorer: Explorer, dcgan_run: Path, find: Find
) -> None:
    explore(dcgan_run, "path")
    explorer.put("anchors", tuple(Place(seed=seed) for seed in range(497)), "many")
    add, more = find("explore.path.add", QToolButton), find("explore.path.random", QToolButton)
    assert add.isEnabled() and not more.isEnabled()
    assert "at most 500 anchors" in more.toolTip() and "at most" not in add.toolTip()
    explorer.undo_stack.undo()
    assert more.isEnabled() and "at most" not in more.toolTip()
