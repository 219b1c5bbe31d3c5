"""One's own picture comes in, is found, filled or enlarged, and goes on from there; by clicks, on real generators."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QInputDialog,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ganstudio.checkpoints import trained_generator
from ganstudio.datasets.decode import Decoding
from ganstudio.events import Weights
from ganstudio.exploration.exploration import Exploration
from ganstudio.exploration.facts import Source
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose, Slider
from ganstudio.export.generator import export_generator
from ganstudio.generator_files import write_generator
from ganstudio.latent.analogy import analogy
from ganstudio.latent.features import data_of
from ganstudio.latent.sources import load
from ganstudio.runs import Run
from ganstudio.session.explorer import Explorer
from ganstudio.session.session import Session
from ganstudio.ui.explore.picture_drop import PictureDrop
from ganstudio.ui.explore.projection_form import ProjectionForm
from ganstudio.ui.widgets.compare_view import CompareView
from ganstudio.ui.widgets.mask_painter import MaskPainter
from ganstudio.ui.widgets.menu import Menu
from ganstudio.ui.widgets.note import Note
from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.ui.widgets.picture_view import PictureView
from ganstudio.ui.window import Window
from tests import tiny_runs

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
QUICK = {"candidates": 24, "restarts": 2, "steps": 30, "polish": 10}
Explore = Callable[..., QWidget]


class Hand:
    """Does on the page what a person does."""

    def __init__(self, page: QWidget, explorer: Explorer, qtbot: QtBot) -> None:
        self.page, self.explorer, self.qtbot = page, explorer, qtbot
        self.compare = page.findChild(CompareView)
        self.painter = page.findChild(MaskPainter)
        self.found = page.findChild(QLabel, "own_picture.found")
        self.start = page.findChild(QPushButton, "own_picture.start")
        self.bar = page.findChild(QProgressBar)
        self.form = page.findChild(ProjectionForm)

    @property
    def before(self) -> np.ndarray | None:
        return self.compare._before.values if self.compare._before else None

    @property
    def after(self) -> np.ndarray | None:
        return self.compare._after.values if self.compare._after else None

    @property
    def note(self) -> str:
        return " ".join(note.text for note in self.page.findChildren(Note) if note.isVisible())

    def button(self, name: str) -> QToolButton:
        return self.page.findChild(QToolButton, f"own_picture.{name}")

    def click(self, name: str) -> None:
        button = self.button(name)
        assert button.isVisible() and button.isEnabled(), f"{name}: {button.toolTip()}"
        self.qtbot.mouseClick(button, LEFT)

    def choose(self, menu: str, text: str) -> None:
        box = self.page.findChild(Menu, f"own_picture.{menu}")
        box.setFocus()
        for _ in range(box.count()):
            self.qtbot.keyClick(box, Qt.Key.Key_Up)
        while box.currentText() != text:
            self.qtbot.keyClick(box, Qt.Key.Key_Down)

    def set_options(self, **numbers: int) -> None:
        self.click("options")
        for name, number in numbers.items():
            field = self.page.findChild(NumberField, f"projection.{name}")
            field.lineEdit().selectAll()
            self.qtbot.keyClicks(field.lineEdit(), str(number))
        self.click("options")

    def open(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
        self.click("open")

    def wait_for_picture(self, before: np.ndarray | None = None) -> None:
        """Another one than that."""
        different = lambda: self.before is not None and (before is None or not np.array_equal(self.before, before))  # noqa: E731
        self.qtbot.waitUntil(different, timeout=20_000)

    def begin_search(self) -> None:
        assert self.start.isEnabled(), self.start.toolTip()
        self.qtbot.mouseClick(self.start, LEFT)

    def search(self) -> None:
        self.begin_search()
        self.qtbot.waitUntil(self.start.isVisible, timeout=120_000)
        assert self.after is not None, self.note


@pytest.fixture
def hand(explore: Explore, explorer: Explorer, qtbot: QtBot, tmp_path: Path) -> Callable[[Path], Hand]:
    """Opens the page on a copy of a run, so that what is kept of it stays with this test."""

    def take_up(run: Path) -> Hand:
        copy = tmp_path / f"{run.parent.name}-copy"
        copied = shutil.copytree(run, copy) if run.is_dir() else shutil.copy(run, copy)
        return Hand(explore(Path(copied), "picture_in"), explorer, qtbot)

    return take_up


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A colour picture that is wider than high."""
    values = np.random.default_rng(0).integers(0, 256, (60, 90, 3), np.uint8)
    Image.fromarray(values).resize((300, 200)).save(tmp_path / "photo.jpg")
    return tmp_path / "photo.jpg"


