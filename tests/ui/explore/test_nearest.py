"""The nearest training samples as a person sees them: looked for after every edit, judged, and many at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.events import Weights
from ganstudio.exploration.facts import Source
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose
from ganstudio.exploration.views import By, Neighbours
from ganstudio.export.generator import export_generator
from ganstudio.latent.nearest import nearest_real
from ganstudio.latent.reals import Reals
from ganstudio.latent.sources import load
from ganstudio.runs import Run
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.nearest import Audit, audit
from ganstudio.ui.explore.copy_check import AuditGrid, told
from ganstudio.ui.explore.nearest_column import verdict
from ganstudio.ui.explore.nearest_favourites import FEW, NearestFavourites
from ganstudio.ui.explore.nearest_pictures import NearestPictures
from tests import tiny_runs
from tests.ui.explore.conftest import Explore

BOTH: tuple[By, ...] = ("pixels", "features")


class Hand:
    """A person at the page."""

    def __init__(self, page: QWidget, explorer: Explorer, qtbot: QtBot) -> None:
        self.page, self.explorer, self.qtbot = page, explorer, qtbot

    def find(self, kind: type[Any], name: str) -> Any:
        found = self.page.findChild(kind, f"nearest.{name}")
        assert found is not None, f"nothing is called {name}"
        return found

    def text(self, name: str) -> str:
        text: str = self.find(QLabel, name).text()
        return text

    def click(self, name: str) -> None:
        button = self.find(QWidget, name)
        assert button.isVisible() and button.isEnabled(), name
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def shown(self, by: By) -> np.ndarray | None:
        pictures: np.ndarray | None = self.find(NearestPictures, f"{by}.pictures").pictures
        return pictures

    def wait_until_shown(self, found: dict[By, Neighbours]) -> None:
        """Exactly these."""

        def is_there() -> bool:
            shown = {by: self.shown(by) for by in found}
            return all(there is not None and np.array_equal(there, found[by].real[0]) for by, there in shown.items())

        self.qtbot.waitUntil(is_there, timeout=30_000)


Open = Callable[[Path], Hand]


@pytest.fixture
def at_nearest(explore: Explore, explorer: Explorer, qtbot: QtBot, tmp_path: Path) -> Open:
    """On a run that nobody has explored yet."""

    def open_page(folder: Path) -> Hand:
        copy = Path(shutil.copytree(folder, tmp_path / folder.parent.name))
        return Hand(explore(copy, "nearest"), explorer, qtbot)

    return open_page


def nearest(folder: Path, *poses: Pose, count: int = 6) -> dict[By, Neighbours]:
    """By both measures, without a window."""
    model, reals = load(Source(folder)), Reals(Source(folder))
    samples = np.concatenate([model.draw(model.resolve(pose), Look()).samples for pose in poses])
    found: dict[By, Neighbours] = {}
    for by in BOTH:
        (found[by],) = [part for part in nearest_real(reals, samples, count, by) if isinstance(part, Neighbours)]
    return found


def neighbours(distance: float, between: float, is_picture: bool = True) -> Neighbours:
    shape = (1, 1, 2, 2, 1) if is_picture else (1, 1, 2)
    one = np.zeros((1, 1), int)
    return Neighbours(np.zeros(shape, np.uint8), np.array([[distance]]), one, one.astype(bool), between, "pixels")


# --- the picture in view ---


def test_the_nearest_pictures_are_there_by_both_measures_and_judged(at_nearest: Open, dcgan_run: Path) -> None:
    hand, found = at_nearest(dcgan_run), nearest(dcgan_run, Pose())
    hand.wait_until_shown(found)
    for by in BOTH:
        assert hand.text(f"{by}.verdict") == verdict(found[by], 0)
    first, *others = hand.find(NearestPictures, "pixels.pictures").areas()
    assert len(others) == 5 and all(first.width() > other.width() for other in others)


def test_it_looks_again_after_an_edit_while_it_keeps_looking(at_nearest: Open, dcgan_run: Path) -> None:
    hand = at_nearest(dcgan_run)
    hand.wait_until_shown(nearest(dcgan_run, Pose()))
    for seed in (5, 6, 7):
        hand.explorer.go(Place(seed=seed))
    hand.wait_until_shown(nearest(dcgan_run, Pose(place=Place(seed=7))))


def test_it_looks_again_only_when_asked_otherwise(at_nearest: Open, dcgan_run: Path) -> None:
    hand, before = at_nearest(dcgan_run), nearest(dcgan_run, Pose())
    hand.wait_until_shown(before)
    hand.click("keep")
    hand.explorer.go(Place(seed=7))
    hand.qtbot.waitUntil(lambda: hand.text("about") == "Of an earlier picture.")
    hand.qtbot.wait(1000)
    assert not hand.explorer.is_working("nearest")
    hand.wait_until_shown(before)
    hand.click("now")
    hand.wait_until_shown(nearest(dcgan_run, Pose(place=Place(seed=7))))
    hand.qtbot.waitUntil(lambda: hand.text("about") == "")
    hand.explorer.go(Place(seed=8))
    hand.click("keep")
    hand.wait_until_shown(nearest(dcgan_run, Pose(place=Place(seed=8))))


def test_looking_can_be_given_up(at_nearest: Open, dcgan_run: Path) -> None:
    hand = at_nearest(dcgan_run)
    hand.click("now")
    hand.click("cancel")
    hand.qtbot.wait(1000)
    assert not hand.explorer.is_working("nearest") and hand.shown("pixels") is None
    assert "Look now" in hand.text("reason")


def test_a_generator_that_learns_on_is_looked_at_again(at_nearest: Open, dcgan_run: Path) -> None:
    hand = at_nearest(dcgan_run)
    hand.wait_until_shown(nearest(dcgan_run, Pose()))
    facts, model = hand.explorer.facts, load(Source(dcgan_run))
    assert facts is not None
    hand.explorer._facts = replace(facts, source=replace(facts.source, follows=True))  # as while it is trained
    tensors = {name: np.asarray(-tensor.numpy()) for name, tensor in model.network.state_dict().items()}
    hand.explorer.take_weights(Weights(9, tensors))
    model.load(tensors, 9)
    samples, reals = model.draw(model.resolve(Pose()), Look()).samples, Reals(facts.source)
    (found,) = [part for part in nearest_real(reals, samples, 6, "pixels") if isinstance(part, Neighbours)]
    hand.wait_until_shown({"pixels": found})


def test_few_favourites_are_rows_of_their_own(at_nearest: Open, dcgan_run: Path) -> None:
    hand = at_nearest(dcgan_run)
    rows = hand.find(NearestFavourites, "favourites")
    favourites = tuple(Place(name=f"nice {seed}", seed=seed) for seed in (3, 4))
    hand.explorer.propose("favourites", favourites)
    found = nearest(dcgan_run, Pose(), *(Pose(place=place) for place in favourites))
    ratios = [f"{found[by].ratios[row]:.2f}" for row in (1, 2) for by in BOTH]

    def texts() -> list[str]:
        return [label.text() for label in rows.findChildren(QLabel)]

    hand.qtbot.waitUntil(lambda: set(ratios) | {"nice 3", "nice 4"} <= set(texts()), timeout=30_000)
    many = tuple(Place(name=f"nice {seed}", seed=seed) for seed in range(FEW + 1))
    hand.explorer.propose("favourites", many)
    hand.qtbot.waitUntil(lambda: not rows.isVisible(), timeout=30_000)


@pytest.mark.parametrize(
    ("distance", "between", "said"),
    [
        (0.1, 1.0, "Closer to a training picture than real pictures are to one another: it may be a copy (0.10 of"),
        (0.6, 1.0, "Closer to a real picture than most"),
        (1.0, 1.0, "About as far from the nearest real picture as real ones are from one another (1.00 of"),
        (2.0, 1.0, "Farther from the nearest real picture"),
        (2.0, 0.0, "Most real pictures are copies of one another"),
        (0.0, 0.0, "Closer to a training picture"),
    ],
)
def test_the_verdict_follows_from_how_near_real_pictures_are(distance: float, between: float, said: str) -> None:
    assert verdict(neighbours(distance, between), 0).startswith(said)


def test_rows_are_not_called_pictures() -> None:
    assert "real sample " in verdict(neighbours(1.0, 1.0, is_picture=False), 0)


# --- many at once ---


def test_random_samples_are_sorted_by_how_near_they_are_and_can_be_taken(at_nearest: Open, class_run: Path) -> None:
    hand = at_nearest(class_run)
    hand.click("many")
    hand.click("check")
    grid = hand.find(AuditGrid, "audit.grid")
    hand.qtbot.waitUntil(lambda: grid._values is not None, timeout=30_000)
    assert len(grid._values) == 64
    ratios = [float(grid.label(index).split(": ")[1].split()[0]) for index in range(64)]
    assert ratios == sorted(ratios) and "of 64 samples" in hand.text("audit.about")
    hand.qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell(5).center())
    place = hand.explorer.exploration.pose.place
    assert grid.label(5).startswith(f"seed {place.seed:,} · Class {place.classes.index(1)}")
    hand.qtbot.waitUntil(lambda: not hand.explorer.is_drawing)
    assert hand.explorer.picture is not None
    assert np.array_equal(hand.explorer.picture.samples[0], grid._values[5])
    found = nearest(class_run, Pose(place=place), count=1)
    assert min(found[by].ratios[0] for by in BOTH) == pytest.approx(ratios[5], abs=0.006)


def test_an_audit_counts_what_either_measure_takes_for_a_copy(dcgan_run: Path) -> None:
    model, places = load(Source(dcgan_run)), [Place(seed=seed) for seed in range(20)]
    (found,) = [part for part in audit(places, Look(), model) if isinstance(part, Audit)]
    wanted = nearest(dcgan_run, *(Pose(place=place) for place in places), count=1)
    ratios = np.minimum(wanted["pixels"].ratios, wanted["features"].ratios)
    assert np.allclose(found.ratios, np.sort(ratios)) and np.allclose(found.ratios, ratios[found.order])
    copied = wanted["pixels"].copied | wanted["features"].copied
    assert np.array_equal(found.copied, copied[found.order]) and found.by == BOTH


def test_copies_are_counted_in_a_sentence() -> None:
    ratios, samples = np.array([0.1, 0.2, 1.0]), np.zeros((3, 2, 2, 1), np.uint8)
    some = Audit(np.arange(3), samples, ratios, ratios < 1 / 3, BOTH)
    assert told(some, "picture").startswith("2 of 3 samples are suspiciously close to a training picture")
    assert told(replace(some, copied=ratios < 0.15), "picture").startswith("1 of 3 samples is suspiciously")
    assert told(replace(some, copied=ratios < 0), "picture").startswith("None of 3 samples is")


def test_copies_have_a_frame_that_warns(at_nearest: Open, dcgan_run: Path) -> None:
    hand = at_nearest(dcgan_run)
    hand.click("many")
    grid = hand.find(AuditGrid, "audit.grid")
    grid.show_copied(1)
    grid.show_samples(np.zeros((4, 8, 8, 1), np.uint8))
    image, danger = grid.grab().toImage(), grid._theme.colors.danger
    corners = [grid.cell(index).topLeft() for index in range(2)]
    first, second = (image.pixelColor(corner * image.devicePixelRatio()) for corner in corners)
    assert first == danger and second != danger


# --- what cannot be compared ---


def test_rows_of_a_table_are_compared_as_numbers(at_nearest: Open, tmp_path: Path) -> None:
    hand = at_nearest(table_run(tmp_path))
    hand.qtbot.waitUntil(lambda: "real sample" in hand.text("pixels.verdict"), timeout=30_000)
    assert hand.find(QToolButton, "one").text() == "Sample in view"
    hand.click("many")
    hand.click("check")
    listed = hand.find(QListWidget, "audit.list")
    hand.qtbot.waitUntil(lambda: listed.count() == 64, timeout=30_000)
    place = listed.visualItemRect(listed.item(2)).center()
    hand.qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    seed = hand.explorer.exploration.pose.place.seed
    assert listed.item(2).text().startswith(f"seed {seed:,}:")


def test_data_that_is_gone_is_told_in_a_sentence(at_nearest: Open, tmp_path: Path) -> None:
    folder = table_run(tmp_path)
    (tmp_path / "a.csv").unlink()
    hand = at_nearest(folder)
    hand.qtbot.waitUntil(lambda: "There is no file" in hand.text("reason"), timeout=30_000)
    assert hand.find(QLabel, "reason").isVisible()
    hand.click("many")
    hand.click("check")
    hand.qtbot.waitUntil(lambda: "There is no file" in hand.text("audit.about"), timeout=30_000)


def test_data_without_end_has_nothing_to_be_copied(at_nearest: Open, point_run: Path) -> None:
    hand = at_nearest(point_run)
    hand.qtbot.waitUntil(lambda: "drawn without end" in hand.text("reason"), timeout=30_000)


def test_an_exported_generator_is_sent_to_its_run(
    explore: Explore, explorer: Explorer, dcgan_run: Path, tmp_path: Path
) -> None:
    export_generator(Run.open(dcgan_run), tmp_path / "G.safetensors")
    panel = explore(tmp_path / "G.safetensors")
    reason = panel.findChild(QLabel, "explore.nearest.reason")
    assert reason is not None and "Open the run that it comes from" in reason.text()


def table_run(tmp_path: Path) -> Path:
    """A run on 80 rows of 3 numbers."""
    numbers = np.random.default_rng(0).normal(size=(80, 3))
    np.savetxt(tmp_path / "a.csv", numbers, delimiter=",", header="a,b,c", comments="")
    data = ("data.kind=csv_table", f"data.file={tmp_path / 'a.csv'}")
    return tiny_runs.tiny_run(tmp_path / "before" / "trained" / "run", *data).folder
