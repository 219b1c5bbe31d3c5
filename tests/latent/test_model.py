"""Places become latents, latents become samples: alike wherever they are asked for, and refused with a sentence."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place, Space
from ganstudio.exploration.pose import Direction, Mix, Pose, Slider
from ganstudio.latent.model import Explorable
from ganstudio.nets.modulation import Noise
from ganstudio.problems import ProblemError
from ganstudio.sampling import draw, latents
from tests.generators import STYLES, explorable

DCGAN = ("architecture.generator.kind=dcgan", "architecture.generator.base_width=4")
BIGGAN = ("architecture.generator.kind=biggan", "architecture.generator.base_width=4")
CONCAT = ("architecture.conditioning.kind=concat",)
BY_NORM = (*CONCAT, "architecture.conditioning.class_input=normalization")
DIGITS = tuple("abc")
Z0 = Direction(name="the first number", vector=tuple(float(number == 0) for number in range(8)))
W0 = Direction(name="the first of w", space="w", vector=tuple(float(number == 0) for number in range(16)))


@pytest.fixture
def dcgan() -> Explorable:
    return explorable(*DCGAN)


@pytest.fixture
def told() -> Explorable:
    return explorable(*DCGAN, *CONCAT, classes=DIGITS)


@pytest.fixture
def styles() -> Explorable:
    """With noise that has learnt to matter."""
    model = explorable(*STYLES)
    for module in model.network.modules():
        if isinstance(module, Noise):
            module.strength.fill_(0.5)
    return model


def values(model: Explorable, pose: Pose, look: Look | None = None) -> np.ndarray:
    """What G makes of a pose, before it is rounded to pixels."""
    found = model.resolve(pose)
    classes = None if found.classes is None else model.tensor(found.classes)
    with torch.no_grad():
        return model.sample(model.tensor(found.values), classes, found.space, look or Look()).numpy()


def at(seed: int, **more: object) -> Pose:
    return Pose(place=Place(seed=seed), **more)


# --- places ---


def test_a_seed_is_the_sample_that_sampling_draws_of_it(dcgan: Explorable) -> None:
    drawn = dcgan.draw(dcgan.seeds([3, 4]), Look()).samples
    for index, seed in enumerate((3, 4)):
        z = latents(1, dcgan.architecture, seed)
        assert np.array_equal(drawn[index], draw(dcgan.network, z, dcgan.spec)[0])


@pytest.mark.parametrize("sets", [DCGAN, STYLES, BIGGAN], ids=["dcgan", "stylegan2", "biggan"])
def test_a_place_is_the_same_picture_alone_and_in_a_wall(sets: tuple[str, ...]) -> None:
    model = explorable(*sets)
    wall = model.draw(model.seeds(range(9)), Look()).samples
    for seed in range(9):
        assert np.array_equal(model.draw(model.seeds([seed]), Look()).samples[0], wall[seed])


def test_a_place_with_the_numbers_of_a_seed_is_that_seed(dcgan: Explorable) -> None:
    numbers = dcgan.seeds([5]).place(0)
    assert np.array_equal(values(dcgan, Pose(place=numbers)), values(dcgan, at(5)))


def test_a_place_in_w_is_the_picture_of_its_place_in_z(styles: Explorable) -> None:
    in_w = styles.in_space(styles.seeds([5]), "w").place(0)
    assert in_w.space == "w" and len(in_w.values) == styles.facts.layers * 16
    assert np.array_equal(values(styles, Pose(place=in_w)), values(styles, at(5)))


def test_one_style_stands_for_all_layers(styles: Explorable) -> None:
    whole = styles.in_space(styles.seeds([5]), "w").place(0)
    one = Place(space="w", values=whole.values[:16])
    assert np.array_equal(values(styles, Pose(place=one)), values(styles, at(5)))


# --- classes ---


@pytest.mark.parametrize("sets", [(*DCGAN, *CONCAT), (*DCGAN, *BY_NORM), (*BIGGAN, *BY_NORM), (*STYLES, *CONCAT)])
def test_the_whole_of_a_class_is_that_class(sets: tuple[str, ...]) -> None:
    model = explorable(*sets, classes=DIGITS)
    z = latents(1, model.architecture, 0)
    for number in range(3):
        weights = tuple(float(number == other) for other in range(3))
        drawn = model.draw(model.seeds([0], weights), Look()).samples
        assert np.array_equal(drawn, draw(model.network, z, model.spec, torch.tensor([number])))


def test_half_of_two_classes_lies_between_their_embeddings(told: Explorable) -> None:
    embedding = told.network.get_submodule("embedding").weight
    told.network.get_submodule("embedding").weight = torch.nn.Parameter(embedding[[0, 0, 0]].clone(), False)
    alike = values(told, Pose(place=Place(classes=(0.5, 0.5, 0))))
    assert np.allclose(alike, values(told, Pose(place=Place(classes=(0, 0, 1)))), atol=1e-6)


def test_weights_of_classes_need_not_sum_to_one(told: Explorable) -> None:
    assert np.array_equal(
        values(told, Pose(place=Place(classes=(0.5, 0, 0)))), values(told, Pose(place=Place(classes=(1, 0, 0))))
    )


# --- truncation and noise ---


def test_truncation_goes_from_the_opposite_over_the_mean_to_beyond(dcgan: Explorable) -> None:
    numbers = np.array(dcgan.seeds([5]).values[0])
    for psi in (-1.0, 0.0, 0.5, 2.0):
        scaled = Place(values=tuple(map(float, numbers * psi)))
        assert np.allclose(values(dcgan, at(5), Look(truncation=psi)), values(dcgan, Pose(place=scaled)), atol=1e-6)


def test_no_truncation_in_w_shows_the_mean_style_whatever_the_seed(styles: Explorable) -> None:
    mean = values(styles, at(5), Look(truncation=0.0))
    assert np.allclose(mean, values(styles, at(6), Look(truncation=0.0)), atol=1e-6)
    middle = styles.in_space(styles.random(2000, 0), "w").values.mean(axis=0)
    assert np.allclose(mean, values(styles, Pose(place=Place(space="w", values=tuple(map(float, middle))))), atol=1e-4)


def test_noise_is_as_in_training_none_or_by_seed_and_comes_back(styles: Explorable) -> None:
    kept = values(styles, at(5))
    none = values(styles, at(5), Look(noise="none"))
    first, second = (values(styles, at(5), Look(noise="seed", noise_seed=seed)) for seed in (1, 2))
    assert all(not np.array_equal(a, b) for a, b in ((kept, none), (none, first), (first, second)))
    assert np.array_equal(values(styles, at(5), Look(noise="seed", noise_seed=1)), first)
    assert np.array_equal(values(styles, at(5)), kept)


# --- sliders and mixes ---


def test_a_slider_in_z_moves_by_standard_deviations(dcgan: Explorable) -> None:
    moved = dcgan.resolve(at(5, sliders=(Slider(direction=Z0.revise("std", 2.0), amount=1.5),)))
    assert np.allclose(moved.values[0] - dcgan.seeds([5]).values[0], [3.0, *[0.0] * 7])


def test_a_slider_in_w_moves_its_layers_alone(styles: Explorable) -> None:
    slider = Slider(direction=W0, amount=2.0, first_layer=1, last_layer=2)
    before = styles.in_space(styles.seeds([5]), "w").values.reshape(styles.facts.layers, 16)
    after = styles.resolve(at(5, sliders=(slider,))).values.reshape(styles.facts.layers, 16)
    moved = np.zeros_like(before)
    moved[1:3, 0] = 2.0
    assert np.allclose(after - before, moved)


def test_mixing_every_layer_is_the_other_picture_and_none_is_this_one(styles: Explorable) -> None:
    whole = at(5, mixes=(Mix(seed=6),))
    assert np.array_equal(values(styles, whole), values(styles, at(6)))
    coarse = at(5, mixes=(Mix(seed=6, last_layer=1),))
    assert not np.array_equal(values(styles, coarse), values(styles, at(5)))
    assert not np.array_equal(values(styles, coarse), values(styles, at(6)))


def test_a_moved_place_kept_by_its_numbers_is_the_same_picture(styles: Explorable) -> None:
    pose = at(5, sliders=(Slider(direction=W0, amount=2.0),), mixes=(Mix(seed=6, first_layer=3),))
    kept = styles.resolve(pose).place(0)
    assert np.array_equal(values(styles, Pose(place=kept)), values(styles, pose))


# --- refusals ---


@pytest.mark.parametrize(
    ("pose", "sentence"),
    [
        (Pose(place=Place(values=(1.0, 2.0))), "a place in z has 8 numbers with this generator, not 2"),
        (Pose(place=Place(space="w")), "makes no styles"),
        (Pose(sliders=(Slider(direction=W0, amount=1.0),)), "makes no styles"),
        (Pose(mixes=(Mix(seed=1),)), "makes no styles"),
        (Pose(sliders=(Slider(direction=Z0.revise("vector", (1.0,)), amount=1.0),)), "has 8 numbers"),
    ],
)
def test_what_a_generator_without_styles_cannot_do_is_told(dcgan: Explorable, pose: Pose, sentence: str) -> None:
    with pytest.raises(ProblemError, match=sentence):
        dcgan.resolve(pose)


def test_a_direction_in_z_cannot_move_a_place_that_is_known_in_w_alone(styles: Explorable) -> None:
    place = styles.in_space(styles.seeds([5]), "w").place(0)
    with pytest.raises(ProblemError, match=r"“the first number” moves places in z"):
        styles.resolve(Pose(place=place, sliders=(Slider(direction=Z0, amount=1.0),)))


@pytest.mark.parametrize("classes", [(1.0,), (0.0, 0.0, 0.0)])
def test_classes_that_are_none_of_its_own_are_told(told: Explorable, classes: tuple[float, ...]) -> None:
    with pytest.raises(ProblemError, match="class"):
        told.resolve(Pose(place=Place(classes=classes)))


def test_samples_under_truncation_tell_how_they_follow_the_class() -> None:
    model = explorable(*STYLES, *CONCAT, classes=DIGITS)
    found, look = model.resolve(at(3)), Look(truncation=0.5)
    model.draw(found, look)  # keeps the mean styles
    assert found.classes is not None
    z, classes = model.tensor(found.values), model.tensor(found.classes).requires_grad_()
    (slope,) = torch.autograd.grad(model.sample(z, classes, "z", look).sum(), classes)
    step = 1e-2 * torch.tensor([[0.0, 1.0, -1.0]])
    with torch.no_grad():
        ahead, behind = (model.sample(z, classes + sign * step, "z", look).sum() for sign in (1, -1))
    assert float((slope * step).sum()) == pytest.approx(float(ahead - behind) / 2, rel=0.02)


@pytest.mark.parametrize(
    ("space", "wide", "kinds", "sentence"),
    [
        ("z", 7, 3, "a place in z has 8 numbers with this generator, not 7"),
        ("w", 7, 3, "a place in w has 64 numbers with this generator, not 7"),
        ("z", 8, 2, "the blend of classes of a place has 3 numbers with this generator, not 2"),
        ("z", 8, 0, "the blend of classes of a place has 3 numbers with this generator, not 0"),
    ],
)
def test_latents_of_another_generator_are_told(space: Space, wide: int, kinds: int, sentence: str) -> None:
    model = explorable(*STYLES, *CONCAT, classes=DIGITS)
    classes = np.full((1, kinds), 1 / kinds) if kinds else None
    with pytest.raises(ProblemError, match=sentence):
        model.draw(Latents(space, np.zeros((1, wide)), classes), Look())


def test_latents_in_w_are_told_where_there_are_no_styles(dcgan: Explorable) -> None:
    with pytest.raises(ProblemError, match="makes no styles, so it has no w"):
        dcgan.draw(Latents("w", np.zeros((1, 8))), Look())


# --- weights ---


def test_lent_weights_are_drawn_with(styles: Explorable) -> None:
    before = values(styles, at(5), Look(truncation=0.5))
    lent = {name: np.asarray(1.5 * tensor.numpy()) for name, tensor in styles.network.state_dict().items()}
    values(styles, at(5), Look(noise="none"))  # so that the buffers are others when the weights come
    styles.load(lent, 70)
    assert styles.facts.step == 70
    assert not np.array_equal(values(styles, at(5), Look(truncation=0.5)), before)
    assert all(np.array_equal(tensor.numpy(), lent[name]) for name, tensor in styles.network.state_dict().items())
