"""Pictures are found again in the generators that made them, and what cannot be sought is refused with a sentence."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from ganstudio.exploration.look import Look
from ganstudio.exploration.projection import Projection, Restoration
from ganstudio.latent import projecting
from ganstudio.latent.model import Explorable
from ganstudio.latent.projecting import EXACT, Projected, fitted, project
from ganstudio.problems import ProblemError
from tests.generators import STYLES, TOLD, explorable

QUICK = Projection(candidates=100, restarts=4, steps=60, polish=40)
ABC = ("a", "b", "c")


def own_sample(model: Explorable, index: int = 0) -> np.ndarray:
    return model.draw(model.random(index + 1, 5), Look()).samples[index]


def result(model: Explorable, target: np.ndarray, options: Projection = QUICK, **rest: object) -> Projected:
    return list(project(model, target, options, **rest))[-1]  # type: ignore[arg-type]


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.square(a.astype(float) - b).mean()))


@pytest.mark.parametrize("sets", [(), STYLES, ("architecture.prior.kind=uniform",)], ids=["z", "w", "uniform"])
def test_own_sample_is_recovered(sets: tuple[str, ...]) -> None:
    model = explorable(*sets)
    target, other = own_sample(model, 0), own_sample(model, 1)
    assert psnr(other, target) < 30, "samples must differ for this to mean anything"
    found = result(model, target, QUICK.model_copy(update={"prior_weight": 0.0}))
    assert found.psnr >= 30
    assert found.psnr == pytest.approx(min(EXACT, psnr(found.picture, target)), abs=1e-3)


def test_polishing_comes_nearer() -> None:
    model = explorable()
    target, plain = own_sample(model), QUICK.model_copy(update={"prior_weight": 0.0, "steps": 20})
    rough, fine = (result(model, target, plain.model_copy(update={"polish": steps})) for steps in (0, 17))
    assert fine.loss < rough.loss / 2
    assert fine.step == plain.steps + 17


@pytest.mark.parametrize("per_layer", [False, True])
def test_w_has_one_style_or_one_for_each_layer(per_layer: bool) -> None:
    model = explorable(*STYLES)
    found = result(model, own_sample(model), QUICK.model_copy(update={"per_layer": per_layer}))
    styles = found.latents.values.reshape(model.facts.layers, -1)
    assert found.latents.space == "w"
    assert (styles == styles[0]).all() == (not per_layer)


def test_z_can_be_asked_for_where_there_are_styles() -> None:
    model = explorable(*STYLES)
    found = result(model, own_sample(model), QUICK.model_copy(update={"space": "z"}))
    assert found.latents.space == "z"
    assert found.latents.values.shape == (1, model.facts.latent_dim)


def test_picture_is_what_its_latents_look_like() -> None:
    model = explorable(*STYLES)
    found = result(model, own_sample(model))
    assert len(found.latents) == 1
    assert (model.draw(found.latents, Look()).samples[0] == found.picture).all()
    assert found.losses.shape == (QUICK.restarts,)
    assert found.loss == found.losses.min()
    assert (found.restarts.values[found.losses.argmin()] == found.latents.values[0]).all()


def test_reports_lead_to_the_result_and_never_get_worse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "OFTEN", 0.0)
    model = explorable()
    found = list(project(model, own_sample(model), QUICK))
    steps, losses = [f.step for f in found], [f.loss for f in found]
    assert steps[0] == 0
    assert steps == sorted(steps)
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0]
    assert [f.is_final for f in found] == [False] * (len(found) - 1) + [True]
    assert found[-1].step == found[-1].steps


def test_how_often_is_reported_does_not_change_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    model = explorable()
    rarely = result(model, own_sample(model))
    monkeypatch.setattr(projecting, "OFTEN", 0.0)
    often = result(model, own_sample(model))
    assert (rarely.latents.values == often.latents.values).all()
    assert (rarely.losses == often.losses).all()


def test_same_seed_finds_the_same_and_another_one_something_else() -> None:
    model, options = explorable(), QUICK.model_copy(update={"steps": 5, "polish": 0})
    first, again = (result(model, own_sample(model), options) for _ in range(2))
    other = result(model, own_sample(model), options.model_copy(update={"seed": 1}))
    assert (first.latents.values == again.latents.values).all()
    assert (first.latents.values != other.latents.values).all()


def test_stopping_to_ask_cancels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "OFTEN", 0.0)
    model, drawn = explorable(), []
    model.network.register_forward_hook(lambda *_: drawn.append(1))
    search = project(model, own_sample(model), QUICK.model_copy(update={"steps": 100_000}))
    assert len(list(islice(search, 10))) == 10
    before = len(drawn)
    search.close()  # type: ignore[attr-defined]
    assert len(drawn) == before < 50
    assert torch.is_grad_enabled()


def test_class_is_found() -> None:
    model = explorable(*TOLD, classes=ABC)
    for index, known in enumerate(np.eye(3)):
        found = result(model, own_sample(model, index))
        assert found.psnr >= 30
        assert found.latents.classes is not None
        assert (found.latents.classes[0] == known).all()


def test_given_classes_are_kept() -> None:
    model = explorable(*TOLD, classes=ABC)
    found = result(model, own_sample(model), classes=np.array([0.0, 1.0, 3.0]))
    assert found.restarts.classes is not None
    np.testing.assert_allclose(found.restarts.classes, [[0, 0.25, 0.75]] * QUICK.restarts)


def test_every_class_is_tried_however_few_candidates_there_are() -> None:
    model = explorable(*TOLD, classes=ABC)
    few = QUICK.model_copy(update={"candidates": 1, "restarts": 3, "steps": 1, "polish": 0})
    found = result(model, own_sample(model), few)
    assert found.restarts.classes is not None
    assert (found.restarts.classes.sum(axis=0) == 1).all()


def test_no_gradient_is_left_on_the_model() -> None:
    model = explorable()
    model.network.requires_grad_(True)
    result(model, own_sample(model))
    assert all(parameter.grad is None for parameter in model.network.parameters())
    model = explorable()
    result(model, own_sample(model))
    assert not any(parameter.requires_grad for parameter in model.network.parameters())


def test_features_alone_can_lead() -> None:
    def features(x: Tensor) -> Tensor:
        return torch.cat((x.flatten(1), 3 * x.flatten(1).cos()), dim=1)

    model, target = explorable(), own_sample(explorable())
    led = QUICK.model_copy(update={"pixel_weight": 0.0, "feature_weight": 1.0, "prior_weight": 0.0})
    assert result(model, target, led, features=features).psnr >= 30


def test_features_are_not_asked_for_where_their_weight_is_0() -> None:
    def features(x: Tensor) -> Tensor:
        raise AssertionError

    model = explorable()
    result(model, own_sample(model), QUICK.model_copy(update={"steps": 1}), features=features)


def test_prior_keeps_places_as_far_out_as_random_ones_are() -> None:
    model = explorable()
    noise = np.random.default_rng(0).integers(0, 256, (8, 8, 1), np.uint8)  # that no place comes near to

    def score(prior_weight: float) -> float:
        found = result(model, noise, QUICK.model_copy(update={"prior_weight": prior_weight}))
        return float(np.sqrt(np.square(found.latents.values).mean()))

    assert abs(score(100.0) - 1) < 0.05 < abs(score(0.0) - 1)


def test_no_candidate_is_a_sample_of_the_wall() -> None:
    model = explorable()
    first = QUICK.model_copy(update={"steps": 1, "polish": 0, "learning_rate": 1e-9})
    wall = model.draw(model.seeds([0]), Look()).samples[0]
    assert result(model, wall, first).psnr < 40


@pytest.mark.parametrize(
    ("sets", "target", "changes", "rest", "told"),
    [
        ((), np.zeros((9, 8, 1), np.uint8), {}, {}, r"must be of shape \(8, 8, 1\)"),
        ((), np.zeros((8, 8, 3), np.uint8), {}, {}, r"it is \(8, 8, 3\)"),
        ((), np.zeros((8, 8, 1)), {}, {}, "float64"),
        ((), np.zeros((8, 8, 1), np.uint8), {"space": "w"}, {}, "makes no styles"),
        ((), np.zeros((8, 8, 1), np.uint8), {}, {"classes": np.ones(3)}, "knows of no classes"),
        ((), np.zeros((8, 8, 1), np.uint8), {"feature_weight": 1.0}, {}, "set this weight to 0"),
        ((), np.zeros((8, 8, 1), np.uint8), {"pixel_weight": 0.0}, {}, "above 0"),
    ],
)
def test_what_cannot_be_sought_is_refused_at_once(
    sets: tuple[str, ...], target: np.ndarray, changes: dict[str, object], rest: dict[str, np.ndarray], told: str
) -> None:
    with pytest.raises(ProblemError, match=told):
        project(explorable(*sets), target, QUICK.model_copy(update=changes), **rest)  # type: ignore[arg-type]


def test_wrong_classes_and_rows_are_refused() -> None:
    with pytest.raises(ProblemError, match="3 weights"):
        project(explorable(*TOLD, classes=ABC), np.zeros((8, 8, 1), np.uint8), QUICK, classes=np.ones(2))
    model = explorable()
    model.facts = replace(model.facts, sample_shape=(4,))
    with pytest.raises(ProblemError, match="makes no pictures"):
        project(model, np.zeros((8, 8, 1), np.uint8), QUICK)


def test_any_picture_is_fitted_as_pictures_of_a_data_set_are() -> None:
    picture = np.zeros((20, 40, 4), np.uint8)
    picture[:, 3:37] = (255, 0, 0, 255)  # the middle is red, the rest is transparent
    assert fitted(picture, (3, 8, 8)).shape == (8, 8, 3)
    assert (fitted(picture, (3, 8, 8)) == (255, 0, 0)).all()
    assert (fitted(picture[:, :3], (1, 8, 8)) == 255).all(), "what is transparent becomes white"
    assert (fitted(picture[:, :3], (4, 8, 8))[..., 3] == 0).all()
    grey = np.random.default_rng(0).integers(0, 256, (16, 16), np.uint8)
    wanted = np.asarray(Image.fromarray(grey).resize((8, 8), Image.Resampling.LANCZOS))
    assert (fitted(grey, (1, 8, 8))[..., 0] == wanted).all()
    assert (fitted(grey[..., None], (3, 8, 8)) == wanted[..., None]).all()
    assert (fitted(grey[:8, :8], (1, 8, 8))[..., 0] == grey[:8, :8]).all(), "nothing is done to what fits"


@pytest.mark.parametrize("picture", [np.zeros((8, 8)), np.zeros((8, 8, 2), np.uint8), np.zeros((0, 8, 3), np.uint8)])
def test_what_is_no_picture_is_refused(picture: np.ndarray) -> None:
    with pytest.raises(ProblemError, match="1, 3 or 4 channels"):
        fitted(picture, (1, 8, 8))


@pytest.mark.parametrize("options", [Projection, Restoration])
def test_every_option_says_what_it_is_and_how_far_it_goes(options: type[Projection]) -> None:
    for declared in options.declared():
        assert declared.help.endswith("."), declared.name
        if isinstance(declared.default, float | int) and not isinstance(declared.default, bool):
            assert declared.minimum is not None, declared.name
            assert declared.maximum is not None, declared.name
    assert options.read(options().plain()) == (options(), [])