@pytest.fixture(scope="session")
def large_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """32×32 digits."""
    sets = (*tiny_runs.DCGAN, "data.size=32")
    return tiny_runs.tiny_run(tmp_path_factory.mktemp("large") / "run", *sets).folder


@pytest.fixture(scope="session")
def vivid(dcgan_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exported generator whose samples differ, as those of one that has hardly learnt do not."""
    trained = trained_generator(Run.open(dcgan_run))
    *_, last = (parameter for parameter in trained.network.parameters() if parameter.dim() == 4)
    last.data.mul_(400)
    file = tmp_path_factory.mktemp("vivid") / "G.safetensors"
    write_generator(trained, file)
    return file


def as_sample(file: Path, size: int = 16) -> np.ndarray:
    return Decoding(size, 1)(file).transpose(1, 2, 0)


def bring(file: Path) -> QMimeData:
    brought = QMimeData()
    brought.setUrls([QUrl.fromLocalFile(str(file))])
    return brought


def drag(widget: QWidget, brought: QMimeData) -> bool:
    """Whether it may be dropped there: on the widget, or on one around it."""
    event = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, brought, LEFT, NONE)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def drop(page: QWidget, brought: QMimeData) -> None:
    page.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, brought, LEFT, NONE))


# --- a picture comes in ---


def test_an_empty_page_says_what_to_do_and_why_nothing_can_start(
    hand: Callable[[Path], Hand], dcgan_run: Path, qtbot: QtBot
) -> None:
    page = hand(dcgan_run)
    area = page.page.findChild(PictureDrop)
    assert area.isVisible() and "Drop a picture here" in area.accessibleDescription()
    assert not page.start.isEnabled() and page.start.toolTip() == "Open, drop or paste a picture first"


def test_a_generator_of_points_says_that_the_page_is_for_pictures(explore: Explore, point_run: Path) -> None:
    panel = explore(point_run)
    assert "This page is for pictures" in panel.findChild(QLabel, "explore.picture_in.reason").text()


def test_an_opened_picture_is_fitted_to_the_generator(
    hand: Callable[[Path], Hand], dcgan_run: Path, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = hand(dcgan_run)
    page.open(photo, monkeypatch)
    page.wait_for_picture()
    assert np.array_equal(page.before, as_sample(photo))
    assert page.compare.isVisible() and page.start.isEnabled()


def test_a_dropped_picture_is_taken_by_the_page_and_a_folder_is_left_to_the_window(
    hand: Callable[[Path], Hand], dcgan_run: Path, photo: Path, session: Session, window: Window
) -> None:
    page, notices = hand(dcgan_run), []
    session.noticed.connect(notices.append)
    area = page.page.findChild(PictureDrop)
    assert drag(area, bring(photo.parent)), "by the window"
    window.setAcceptDrops(False)
    assert not drag(area, bring(photo.parent))
    assert not drag(area, bring(photo.with_name("a.csv")))
    assert drag(area, bring(photo))
    drop(page.page, bring(photo))
    page.wait_for_picture()
    assert np.array_equal(page.before, as_sample(photo))
    assert not notices


def test_the_picture_beside_can_be_dragged_onto_the_page(
    hand: Callable[[Path], Hand], dcgan_run: Path, window: Window, explorer: Explorer
) -> None:
    page = hand(dcgan_run)
    page.click("mode.analogy")
    brought = window.findChild(PictureView, "explore.picture")._picture.to_take_along()
    assert drag(page.page, brought)
    drop(page.page, brought)
    page.wait_for_picture()
    assert np.array_equal(page.before, explorer.picture.samples[0])
    assert page.compare.isVisible(), "the page shows what was dropped"


def test_a_picture_is_pasted_by_its_keys(hand: Callable[[Path], Hand], dcgan_run: Path, qtbot: QtBot) -> None:
    page = hand(dcgan_run)
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    QGuiApplication.clipboard().setImage(image)
    qtbot.keyClick(page.page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    page.wait_for_picture()
    assert page.before.shape == (16, 16, 1) and len(np.unique(page.before)) == 1
    QGuiApplication.clipboard().setText("no picture")
    page.click("paste")
    assert page.note == "There is no picture to paste: copy one first."


@pytest.mark.parametrize("kind", ["broken", "huge", "text"])
def test_what_gives_no_picture_is_told_and_the_last_one_stays(
    kind: str,
    hand: Callable[[Path], Hand],
    dcgan_run: Path,
    photo: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, file = hand(dcgan_run), tmp_path / "bad.png"
    page.open(photo, monkeypatch)
    page.wait_for_picture()
    if kind == "huge":
        Image.new("1", (10_000, 8_000)).save(file)
    else:
        data = io.BytesIO()
        Image.open(photo).save(data, "PNG")
        file.write_bytes(data.getvalue()[:3000] if kind == "broken" else b"a poem")
    page.open(file, monkeypatch)
    qtbot.waitUntil(lambda: "bad" in page.note, timeout=20_000)
    assert page.note.startswith("“bad” cannot be used: ") and "40 megapixels can." in page.note
    assert ("10000×8000 is more than 40 megapixels" in page.note) == (kind == "huge")
    assert np.array_equal(page.before, as_sample(photo)) and page.start.isEnabled()


def test_a_file_that_is_gone_is_told(
    hand: Callable[[Path], Hand], dcgan_run: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = hand(dcgan_run)
    page.open(tmp_path / "gone.png", monkeypatch)
    qtbot.waitUntil(lambda: page.note == "The file “gone.png” is not there.", timeout=20_000)


def test_pictures_of_the_data_come_one_after_the_other(hand: Callable[[Path], Hand], dcgan_run: Path) -> None:
    page = hand(dcgan_run)
    pixels = exhausted(data_of(Source(dcgan_run))).pixels
    before = None
    for _ in range(3):
        page.qtbot.waitUntil(page.button("data").isEnabled, timeout=20_000)
        page.click("data")
        page.wait_for_picture(before)
        before = page.before
        assert (pixels == before.transpose(2, 0, 1)).all(axis=(1, 2, 3)).any(), "it is a real one"


def test_an_exported_generator_knows_of_no_data_and_no_features(
    hand: Callable[[Path], Hand], dcgan_run: Path, explorer: Explorer, tmp_path: Path, qtbot: QtBot
) -> None:
    page = hand(dcgan_run)
    assert page.button("data").isEnabled()
    export_generator(Run.open(dcgan_run), tmp_path / "G.safetensors")
    explorer.explore(Source(tmp_path / "G.safetensors"))
    qtbot.waitUntil(lambda: not explorer.is_loading and not page.button("data").isEnabled(), timeout=20_000)
    assert "does not know what it was trained on" in page.button("data").toolTip()
    page.click("options")
    weight = page.page.findChild(QWidget, "projection.feature_weight")
    assert weight.isVisible() and not weight.isEnabled()


# --- what is made of it ---


def test_a_sample_is_found_and_taken_into_view_exactly_and_undo_goes_back(
    hand: Callable[[Path], Hand], vivid: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    page = hand(vivid)
    explorer.go(Place(seed=7))
    qtbot.waitUntil(lambda: not explorer.is_drawing, timeout=20_000)
    sample = explorer.picture.samples[0]
    page.click("view")
    page.wait_for_picture()
    assert np.array_equal(page.before, sample) and sample.std() > 20
    page.set_options(candidates=64, restarts=4, steps=150, polish=60)
    page.search()
    told = float(page.found.text().split(" dB")[0])
    error = np.square(page.after.astype(float) - sample).mean()
    assert told == pytest.approx(10 * np.log10(255**2 / max(error, 1e-9)), abs=0.06)
    assert told >= 30
    moved = Slider(amount=0.0)
    explorer.edit(Exploration(pose=Pose(sliders=(moved,)), look=Look(truncation=0.3)), "something else")
    before = explorer.exploration
    qtbot.waitUntil(lambda: not np.array_equal(explorer.picture.samples[0], page.after), timeout=20_000)
    page.click("take")
    qtbot.waitUntil(lambda: np.array_equal(explorer.picture.samples[0], page.after), timeout=20_000)
    assert explorer.exploration.pose.place.name == "picture in view"
    explorer.undo_stack.undo()
    assert explorer.exploration == before


def test_a_search_shows_its_steps_and_cancel_keeps_the_best_so_far(
    hand: Callable[[Path], Hand], style_run: Path, photo: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = hand(style_run)
    page.open(photo, monkeypatch)
    page.wait_for_picture()
    page.set_options(candidates=24, restarts=2, steps=100_000)
    page.begin_search()
    assert page.bar.isVisible() and not page.start.isVisible()
    qtbot.waitUntil(lambda: page.bar.value() > 0 and page.after is not None, timeout=60_000)
    step = page.bar.value()
    assert page.bar.text().startswith(f"{step} of 100060 steps · ") and page.bar.text().endswith(" dB")
    assert not page.button("take").isEnabled() and "Cancel" in page.button("take").toolTip()
    first = page.after
    qtbot.waitUntil(lambda: not np.array_equal(page.after, first), timeout=60_000)
    qtbot.mouseClick(page.page.findChild(QPushButton, "own_picture.cancel"), LEFT)
    kept = page.after
    assert page.start.isVisible() and page.button("take").isEnabled()
    assert " of 100,060 steps" in page.found.text()
    qtbot.wait(300)
    assert np.array_equal(page.after, kept), "nothing comes any more"
    page.click("take")
    qtbot.waitUntil(lambda: np.array_equal(page.explorer.picture.samples[0], kept), timeout=20_000)
    assert page.explorer.exploration.pose.place.space == "w"


def test_a_hole_is_painted_and_filled_and_the_rest_stays(
    hand: Callable[[Path], Hand], dcgan_run: Path, photo: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = hand(dcgan_run)
    page.set_options(**QUICK)
    page.open(photo, monkeypatch)
    page.wait_for_picture()
    page.choose("task", "Fill a hole")
    qtbot.waitUntil(page.painter.isVisible, timeout=20_000)
    assert page.start.toolTip() == "Paint over what is to be filled first"
    qtbot.mouseClick(page.painter, LEFT, pos=page.painter.place(QPointF(8, 8)).toPoint())
    hidden = page.painter.mask
    assert hidden.any() and not hidden.all()
    page.click("invert")
    assert np.array_equal(page.painter.mask, ~hidden)
    page.click("undo")
    assert np.array_equal(page.painter.mask, hidden)
    page.search()
    given = as_sample(photo)
    assert page.compare.isVisible()
    assert np.array_equal(page.after[~hidden], given[~hidden])
    assert not np.array_equal(page.after[hidden], given[hidden])
    assert (page.before[hidden] == 127).all() and "of what is left" in page.found.text()
    page.click("paint")
    assert page.painter.isVisible() and np.array_equal(page.painter.mask, hidden)
    page.click("clear")
    assert page.after is None and not page.found.isVisible(), "it is of another mask"


def test_a_picture_that_is_on_its_way_is_fitted_to_whatever_is_chosen_meanwhile(
    hand: Callable[[Path], Hand], dcgan_run: Path, photo: Path, qtbot: QtBot
) -> None:
    page = hand(dcgan_run)
    page.click("view")
    page.wait_for_picture()
    brought = QMimeData()
    brought.setData("image/jpeg", photo.read_bytes())
    drop(page.page, brought)
    page.choose("task", "Enlarge")
    qtbot.waitUntil(lambda: np.array_equal(page.before, as_sample(photo, 8)), timeout=20_000)
    page.choose("factor", "4×")
    page.choose("task", "Find it")
    qtbot.waitUntil(lambda: np.array_equal(page.before, as_sample(photo)), timeout=20_000)
    qtbot.wait(200)
    assert np.array_equal(page.before, as_sample(photo)) and page.start.isEnabled()


def test_another_picture_has_no_hole_yet(
    hand: Callable[[Path], Hand], dcgan_run: Path, photo: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = hand(dcgan_run)
    page.click("view")
    page.wait_for_picture()
    page.choose("task", "Fill a hole")
    qtbot.mouseClick(page.painter, LEFT, pos=page.painter.place(QPointF(8, 8)).toPoint())
    assert page.painter.mask.any() and page.start.isEnabled()
    page.open(photo, monkeypatch)
    qtbot.waitUntil(lambda: not page.painter.mask.any(), timeout=20_000)
    assert np.array_equal(page.painter._picture.values, as_sample(photo)) and not page.start.isEnabled()


def test_a_mask_stays_in_another_generator_and_can_be_painted_on(
    hand: Callable[[Path], Hand], dcgan_run: Path, class_run: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    page = hand(dcgan_run)
    page.set_options(**QUICK)
    page.click("view")
    page.wait_for_picture()
    page.choose("task", "Fill a hole")
    qtbot.mouseClick(page.painter, LEFT, pos=page.painter.place(QPointF(8, 8)).toPoint())
    hidden = page.painter.mask
    page.search()
    assert not page.painter.isVisible()
    explorer.explore(Source(class_run))
    qtbot.waitUntil(lambda: not explorer.is_loading and page.painter.isVisible(), timeout=20_000)
    assert np.array_equal(page.painter.mask, hidden) and page.button("invert").isEnabled()
    page.search()


@pytest.mark.parametrize("factor", [2, 4])
def test_a_small_picture_is_enlarged_and_stays_what_it_is(
    factor: int, hand: Callable[[Path], Hand], dcgan_run: Path, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = hand(dcgan_run)
    page.set_options(**QUICK)
    page.open(photo, monkeypatch)
    page.wait_for_picture()
    page.choose("task", "Enlarge")
    page.choose("factor", f"{factor}×")
    small = as_sample(photo, 16 // factor)
    page.qtbot.waitUntil(lambda: np.array_equal(page.before, small), timeout=20_000)
    page.search()
    assert page.after.shape == (16, 16, 1)
    blocks = page.after.reshape(16 // factor, factor, 16 // factor, factor, 1).mean(axis=(1, 3))
    assert np.abs(blocks - small).max() <= 0.5


def test_options_mean_something_or_are_away_and_a_wrong_one_stops_the_start(
    hand: Callable[[Path], Hand], style_run: Path, dcgan_run: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    page = hand(dcgan_run)
    page.click("view")
    page.wait_for_picture()
    rows = ("projection.space", "projection.result", "projection.steps")
    page.click("options")
    seen = [page.page.findChild(QWidget, name).isVisible() for name in rows]
    assert seen == [False, False, True], "no styles, and one picture to find"
    steps = page.page.findChild(NumberField, "projection.steps").lineEdit()
    steps.selectAll()
    qtbot.keyClicks(steps, "0")
    assert not page.start.isEnabled() and page.start.toolTip() == "Correct the options first"
    steps.selectAll()
    qtbot.keyClicks(steps, "12")
    assert page.start.isEnabled() and page.form.value.steps == 12
    page.choose("task", "Fill a hole")
    explorer.explore(Source(style_run))
    qtbot.waitUntil(lambda: not explorer.is_loading, timeout=20_000)
    assert all(page.page.findChild(QWidget, name).isVisible() for name in rows)


# --- where it goes from there ---


@pytest.fixture
def found(
    hand: Callable[[Path], Hand], dcgan_run: Path, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Hand]:
    page = hand(dcgan_run)
    page.set_options(**QUICK)
    page.open(photo, monkeypatch)
    page.wait_for_picture()
    page.search()
    yield page


def test_what_was_found_becomes_an_anchor_a_favourite_and_a_file(
    found: Hand, explorer: Explorer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found.click("anchor")
    (anchor,) = explorer.exploration.anchors
    assert anchor.name == "photo" and len(anchor.values) == 16
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **more: (f"my {more['text']}", True))
    found.click("keep")
    (favourite,) = explorer.exploration.favourites
    assert favourite == anchor.revise("name", "my photo")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "saved"), ""))
    found.click("save")
    with Image.open(tmp_path / "saved.png") as saved:
        assert np.array_equal(np.asarray(saved), found.after[..., 0])


def test_another_generator_fits_the_picture_anew_and_what_was_found_is_gone(
    found: Hand, large_run: Path, photo: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    assert found.after is not None
    explorer.explore(Source(large_run))
    qtbot.waitUntil(lambda: found.before is not None and found.before.shape == (32, 32, 1), timeout=20_000)
    assert np.array_equal(found.before, as_sample(photo, 32))
    assert found.after is None and not found.found.isVisible()


def test_a_search_ends_with_its_generator(found: Hand, explorer: Explorer, qtbot: QtBot, tmp_path: Path) -> None:
    found.set_options(steps=100_000)
    found.begin_search()
    qtbot.waitUntil(lambda: found.after is not None, timeout=60_000)
    explorer.explore(Source(tmp_path / "gone.safetensors"))
    qtbot.waitUntil(lambda: explorer.facts is None, timeout=20_000)
    assert not explorer.is_working("own_picture.search")


def test_another_picture_ends_the_search_for_the_last_one(found: Hand, explorer: Explorer, qtbot: QtBot) -> None:
    found.set_options(steps=100_000)
    found.begin_search()
    qtbot.waitUntil(lambda: found.after is not None, timeout=60_000)
    found.click("view")
    found.wait_for_picture(found.before)
    assert not explorer.is_working("own_picture.search") and found.after is None


def test_a_search_goes_on_with_the_weights_it_began_with(
    explore: Explore, dcgan_run: Path, explorer: Explorer, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(dcgan_run, tmp_path / "run"))
    page = Hand(explore(folder, "picture_in"), explorer, qtbot)
    explorer.explore(Source(folder, follows=True))
    qtbot.waitUntil(lambda: not explorer.is_loading and explorer.facts.source.follows, timeout=20_000)
    qtbot.waitUntil(lambda: explorer.picture is not None, timeout=20_000)
    page.click("view")
    page.wait_for_picture()
    page.set_options(candidates=24, restarts=2, steps=400, polish=0)
    page.begin_search()
    qtbot.waitUntil(lambda: page.after is not None, timeout=60_000)
    model = load(Source(folder))
    step = model.step
    tensors = {name: np.asarray(0.9 * tensor.numpy()) for name, tensor in model.network.state_dict().items()}
    explorer.take_weights(Weights(step + 50, tensors))
    qtbot.waitUntil(lambda: explorer.facts.step == step + 50, timeout=20_000)
    qtbot.waitUntil(page.start.isVisible, timeout=120_000)
    assert f"generator of step {step}, which has learnt on since" in page.found.text()
    page.click("anchor")
    drawn = model.draw(model.latents([explorer.exploration.anchors[-1]]), Look())
    assert np.array_equal(drawn.samples[0], page.after)


# --- analogies ---


@pytest.mark.parametrize("styles", [False, True])
def test_an_analogy_is_answered_as_soon_as_three_pictures_are_chosen(
    styles: bool, hand: Callable[[Path], Hand], vivid: Path, style_run: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    run = style_run if styles else vivid
    page = hand(run)
    favourites = (Place(name="one", seed=1), Place(name="two", seed=2))
    explorer.propose("favourites", favourites)
    explorer.go(Place(seed=3))
    page.click("mode.analogy")
    assert page.button("analogy.take").toolTip() == "Choose A and B and C first"
    for slot, wanted in (("a", "one"), ("b", "two"), ("c", "Picture in view")):
        menu = page.button(f"analogy.{slot}").menu()
        choose(menu, wanted)
    answer = page.page.findChild(PictureView, "own_picture.analogy.answer")
    qtbot.waitUntil(lambda: answer.picture is not None, timeout=20_000)
    model = load(Source(run))
    a, b, c = (model.latents([Place(seed=seed)], "w" if styles else "z") for seed in (1, 2, 3))
    right = model.draw(analogy(a, b, c), Look()).samples[0]
    assert np.array_equal(answer.picture, right)
    page.click("analogy.take")
    qtbot.waitUntil(lambda: np.array_equal(explorer.picture.samples[0], right), timeout=20_000)


def test_the_three_pictures_of_an_analogy_go_with_their_generator(
    hand: Callable[[Path], Hand], dcgan_run: Path, style_run: Path, explorer: Explorer, qtbot: QtBot
) -> None:
    page = hand(dcgan_run)
    page.click("mode.analogy")
    for slot in "abc":
        choose(page.button(f"analogy.{slot}").menu(), "Picture in view")
    answer = page.page.findChild(PictureView, "own_picture.analogy.answer")
    qtbot.waitUntil(lambda: answer.picture is not None, timeout=20_000)
    explorer.explore(Source(style_run))
    qtbot.waitUntil(lambda: not explorer.is_loading and answer.picture is None, timeout=20_000)
    assert page.button("analogy.a").text() == "A: choose" and not page.button("analogy.take").isEnabled()


def choose(menu: QMenu, text: str) -> None:
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == text).trigger()


def exhausted(opening):  # type: ignore[no-untyped-def]
    """What it returns."""
    while True:
        try:
            next(opening)
        except StopIteration as end:
            return end.value
