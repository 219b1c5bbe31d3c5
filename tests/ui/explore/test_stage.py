"""What stands around the pages: the picture in view and its favourites, how it is looked at, where it comes from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QSlider,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ganstudio.exploration.facts import Facts, Source
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Direction, Pose, Slider
from ganstudio.latent.sources import load
from ganstudio.runs import Run
from ganstudio.session.explorer import Explorer
from ganstudio.ui.explore.described import described, written
from ganstudio.ui.explore.look_bar import LookBar
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.picture_view import PictureView
from ganstudio.ui.window import Window
from tests import tiny_runs
from tests.ui.conftest import Find

Explore = Callable[..., QWidget]
FACTS = Facts(Source(Path("run")), "A run", 1, (1, 8, 8), 16, ("0", "cat"), ("z",), 0, False)


@pytest.fixture
def run(dcgan_run: Path, tmp_path: Path) -> Path:
    """One that nobody has explored yet."""
    return Path(shutil.copytree(dcgan_run, tmp_path / "run"))


def click(qtbot: QtBot, button: QAbstractButton) -> None:
    assert button.isVisible() and button.isEnabled(), button.objectName()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def type_into(qtbot: QtBot, field: QWidget, text: str) -> None:
    line = field.findChild(QLineEdit)
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, text)


def picture_in_view(explorer: Explorer, find: Find, qtbot: QtBot) -> np.ndarray:
    qtbot.waitUntil(lambda: not explorer.is_drawing, timeout=20_000)
    shown = find("explore.picture", PictureView).picture
    assert shown is not None
    return shown


def drawn(run: Path, place: Place, look: Look | None = None) -> np.ndarray:
    model = load(Source(run))
    return np.asarray(model.draw(model.latents([place]), look or Look()).samples[0])


# --- the picture in view ---


def test_a_typed_seed_is_the_picture_in_view(
    explore: Explore, explorer: Explorer, run: Path, find: Find, qtbot: QtBot
) -> None:
    explore(run)
    seed = find("explore.seed", QWidget)
    type_into(qtbot, seed, "17")
    assert np.array_equal(picture_in_view(explorer, find, qtbot), drawn(run, Place(seed=17)))
    assert find("explore.caption", QLabel).text() == "seed 17"
    click(qtbot, find("explore.dice", QToolButton))
    assert explorer.exploration.pose.place.seed != 17
    explorer.undo_stack.undo()
    assert explorer.exploration.pose.place.seed == 17


@pytest.mark.parametrize("text", ["abc", "-3", "99999999999"])
def test_what_is_no_seed_is_marked_and_changes_nothing(
    explore: Explore, explorer: Explorer, run: Path, find: Find, qtbot: QtBot, text: str
) -> None:
    explore(run)
    seed = find("explore.seed", QWidget)
    line = seed.findChild(QLineEdit)
    assert line is not None
    line.setText("")
    line.insert(text)
    line.textEdited.emit(text)
    assert seed.property("state") == "wrong" and explorer.exploration.pose.place == Place(seed=0)
    qtbot.keyClick(seed, Qt.Key.Key_Return)
    assert line.text() == "0" and seed.property("state") == ""
    type_into(qtbot, seed, "4")
    assert seed.property("state") == "" and explorer.exploration.pose.place == Place(seed=4)


def test_a_place_of_ones_own_numbers_has_no_seed(
    explore: Explore, explorer: Explorer, run: Path, find: Find, qtbot: QtBot
) -> None:
    explore(run)
    explorer.go(Place(values=(0.5,) * 16))
    line = find("explore.seed", QWidget).findChild(QLineEdit)
    assert line is not None and line.text() == ""
    qtbot.waitUntil(lambda: find("explore.caption", QLabel).text() == "a place in z")


def test_another_step_of_the_same_run_replaces_the_picture_without_clearing_it(
    explore: Explore, explorer: Explorer, run: Path, class_run: Path, tmp_path: Path, find: Find, qtbot: QtBot
) -> None:
    explore(run)
    view, shown = find("explore.picture", PictureView), list[object]()
    picture_in_view(explorer, find, qtbot)
    explorer.facts_changed.connect(lambda _: shown.append(view.picture))
    explorer.explore(Source(run, 4))
    qtbot.waitUntil(lambda: len(shown) == 1, timeout=20_000)
    assert shown[0] is not None
    explorer.explore(Source(Path(shutil.copytree(class_run, tmp_path / "other"))))
    qtbot.waitUntil(lambda: len(shown) == 2, timeout=20_000)
    assert shown[1] is None, "of another generator nothing old is shown"


def test_truncation_is_moved_by_keys_and_undone(
    explore: Explore, explorer: Explorer, run: Path, find: Find, qtbot: QtBot
) -> None:
    explore(run)
    track = find("explore.truncation", QWidget).findChild(QSlider)
    assert track is not None
    for _ in range(4):
        qtbot.keyClick(track, Qt.Key.Key_Left)
    assert explorer.exploration.look.truncation == pytest.approx(0.8)
    assert np.array_equal(picture_in_view(explorer, find, qtbot), drawn(run, Place(), Look(truncation=0.8)))
    explorer.undo_stack.undo()
    assert explorer.exploration.look.truncation == 1 and track.value() == 100


def test_noise_is_offered_where_there_is_some(
    explore: Explore, explorer: Explorer, run: Path, tmp_path: Path, find: Find, qtbot: QtBot
) -> None:
    explore(run)
    assert not find("explore.noise", QComboBox).isVisible()
    noisy = tiny_runs.tiny_run(tmp_path / "noisy", *tiny_runs.STYLES, "architecture.generator.noise=true").folder
    explore(noisy)
    menu, seed = find("explore.noise", QComboBox), find("explore.noise_seed", QWidget)
    assert menu.isVisible() and not seed.isVisible()
    menu.setCurrentIndex(2)
    menu.activated.emit(2)
    assert explorer.exploration.look.noise == "seed" and seed.isVisible()
    type_into(qtbot, seed, "9")
    wanted = drawn(noisy, Place(), Look(noise="seed", noise_seed=9))
    assert np.array_equal(picture_in_view(explorer, find, qtbot), wanted)


def test_reset_takes_sliders_back_and_leaves_the_place(
    explore: Explore, explorer: Explorer, run: Path, find: Find, qtbot: QtBot
) -> None:
    explore(run)
    explorer.go(Place(seed=6))
    reset = find("explore.reset", QToolButton)
    qtbot.waitUntil(lambda: not explorer.is_drawing and not reset.isEnabled())
    vector = tuple(float(number == 0) for number in range(16))
    explorer.propose("pose.sliders", (Slider(direction=Direction(vector=vector), amount=3),))
    qtbot.waitUntil(reset.isEnabled)
    assert find("explore.caption", QLabel).text() == "seed 6 · edited"
    click(qtbot, reset)
    assert explorer.exploration.pose == Pose(place=Place(seed=6))
    assert np.array_equal(picture_in_view(explorer, find, qtbot), drawn(run, Place(seed=6)))


def test_points_are_told_as_numbers(
    explore: Explore, explorer: Explorer, point_run: Path, tmp_path: Path, find: Find, qtbot: QtBot
) -> None:
    run = Path(shutil.copytree(point_run, tmp_path / "points"))
    explore(run)
    x, _ = drawn(run, Place()).tolist()
    numbers = find("explore.numbers", QLabel)
    assert numbers.isVisible()
    qtbot.waitUntil(lambda: f"{x:#.4g}".replace("-", "−") in numbers.text())


def test_a_picture_is_told_by_seed_class_and_shares() -> None:
    told = [
        described(Pose(place=Place(seed=3)), FACTS),
        described(Pose(place=Place(seed=3, classes=(1, 0))), FACTS),
        described(Pose(place=Place(seed=3, classes=(0.5, 1))), FACTS),
        described(Pose(place=Place(name="mine", values=(1.0,))), FACTS),
        described(Pose(place=Place(seed=12_345, classes=(0, 1))), FACTS),
    ]
    assert told[:3] == ["seed 3 · Class 0", "seed 3 · Class 0", "seed 3 · 67% cat · 33% Class 0"], "none is the first"
    assert told[3:] == ["mine · Class 0", "seed 12,345 · cat"], "numbers are written as in the fields"


def test_names_of_columns_are_no_markup_and_long_rows_are_cut() -> None:
    text = written([1.0] * 30, ["<b>weight</b>", *map(str, range(29))])
    assert "&lt;b&gt;weight" in text and "and 6 more" in text


# --- favourites and anchors ---


def test_a_kept_picture_waits_under_its_name_and_is_renamed_and_removed(
    explore: Explore,
    explorer: Explorer,
    run: Path,
    find: Find,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    explore(run)
    explorer.go(Place(seed=5))
    picture_in_view(explorer, find, qtbot)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("a round one", True))
    click(qtbot, find("explore.keep", QToolButton))
    favourites = find("explore.favourites", QListWidget)
    assert explorer.exploration.favourites == (Place(name="a round one", seed=5),)
    qtbot.waitUntil(lambda: favourites.count() == 1 and not favourites.item(0).icon().isNull())
    assert favourites.isVisible() and favourites.item(0).text() == "a round one"

    explorer.go(Place(seed=8))
    at = favourites.visualItemRect(favourites.item(0)).center()
    qtbot.mouseClick(favourites.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert explorer.exploration.pose.place.seed == 5
    qtbot.waitUntil(lambda: find("explore.caption", QLabel).text() == "a round one")

    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("another name", True))
    choose_in_menu(favourites, find, "Rename…")
    assert explorer.exploration.favourites[0].name == "another name"
    favourites.setCurrentRow(0)
    choose_in_menu(favourites, find, "Remove")
    assert explorer.exploration.favourites == () and not favourites.isVisible()
    explorer.undo_stack.undo()
    assert favourites.isVisible() and favourites.item(0).text() == "another name"


def test_favourites_stay_in_the_list_while_they_are_drawn_anew(
    explore: Explore, explorer: Explorer, run: Path, find: Find, qtbot: QtBot
) -> None:
    explore(run)
    explorer.propose("favourites", tuple(Place(name=f"number {seed}", seed=seed) for seed in range(3)))
    favourites = find("explore.favourites", QListWidget)
    qtbot.waitUntil(lambda: favourites.count() == 3)
    favourites.setCurrentRow(1)
    kept = favourites.item(1)
    before = kept.icon().cacheKey()
    explorer.propose("look.truncation", 0.0)
    qtbot.waitUntil(lambda: kept.icon().cacheKey() != before)
    assert favourites.item(1) is kept and favourites.currentRow() == 1


def test_a_cancelled_name_keeps_nothing(
    explore: Explore, explorer: Explorer, run: Path, find: Find, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    explore(run)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("", False))
    click(qtbot, find("explore.keep", QToolButton))
    assert explorer.exploration.favourites == ()


def test_anchors_are_added_in_turn(explore: Explore, explorer: Explorer, run: Path, find: Find, qtbot: QtBot) -> None:
    explore(run)
    click(qtbot, find("explore.anchor", QToolButton))
    explorer.go(Place(seed=2))
    click(qtbot, find("explore.anchor", QToolButton))
    assert [anchor.seed for anchor in explorer.exploration.anchors] == [0, 2]


# --- where the generator comes from ---


def test_checkpoints_of_the_run_are_offered_and_another_folder_is_opened(
    explore: Explore,
    explorer: Explorer,
    window: Window,
    run: Path,
    class_run: Path,
    tmp_path: Path,
    find: Find,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.session.open_run(run)
    qtbot.waitUntil(lambda: explorer.open_run is not None, timeout=20_000)
    explore(run)
    assert find("explore.name", QLabel).text() == "Tiny · step 4"
    menu = find("explore.source", QToolButton).menu()
    menu.aboutToShow.emit()
    (checkpoint,) = [action for action in menu.actions() if "step 4 (newest)" in action.text()]
    assert checkpoint.isChecked()

    other = Path(shutil.copytree(class_run, tmp_path / "other"))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    menu.findChild(QAction, "explore.open_run").trigger()
    assert find("explore.name", QLabel).text() == "Opening the generator…"
    qtbot.waitUntil(lambda: explorer.facts is not None and explorer.facts.source.path == other, timeout=30_000)
    assert find("explore.class", QComboBox).isVisible()


def test_without_a_generator_the_page_says_what_to_do(window: Window, find: Find, qtbot: QtBot) -> None:
    show_explorer(window)
    empty = find("explore.empty", QLabel)
    qtbot.waitUntil(empty.isVisible)
    assert "Train a generator" in empty.text()


def test_a_run_without_a_checkpoint_is_told_as_such(
    window: Window, explorer: Explorer, run: Path, find: Find, qtbot: QtBot
) -> None:
    shutil.rmtree(run / "checkpoints")
    show_explorer(window)
    window.session.open_run(run)
    qtbot.waitUntil(lambda: explorer.open_run is not None, timeout=20_000)
    empty = find("explore.empty", QLabel)
    qtbot.waitUntil(lambda: f"“{Run.open(run).name}” has no checkpoint" in empty.text())


def test_what_cannot_be_opened_leaves_the_empty_page(
    window: Window, explorer: Explorer, tmp_path: Path, find: Find, qtbot: QtBot
) -> None:
    show_explorer(window)
    file = tmp_path / "nothing.safetensors"
    file.write_bytes(b"no weights")
    explorer.explore(Source(file))
    empty = find("explore.empty", QLabel)
    assert empty.text() == "Opening the generator…"
    qtbot.waitUntil(lambda: not explorer.is_loading, timeout=30_000)
    assert empty.isVisible() and "Train a generator" in empty.text()


def test_nothing_of_the_row_above_is_cut_in_a_small_window(explorer: Explorer, theme: Theme, qtbot: QtBot) -> None:
    bar = LookBar(explorer, theme)
    qtbot.addWidget(bar)
    bar._begin(FACTS)
    assert bar.minimumSizeHint().width() <= 680


def choose_in_menu(favourites: QListWidget, find: Find, text: str) -> None:
    at = favourites.visualItemRect(favourites.item(0)).center()
    favourites.customContextMenuRequested.emit(at)
    menu = [menu for menu in favourites.window().findChildren(QMenu, "explore.favourite_menu") if menu.isVisible()][-1]
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


def show_explorer(window: Window) -> None:
    tabs = window.centralWidget()
    tabs.setCurrentIndex(next(i for i in range(tabs.count()) if tabs.tabText(i) == "Explore"))  # type: ignore[attr-defined]


def test_everything_has_room_in_the_smallest_window(
    explore: Explore, class_run: Path, window: Window, qtbot: QtBot, find: Find
) -> None:
    explore(class_run)
    window.resize(window.minimumSize())
    pages = find("explore.pages", QTabWidget)
    for index in range(pages.count()):
        pages.setCurrentIndex(index)
        page = pages.currentWidget()
        assert page is not None
        qtbot.waitUntil(lambda page=page: page.width() >= page.minimumSizeHint().width())  # type: ignore[misc]
        cut = [
            button.objectName()
            for button in (*page.findChildren(QToolButton), *page.findChildren(QPushButton))
            if button.isVisible() and button.text() and button.width() < button.minimumSizeHint().width()
        ]
        assert not cut
    stage = [find(f"explore.{name}", QToolButton) for name in ("keep", "anchor", "reset")]
    qtbot.waitUntil(lambda: all(button.width() >= button.sizeHint().width() for button in stage))
    assert all(button.accessibleName() and button.toolTip() for button in stage)


def test_points_are_no_anchors_of_paths_and_the_button_says_why(explore: Explore, point_run: Path) -> None:
    anchor = explore(point_run).findChild(QToolButton, "explore.anchor")
    assert not anchor.isEnabled() and anchor.toolTip() == "Paths lead through pictures"
