"""What is known of a picture stays as it is, what is not known has no say, and what is made up fits in."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.projection import Restoration
from ganstudio.latent.analogy import analogy
from ganstudio.latent.model import Explorable
from ganstudio.latent.projecting import Projected, project
from ganstudio.latent.restoring import Masked, Small, consistent, enlarge, filled, inpaint, rounded
from ganstudio.problems import ProblemError
from tests.generators import explorable

QUICK = Restoration(candidates=100, restarts=4, steps=60, polish=40)
HIDDEN = np.zeros((8, 8), bool)
HIDDEN[2:6, 3:7] = True
RGB = (3, 8, 8)


def own_sample(model: Explorable) -> np.ndarray:
    return model.draw(model.random(1, 5), Look()).samples[0]


def last(search: object) -> Projected:
    return list(search)[-1]  # type: ignore[call-overload]


def box_mean(picture: np.ndarray, factor: int) -> np.ndarray:
    height, width, channels = picture.shape
    return picture.reshape(height // factor, factor, width // factor, factor, channels).mean(axis=(1, 3))


def error(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a.astype(float) - b).mean())


def test_hidden_pixels_have_no_influence() -> None:
    model = explorable(shape=RGB)
    target = own_sample(model)
    other = np.where(HIDDEN[..., None], 255 - target, target)
    first, second = (last(inpaint(model, picture, HIDDEN, QUICK)) for picture in (target, other))
    assert (first.losses == second.losses).all()
    assert (first.picture == second.picture).all()
    assert first.psnr == second.psnr


def test_hole_in_an_own_sample_is_filled_as_it_was_and_the_rest_stays() -> None:
    model = explorable(shape=RGB)
    target = own_sample(model)
    given = np.where(HIDDEN[..., None], 0, target).astype(np.uint8)
    for result in ("best", "average"):
        found = last(inpaint(model, given, HIDDEN, QUICK.model_copy(update={"result": result})))
        assert found.is_final
        assert (found.picture[~HIDDEN] == target[~HIDDEN]).all()
        assert error(found.picture[HIDDEN], target[HIDDEN]) < error(target[~HIDDEN].mean(axis=0), target[HIDDEN]) / 2


def test_reports_show_what_is_known_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ganstudio.latent.projecting.OFTEN", 0.0)
    model = explorable(shape=RGB)
    target = own_sample(model)
    for found in inpaint(model, target, HIDDEN, QUICK.model_copy(update={"steps": 3, "polish": 0})):
        assert (found.picture[~HIDDEN] == target[~HIDDEN]).all()


def test_nearer_restarts_count_more_in_the_average() -> None:
    model = explorable(shape=RGB)
    target = own_sample(model)
    options = QUICK.model_copy(update={"restarts": 2, "candidates": 2, "steps": 1, "learning_rate": 1e-6, "polish": 0})
    found = last(inpaint(model, target, HIDDEN, options))
    near, far = (model.draw(found.restarts.part(slice(i, i + 1)), Look()).samples[0] for i in found.losses.argsort())
    near, far = (filled(whole.astype(float), target, HIDDEN)[HIDDEN] for whole in (near, far))
    assert 0 < error(found.picture[HIDDEN], near) < error(found.picture[HIDDEN], far)
    weight = error(found.picture[HIDDEN], far) / error(near, far)
    low, high = np.sort(found.losses)
    assert weight == pytest.approx(1 / (1 + np.exp(-2 * (high - low) / np.median(found.losses))), abs=0.05)


def test_seam_is_smooth() -> None:
    given, whole = np.full((8, 8, 1), 200, np.uint8), np.full((8, 8, 1), 100.0)
    np.testing.assert_allclose(filled(whole, given, HIDDEN), 200, atol=0.01)
    slope = np.arange(8.0)[None, :, None] * 10 + np.zeros((8, 8, 1))
    given = (slope + 30 + np.arange(8)[:, None, None]).astype(np.uint8)
    np.testing.assert_allclose(filled(slope, given, HIDDEN), given, atol=0.01)  # a plane goes on
    corner = np.zeros((8, 8), bool)
    corner[5:, 5:] = True  # reaches the border of the picture
    np.testing.assert_allclose(filled(whole, np.full((8, 8, 1), 50, np.uint8), corner), 50, atol=0.01)


def test_membrane_solves_laplaces_equation() -> None:
    rng = np.random.default_rng(0)
    given, whole = rng.integers(0, 256, (8, 8, 3)).astype(np.uint8), rng.uniform(0, 255, (8, 8, 3))
    offset = filled(whole, given, HIDDEN) - whole
    for row, column in np.argwhere(HIDDEN):
        four = offset[row - 1, column] + offset[row + 1, column] + offset[row, column - 1] + offset[row, column + 1]
        np.testing.assert_allclose(offset[row, column], four / 4, atol=0.01)
    assert (filled(whole, given, HIDDEN)[~HIDDEN] == given[~HIDDEN]).all()


@pytest.mark.parametrize("result", ["best", "average"])
@pytest.mark.parametrize("factor", [2, 4])
def test_enlarged_picture_has_exactly_the_means_that_were_given(factor: int, result: str) -> None:
    model = explorable(shape=RGB)
    small = np.random.default_rng(0).integers(0, 256, (8 // factor, 8 // factor, 3)).astype(np.uint8)
    found = last(enlarge(model, small, QUICK.model_copy(update={"steps": 5, "polish": 5, "result": result})))
    assert found.picture.dtype == np.uint8
    assert (box_mean(found.picture, factor) == small).all()


def test_enlarged_own_sample_is_nearer_to_it_than_its_pixels_repeated() -> None:
    model = explorable(shape=RGB)
    target = own_sample(model)
    small = box_mean(target, 2).round().astype(np.uint8)
    repeated = small.repeat(2, axis=0).repeat(2, axis=1)
    found = last(enlarge(model, small, QUICK))
    assert error(found.picture, target) < error(repeated, target) / 2


@settings(deadline=None, derandomize=True, database=None)
@given(
    arrays.arrays(np.float64, (6, 6, 2), elements=st.floats(-50, 300)),
    arrays.arrays(np.uint8, (2, 2, 2)),
)
def test_any_picture_is_made_consistent_with_any_small_one(picture: np.ndarray, small: np.ndarray) -> None:
    exact = consistent(picture, small)
    assert exact.min() >= 0
    assert exact.max() <= 255
    np.testing.assert_allclose(box_mean(exact, 3), small, atol=1e-9)
    whole = rounded(exact, 3)
    assert (whole.reshape(2, 3, 2, 3, 2).sum(axis=(1, 3), dtype=int) == 9 * small.astype(int)).all()
    assert np.abs(whole - exact).max() < 1 + 1e-6


def test_consistent_picture_is_left_as_it_is() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (4, 4, 1)).astype(np.float64)
    picture[..., 0] = picture[..., 0] // 4 * 4
    np.testing.assert_allclose(consistent(picture, box_mean(picture, 2)), picture, atol=1e-9)


@pytest.mark.parametrize("observed", [Masked(HIDDEN), Small(2), Small(4)])
def test_what_is_observed_is_observed_as_itself(observed: Masked | Small) -> None:
    x = torch.randn(3, 2, 8, 8)
    torch.testing.assert_close(observed(observed(x)), observed(x))
    assert not torch.equal(observed(x), x)


def test_loss_is_of_what_is_known_alone() -> None:
    model = explorable(shape=RGB)
    target = own_sample(model)
    options = QUICK.model_copy(update={"prior_weight": 0.0, "steps": 1, "polish": 0})
    found = last(project(model, target, options, observed=Masked(HIDDEN)))
    x = model.sample(model.tensor(found.latents.values), None, "z", Look())[0].permute(1, 2, 0).numpy()
    known = np.square(x - (target / 127.5 - 1))[~HIDDEN].mean()
    assert found.loss == pytest.approx(known, rel=1e-3)


@pytest.mark.parametrize(
    ("hidden", "told"),
    [(np.zeros((8, 9), bool), "each of the"), (np.zeros((8, 8)), "each of the"), (np.ones((8, 8), bool), "nothing")],
)
def test_masks_that_make_no_sense_are_refused_at_once(hidden: np.ndarray, told: str) -> None:
    with pytest.raises(ProblemError, match=told):
        inpaint(explorable(), np.zeros((8, 8, 1), np.uint8), hidden, QUICK)


@pytest.mark.parametrize("shape", [(8, 8, 1), (3, 3, 1), (4, 2, 1), (0, 0, 1), (16, 16, 1)])
def test_small_pictures_of_odd_sizes_are_refused_at_once(shape: tuple[int, ...]) -> None:
    with pytest.raises(ProblemError, match="a half, a third"):
        enlarge(explorable(), np.zeros(shape, np.uint8), QUICK)


def test_colour_for_a_grey_generator_is_refused() -> None:
    with pytest.raises(ProblemError, match=r"shape \(8, 8, 1\)"):
        enlarge(explorable(), np.zeros((4, 4, 3), np.uint8), QUICK)


def test_analogy_adds_the_difference_and_keeps_the_length_in_z() -> None:
    a, b, c = (np.random.default_rng(seed).standard_normal((2, 5)) for seed in range(3))
    found = analogy(*(Latents("z", values) for values in (a, b, c)))
    moved = c + b - a
    for row in range(2):
        wanted = moved[row] / np.linalg.norm(moved[row]) * np.linalg.norm(c[row])
        np.testing.assert_allclose(found.values[row], wanted)
    in_w = analogy(*(Latents("w", values) for values in (a, b, c)))
    np.testing.assert_allclose(in_w.values, moved)
    assert in_w.classes is None


def test_analogy_of_nothing_changes_nothing() -> None:
    a, c = (Latents("z", np.random.default_rng(seed).standard_normal((1, 5))) for seed in range(2))
    np.testing.assert_allclose(analogy(a, a, c).values, c.values)
    nowhere = analogy(c, Latents("z", np.zeros((1, 5))), c)  # c + (0 − c)
    assert (nowhere.values == 0).all()


def test_classes_follow_the_analogy() -> None:
    one, z = np.eye(3), np.zeros((1, 5)) + 1
    a, b, c = (Latents("z", z, weights[None]) for weights in (one[0], one[1], one[0]))
    found = analogy(a, b, c).classes
    assert found is not None
    np.testing.assert_allclose(found, one[[1]])
    found = analogy(a, b, Latents("z", z, one[[2]])).classes
    assert found is not None
    np.testing.assert_allclose(found, [[0, 0.5, 0.5]])


def test_analogy_across_spaces_is_refused() -> None:
    z, w = Latents("z", np.ones((1, 5))), Latents("w", np.ones((1, 5)))
    with pytest.raises(ProblemError, match="one space"):
        analogy(z, z, w)
