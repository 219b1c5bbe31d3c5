"""Frames of a path are what the anchors and the walk say, each for itself, in z and in w, with and without classes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ganstudio.exploration.blending import four_corners, linear, nine_anchors
from ganstudio.exploration.journey import Journey, LatentPath, save_path
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place, Space
from ganstudio.exploration.walks import Anchors, Circle, RandomWalk, Walk
from ganstudio.latent.model import Explorable
from ganstudio.latent.travel import corner_grid, frames_along, latents_along
from ganstudio.problems import ProblemError
from tests.generators import STYLES, TOLD, explorable

ROOT = Path(__file__).parents[2]
ABC = ("a", "b", "c")
SEEDS = (Place(seed=3), Place(seed=1), Place(seed=2))
WALKED: list[Walk] = [Anchors(method="spline"), Anchors(closed=True), RandomWalk(seed=1, stops=3), Circle(seed=2)]
every_walk = pytest.mark.parametrize("walk", WALKED, ids=lambda walk: walk.kind)
in_both = pytest.mark.parametrize("space", ["z", "w"])


@pytest.fixture(scope="module")
def plain() -> Explorable:
    return explorable()


@pytest.fixture(scope="module")
def styled() -> Explorable:
    return explorable(*STYLES)


@pytest.fixture(scope="module")
def told() -> Explorable:
    return explorable(*STYLES, *TOLD, classes=ABC)


def path(walk: Walk, space: Space = "z", *, anchors: tuple[Place, ...] = SEEDS, **journey: object) -> LatentPath:
    return LatentPath(anchors=anchors, journey=Journey.model_validate({"walk": walk, "space": space, **journey}))


def of_class(seed: int, *weights: float) -> Place:
    return Place(seed=seed, classes=weights)


def bits(latents: Latents) -> bytes:
    return latents.values.tobytes() + (b"" if latents.classes is None else latents.classes.tobytes())


@every_walk
@in_both
def test_a_frame_alone_is_bit_for_bit_the_same_one_of_all(told: Explorable, walk: Walk, space: Space) -> None:
    way = path(walk, space, anchors=(of_class(3, 1, 0, 0), of_class(1, 0, 0.5, 0.5)), frames=70)
    way = way.revise("look", Look(truncation=0.7))
    all_latents, all_drawn = latents_along(told, way), list(frames_along(told, way))
    assert len(all_latents) == len(all_drawn) == 70
    for frame in (0, 1, 37, 66, 69):
        alone = latents_along(told, way, [frame])
        (drawn,) = frames_along(told, way, [frame])
        assert bits(alone) == bits(drawn.latents) == bits(all_latents.part(slice(frame, frame + 1)))
        assert np.array_equal(drawn.samples, all_drawn[frame].samples)
        assert np.array_equal(drawn.samples, told.draw(alone, way.look).samples)


@in_both
def test_a_path_meets_its_anchors_exactly(styled: Explorable, space: Space) -> None:
    met = latents_along(styled, path(Anchors(), space, frames=5), [0, 2, 4])
    assert bits(met) == bits(styled.latents(SEEDS, space))


def test_a_straight_path_in_w_is_straight_between_the_styles(styled: Explorable) -> None:
    a, b = styled.latents(SEEDS[:2], "w").values
    found = latents_along(styled, path(Anchors(method="linear"), "w", anchors=SEEDS[:2], frames=9))
    assert np.array_equal(found.values, linear(a, b, np.linspace(0, 1, 9)))


@in_both
@pytest.mark.parametrize("walk", [RandomWalk(seed=1), Circle(seed=2)], ids=lambda walk: walk.kind)
def test_a_walk_of_its_own_starts_at_the_first_anchor_and_keeps_to_its_class(
    told: Explorable, walk: Walk, space: Space
) -> None:
    anchors = (of_class(3, 0, 0.25, 0.75), of_class(1, 1, 0, 0))
    found = latents_along(told, path(walk, space, anchors=anchors))
    assert bits(found.part(slice(0, 1))) == bits(told.latents(anchors[:1], space))
    assert found.classes is not None
    assert np.array_equal(found.classes, np.tile([0, 0.25, 0.75], (60, 1)))
    assert bits(found) == bits(latents_along(told, path(walk, space, anchors=anchors[:1])))


def test_a_random_walk_in_w_stays_among_the_styles_of_its_class_with_one_style_in_all_layers(told: Explorable) -> None:
    random = told.random(600, 5)
    two_thirds = np.tile([0.0, 1.0, 0.0], (600, 1))
    styles = told.in_space(Latents("z", random.values, two_thirds), "w").values[:, :16]
    walk = RandomWalk(seed=1, stops=100, stride=1.0)
    found = latents_along(told, path(walk, "w", anchors=(of_class(3, 0, 1, 0),), frames=2000))
    layers = found.values.reshape(2000, told.facts.layers, 16)
    assert np.array_equal(layers, np.repeat(layers[:, :1], told.facts.layers, axis=1))
    assert np.all(np.abs(layers[:, 0].mean(axis=0) - styles.mean(axis=0)) < 0.5 * styles.std(axis=0))
    spread = layers[:, 0].std(axis=0) / styles.std(axis=0)
    assert np.all((spread > 0.5) & (spread < 1.5)), "a spline between draws is a little narrower than they are"


def test_a_walk_in_w_keeps_the_styles_of_layers_apart_that_are_apart_at_its_start(styled: Explorable) -> None:
    layers = styled.facts.layers
    mixed = styled.latents(SEEDS[:2], "w").values.reshape(2, layers, 16)
    start = np.concatenate([mixed[0, :2], mixed[1, 2:]]).ravel()
    place = Place(space="w", values=tuple(map(float, start)))
    found = latents_along(styled, path(Circle(seed=1), "w", anchors=(place,), frames=12))
    assert np.array_equal(found.values[0], start)
    wanders = found.values.reshape(12, layers, 16)
    assert np.array_equal(wanders[:, 0], wanders[:, 1])
    assert not np.allclose(wanders[6, 1], wanders[6, 2])


@in_both
def test_classes_are_blended_along_the_anchors_or_stay_that_of_the_first(told: Explorable, space: Space) -> None:
    anchors = (of_class(3, 1, 0, 0), of_class(3, 0, 1, 0), of_class(3, 0, 0, 1))
    blended = latents_along(told, path(Anchors(), space, anchors=anchors, frames=9)).classes
    assert blended is not None
    assert np.array_equal(blended[[0, 2, 4, 6, 8]], [[1, 0, 0], [0.5, 0.5, 0], [0, 1, 0], [0, 0.5, 0.5], [0, 0, 1]])
    fixed = latents_along(told, path(Anchors(), space, anchors=anchors, frames=9, class_change="fixed"))
    assert fixed.classes is not None
    assert np.array_equal(fixed.classes, np.tile([1, 0, 0], (9, 1)))
    assert np.ptp(fixed.values, axis=0).max() == 0, "one seed and one class are one place, in w as well"


def test_a_generator_without_classes_has_none_on_its_paths(plain: Explorable) -> None:
    assert latents_along(plain, path(Anchors(), anchors=(of_class(1, 0.5, 0.5), Place(seed=2)))).classes is None


def test_the_look_is_that_of_the_path(styled: Explorable) -> None:
    mean = path(Anchors()).revise("look", Look(truncation=0.0))
    frames = [drawn.samples for drawn in frames_along(styled, mean, [0, 20, 40])]
    assert np.array_equal(frames[0], frames[1])
    assert np.array_equal(frames[0], frames[2])
    there = [drawn.samples for drawn in frames_along(styled, path(Anchors()), [0, 20])]
    assert not np.array_equal(there[0], there[1])


def test_points_are_drawn_along_a_path_too() -> None:
    points = [drawn.samples for drawn in frames_along(explorable(shape=(2,)), path(Anchors(), frames=3))]
    assert [(point.shape, point.dtype) for point in points] == [((1, 2), np.float32)] * 3


def test_what_leads_nowhere_is_told_at_once(plain: Explorable, styled: Explorable) -> None:
    with pytest.raises(ProblemError, match="“Through the anchors” needs at least 2 anchors; there are 1"):
        frames_along(plain, path(Anchors(), anchors=SEEDS[:1]))
    with pytest.raises(ProblemError, match="anchor 2 lies in w, and no way leads back to z from there"):
        frames_along(styled, path(Anchors(), anchors=(Place(), Place(space="w"))))
    with pytest.raises(ProblemError, match="this generator makes no styles, so it has no w"):
        frames_along(plain, path(Anchors(), "w"))
    with pytest.raises(ProblemError, match="a place in z has 8 numbers with this generator, not 3"):
        frames_along(plain, path(Anchors(), anchors=(Place(), Place(values=(1.0, 2.0, 3.0)))))


def test_a_walk_of_its_own_takes_no_notice_of_later_anchors(styled: Explorable) -> None:
    elsewhere = (SEEDS[0], Place(space="w"))
    assert bits(latents_along(styled, path(Circle(), anchors=elsewhere))) == bits(latents_along(styled, path(Circle())))


@pytest.mark.parametrize(("count", "grid"), [(4, four_corners), (9, nine_anchors)])
@in_both
def test_a_grid_lies_between_its_anchors(told: Explorable, count: int, grid: object, space: Space) -> None:
    anchors = [of_class(seed, *np.eye(3)[seed % 3].tolist()) for seed in range(count)]
    found, corners = corner_grid(told, anchors, 5, 3, "spherical", space), told.latents(anchors, space)
    assert callable(grid)
    assert found.classes is not None
    assert found.space == space
    assert np.array_equal(found.values, grid(corners.values, 5, 3, "spherical"))
    assert np.array_equal(found.classes, grid(corners.classes, 5, 3, "linear"))
    assert np.allclose(found.classes.sum(axis=1), 1)
    assert bits(found.part(slice(0, 1))) == bits(corners.part(slice(0, 1)))


def test_a_grid_between_other_numbers_of_anchors_is_refused(plain: Explorable) -> None:
    with pytest.raises(ProblemError, match="a grid lies between 4 or 9 anchors; there are 3"):
        corner_grid(plain, SEEDS, 3, 3, "linear", "z")


def test_another_process_makes_the_very_same_frames(told: Explorable, tmp_path: Path) -> None:
    way = path(RandomWalk(seed=4), "w", anchors=(of_class(3, 0.5, 0.5, 0),), frames=8)
    way = way.revise("look", Look(truncation=0.8))
    save_path(way, tmp_path / "path.toml")
    here = b"".join(drawn.samples.tobytes() + bits(drawn.latents) for drawn in frames_along(told, way))
    code = (
        "import sys; from pathlib import Path\n"
        "from ganstudio.exploration.journey import load_path\n"
        "from tests.latent.test_travel import ABC, STYLES, TOLD, bits, explorable, frames_along\n"
        "model, path = explorable(*STYLES, *TOLD, classes=ABC), load_path(Path(sys.argv[1]))\n"
        "for drawn in frames_along(model, path):\n"
        "    sys.stdout.buffer.write(drawn.samples.tobytes() + bits(drawn.latents))"
    )
    there = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "path.toml"], cwd=ROOT, capture_output=True, check=True
    )
    assert there.stdout == here
