"""Directions are what their papers say, worked out anew by hand, and change what they are to change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ganstudio.architectures import GENERATORS
from ganstudio.architectures.base import Generator
from ganstudio.architectures.mlp import MlpGenerator
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Direction, Pose, Slider
from ganstudio.latent.directions import (
    between_classes,
    between_selections,
    closed_form,
    codes,
    principal,
    principal_of_layer,
)
from ganstudio.latent.model import Explorable
from ganstudio.problems import ProblemError
from tests.generators import STYLES, TOLD, explorable

ABC = ("a", "b", "c")
DCGAN = ("architecture.generator.kind=dcgan", "architecture.generator.base_width=4")
BIGGAN = ("architecture.generator.kind=biggan", "architecture.generator.base_width=4")
BY_NORM = (*TOLD, "architecture.conditioning.class_input=normalization")
CODES = ("architecture.prior.kind=codes", "architecture.prior.discrete=2", "architecture.prior.categories=3")
Finder = Callable[[Explorable], tuple[Direction, ...]]


def rows(directions: Sequence[Direction]) -> np.ndarray:
    return np.array([direction.vector for direction in directions])


def assert_same_lines(found: Sequence[Direction], wanted: np.ndarray) -> None:
    """The same vectors up to their signs."""
    signs = np.sign((rows(found) * wanted).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(rows(found) * signs, wanted, atol=1e-5)


def strongest(A: np.ndarray, count: int) -> np.ndarray:
    return np.linalg.svd(A, full_matrices=False)[2][:count]


def weights(layer: nn.Module) -> np.ndarray:
    """The weights in use, (outputs, inputs)."""
    assert isinstance(layer.weight, Tensor)
    return layer.weight.detach().double().numpy()


def one_style(model: Explorable, latents: Latents) -> np.ndarray:
    return model.in_space(latents, "w").values.reshape(len(latents), model.facts.layers, -1)[:, 0]


def pictures(model: Explorable, latents: Latents) -> np.ndarray:
    y = None if latents.classes is None else model.tensor(latents.classes)
    with torch.no_grad():
        return model.sample(model.tensor(latents.values), y, latents.space, Look()).flatten(1).double().numpy()


def made_by(model: Explorable, layer: str, latents: Latents) -> np.ndarray:
    heard: list[Tensor] = []
    module = model.network.get_submodule(layer)
    hook = module.register_forward_hook(lambda module, given, made: heard.append(made.clone()))
    pictures(model, latents)
    hook.remove()
    return heard[0].double().numpy()


def refusal(find: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as raised:
        find()
    (problem,) = raised.value.problems
    return problem.message


# --- what all have in common ---

FINDERS: dict[str, tuple[Callable[[], Explorable], Finder]] = {
    "pca z": (explorable, lambda model: principal(model, "z", 5)),
    "pca w": (lambda: explorable(*STYLES), lambda model: principal(model, "w", 5)),
    "layer z": (lambda: explorable(*DCGAN), lambda model: principal_of_layer(model, "layers.3", 5)),
    "layer w": (lambda: explorable(*STYLES), lambda model: principal_of_layer(model, "synthesis.first", 5)),
    "sefa z": (lambda: explorable(*BIGGAN), lambda model: closed_form(model, 5)),
    "sefa w": (lambda: explorable(*STYLES), lambda model: closed_form(model, 5)),
}
every_finder = pytest.mark.parametrize(("build", "find"), FINDERS.values(), ids=FINDERS)


@every_finder
def test_directions_are_of_length_1_and_their_largest_number_is_positive(
    build: Callable[[], Explorable], find: Finder
) -> None:
    found = find(build())
    assert len(found) == 5
    np.testing.assert_allclose(np.linalg.norm(rows(found), axis=1), 1)
    for direction in found:
        assert max(direction.vector, key=abs) > 0


@every_finder
def test_the_same_generator_has_the_same_directions_whatever_was_drawn_before(
    build: Callable[[], Explorable], find: Finder
) -> None:
    model = build()
    found = find(model)
    model.draw(model.random(2, 3), Look(noise="seed", noise_seed=5, truncation=0.5))
    torch.rand(3)
    assert find(model) == found == find(build())


@every_finder
def test_finding_directions_leaves_the_generator_as_it_was(build: Callable[[], Explorable], find: Finder) -> None:
    model = build()
    before = pictures(model, model.random(4, 0))
    find(model)
    assert np.array_equal(pictures(model, model.random(4, 0)), before)
    assert not any(module._forward_hooks for module in model.network.modules())


def test_one_of_a_slider_is_one_standard_deviation_of_random_places() -> None:
    model = explorable(*STYLES)
    w = one_style(model, model.random(500, 9))
    for direction in (principal(model, "w", 1)[0], closed_form(model, 1)[0]):
        pose = Pose(place=Place(seed=1), sliders=(Slider(direction=direction, amount=1.0),))
        move = model.resolve(pose).values - model.latents([pose.place], "w").values
        length = np.linalg.norm(move) / np.sqrt(model.facts.layers)
        assert length == pytest.approx((w @ np.array(direction.vector)).std(), rel=0.1)
    assert {direction.std for direction in principal(model, "z", 3)} == {1.0}


# --- principal components ---


def test_principal_directions_are_those_of_places_worked_out_by_hand() -> None:
    model = explorable(*STYLES)
    places = model.random(300, 4)
    for space, values in (("z", places.values), ("w", one_style(model, places))):
        found = principal(model, space, 4, seed=4, samples=300)  # type: ignore[arg-type]
        _, powers, axes = np.linalg.svd(values - values.mean(axis=0), full_matrices=False)
        assert_same_lines(found, axes[:4])
        assert [direction.name for direction in found] == ["PCA 1", "PCA 2", "PCA 3", "PCA 4"]
        assert {direction.space for direction in found} == {space}
        if space == "w":
            np.testing.assert_allclose([d.std for d in found], powers[:4] / np.sqrt(300), rtol=1e-5)


def test_principal_directions_are_of_places_of_the_classes_asked_for() -> None:
    model = explorable(*STYLES, *TOLD, classes=ABC)
    places = model.random(300, 0)
    for classes, blend in (((), (1, 0, 0)), ((0, 0, 1), (0, 0, 1)), ((0, 1, 1), (0, 0.5, 0.5))):
        w = one_style(model, replace(places, classes=np.tile(np.array(blend, float), (300, 1))))
        found = principal(model, "w", 3, samples=300, classes=classes)
        assert_same_lines(found, strongest(w - w.mean(axis=0), 3))


def test_there_are_no_more_directions_than_dimensions() -> None:
    assert len(principal(explorable(), "z", 50)) == 8
    assert len(closed_form(explorable(), 50)) == 8


# --- components of a layer ---

LAYERS: list[tuple[tuple[str, ...], str, dict[str, Any]]] = [
    (DCGAN, "layers.1", {}),
    (DCGAN, "layers.3", {}),
    (BIGGAN, "levels.0", {}),
    (("architecture.generator.widths=[5,40]",), "layers.0", {}),  # fewer activations than places
    ((*DCGAN, *TOLD), "network.layers.3", {"classes": ABC}),
    (STYLES, "synthesis.first", {}),
]
every_layer = pytest.mark.parametrize(("sets", "layer", "data"), LAYERS)


@every_layer
def test_directions_of_a_layer_fit_its_components_to_latents_by_least_squares(
    sets: tuple[str, ...], layer: str, data: dict[str, Any]
) -> None:
    model = explorable(*sets, **data)
    places = model.random(200, 1)
    if places.classes is not None:
        places = replace(places, classes=np.tile([1.0, 0, 0], (200, 1)))
    target = one_style(model, places) if model.facts.has_styles else places.values
    made = made_by(model, layer, places).reshape(200, -1)
    centred = made - made.mean(axis=0)
    coordinates = centred @ strongest(centred, 3).T
    fit = np.linalg.lstsq(np.column_stack([coordinates, np.ones(200)]), target, rcond=None)[0][:3]
    found = principal_of_layer(model, layer, 3, seed=1, samples=200)
    assert_same_lines(found, fit / np.linalg.norm(fit, axis=1, keepdims=True))
    assert [direction.name for direction in found] == [f"PCA of {layer} {number}" for number in (1, 2, 3)]
    assert {direction.space for direction in found} == {"w" if model.facts.has_styles else "z"}


@every_layer
def test_a_direction_of_a_layer_moves_its_first_component(
    sets: tuple[str, ...], layer: str, data: dict[str, Any]
) -> None:
    model = explorable(*sets, **data)
    places = model.random(400, 1)
    if places.classes is not None:
        places = replace(places, classes=np.tile([1.0, 0, 0], (400, 1)))
    made = made_by(model, layer, places).reshape(400, -1)
    axis = strongest(made - made.mean(axis=0), 1)[0]
    (direction,) = principal_of_layer(model, layer, 1)
    moves = np.linspace(-2, 2, 7)[:, None] * direction.std * np.array(direction.vector)
    if model.facts.has_styles:
        styles = one_style(model, places).mean(axis=0) + moves
        moved = Latents("w", np.tile(styles, (1, model.facts.layers)))
    else:
        moved = Latents("z", moves, None if places.classes is None else places.classes[:7])
    component = made_by(model, layer, moved).reshape(7, -1) @ axis
    assert abs(np.corrcoef(np.arange(7), component)[0, 1]) > 0.95


@pytest.mark.parametrize(
    ("sets", "layer", "kept"),
    [
        ((*DCGAN,), "layers.13", lambda made: made[:, :, ::2, ::2]),  # 3 · 64 · 64 numbers
        (("architecture.generator.widths=[9000]",), "layers.0", lambda made: made[:, ::2]),
    ],
)
def test_of_a_large_layer_every_second_number_along_a_side_is_looked_at(
    sets: tuple[str, ...], layer: str, kept: Callable[[np.ndarray], np.ndarray]
) -> None:
    model = explorable(*sets, shape=(3, 64, 64))
    places = model.random(60, 0)
    made = kept(made_by(model, layer, places)).reshape(60, -1)
    coordinates = np.linalg.svd(made - made.mean(axis=0), full_matrices=False)[0][:, :2]
    fit = coordinates.T @ places.values
    found = principal_of_layer(model, layer, 2, samples=60)
    assert_same_lines(found, fit / np.linalg.norm(fit, axis=1, keepdims=True))


# --- closed form ---


def test_the_closed_form_of_a_dcgan_is_that_of_its_first_convolution() -> None:
    model = explorable(*DCGAN)
    unfolding = model.network.get_submodule("layers.1")
    assert isinstance(unfolding, nn.ConvTranspose2d)
    A = unfolding.weight.numpy().reshape(8, -1).T
    found = closed_form(model, 3)
    assert_same_lines(found, strongest(A, 3))
    assert [(d.name, d.space, d.std) for d in found] == [(f"SeFa {n}", "z", 1.0) for n in (1, 2, 3)]


def test_the_embedding_of_a_class_beside_z_is_no_part_of_the_closed_form() -> None:
    model = explorable(*TOLD, classes=ABC)
    A = weights(model.network.get_submodule("network.layers.0"))
    assert A.shape == (128, 8 + 32)
    assert_same_lines(closed_form(model, 8), strongest(A[:, :8], 8))


@pytest.mark.parametrize("split", ["true", "false"])
def test_the_closed_form_of_a_biggan_is_of_all_levels_that_z_is_dealt_out_to(split: str) -> None:
    sets = (*BIGGAN, *BY_NORM, f"architecture.generator.split_latent={split}", "architecture.latent_dim=14")
    model = explorable(*sets, shape=(3, 16, 16), classes=ABC)
    G: Any = model.network
    places, part = 1 + len(G.levels), 14 // (1 + len(G.levels))
    assert (places, part) == (3, 4)
    beside = G.embedding.embedding_dim
    z = np.eye(14)
    parts = [z] * places
    if split == "true":
        parts = [z[place : places * part : places] for place in range(places)]
        parts[0] = np.concatenate([parts[0], z[places * part :]])
    A = [weights(G.first[0]) @ parts[0]]
    for level, dealt in zip(G.levels, parts[1:], strict=True):
        norms = [module for module in level.modules() if type(module).__name__ == "VectorNorm"]
        assert len(norms) == 2
        A += [weights(linear)[:, beside:] @ dealt for norm in norms for linear in (norm.scale, norm.shift)]
    assert_same_lines(closed_form(model, 5), strongest(np.concatenate(A), 5))


@pytest.mark.parametrize("told", [(), TOLD])
def test_the_closed_form_of_a_stylegan_is_of_the_styles_of_the_layers_asked_for(told: tuple[str, ...]) -> None:
    model = explorable(*STYLES, *told, classes=ABC if told else ())
    synthesis: Any = model.network.get_submodule("network.synthesis" if told else "synthesis")
    steered = [
        (0, synthesis.first),
        (1, synthesis.to_picture[0]),
        (1, synthesis.doubling[0]),
        (2, synthesis.keeping[0]),
        (3, synthesis.to_picture[1]),
    ]
    for first, last in ((0, 64), (0, 0), (1, 2), (3, 3)):
        A = [
            layer.style.parametrizations.weight.original.double().numpy() / np.sqrt(16)
            for number, layer in steered
            if first <= number <= last
        ]
        found = closed_form(model, 3, first, last)
        assert_same_lines(found, strongest(np.concatenate(A), 3))
        assert {direction.space for direction in found} == {"w"}


@pytest.mark.parametrize("told", [(), TOLD], ids=["plain", "told"])
@pytest.mark.parametrize(
    ("kind", "shape"),
    [(MlpGenerator, (2,)), *((kind, (3, 16, 16)) for kind in GENERATORS)],
    ids=["points", *GENERATORS.names()],
)
def test_every_generator_has_a_closed_form(
    kind: type[Generator], shape: tuple[int, ...], told: tuple[str, ...]
) -> None:
    sets = [f"architecture.generator.kind={kind.kind_name()}", *told]
    if "base_width" in kind.model_fields:
        sets.append("architecture.generator.base_width=4")
    model = explorable(*sets, shape=shape, classes=ABC if told else ())
    found = rows(closed_form(model, 6))
    np.testing.assert_allclose(found @ found.T, np.eye(6), atol=1e-9)


@pytest.mark.parametrize("sets", [("architecture.generator.widths=[32,32]",), STYLES], ids=["mlp", "stylegan2"])
def test_the_first_direction_of_the_closed_form_changes_pictures_more_than_a_random_one(sets: tuple[str, ...]) -> None:
    model = explorable(*sets, "architecture.latent_dim=32")
    (sefa,) = closed_form(model, 1)
    places = model.random(40, 0, sefa.space)
    before = pictures(model, places)
    layers = model.facts.layers if sefa.space == "w" else 1

    def change(vector: np.ndarray) -> float:
        moved = replace(places, values=places.values + 0.1 * np.tile(vector, layers))
        return float(np.linalg.norm(pictures(model, moved) - before, axis=1).mean())

    random = np.random.default_rng(0).normal(size=(30, len(sefa.vector)))
    random /= np.linalg.norm(random, axis=1, keepdims=True)
    changes = [change(vector) for vector in random]
    assert change(np.array(sefa.vector)) > 1.2 * np.mean(changes)


# --- classes and selections ---


def test_the_direction_between_classes_leads_from_one_mean_style_to_the_other() -> None:
    model = explorable(*STYLES, *TOLD, classes=ABC)
    places = model.random(400, 0)
    first, third = (
        one_style(model, replace(places, classes=np.tile(np.eye(3)[number], (400, 1)))).mean(axis=0)
        for number in (0, 2)
    )
    way = (third - first) / np.linalg.norm(third - first)
    (found,) = between_classes(model, 0, 2, samples=400)
    assert (found.name, found.space) == ("a → c", "w")
    np.testing.assert_allclose(found.vector, way, atol=1e-5)
    (back,) = between_classes(model, 2, 0, samples=400)
    np.testing.assert_allclose(back.vector, -way, atol=1e-5)


def test_classes_that_do_not_move_places_are_to_be_blended_instead() -> None:
    message = refusal(lambda: between_classes(explorable(*DCGAN, *TOLD, classes=ABC), 0, 1))
    assert "blend the classes" in message


def test_a_direction_between_selections_leads_from_less_to_more() -> None:
    model = explorable(*DCGAN)
    places = model.random(200, 0)
    brightness = pictures(model, places).mean(axis=1)
    bright, dark = places.part(brightness > np.median(brightness)), places.part(brightness <= np.median(brightness))
    way = bright.values.mean(axis=0) - dark.values.mean(axis=0)
    (found,) = between_selections(model, bright, dark, "brightness")
    assert (found.name, found.space, found.std) == ("brightness", "z", 1.0)
    np.testing.assert_allclose(found.vector, way / np.linalg.norm(way), atol=1e-12)
    (back,) = between_selections(model, dark, bright, "darkness")
    assert back.vector == tuple(-number for number in found.vector)
    lighter = replace(places, values=places.values + np.array(found.vector))
    assert pictures(model, lighter).mean() > brightness.mean()


def test_selections_in_w_count_by_the_mean_over_their_layers() -> None:
    model = explorable(*STYLES)
    mixed = Latents("w", np.random.default_rng(0).normal(size=(3, 4 * 16)))
    noise = model.random(5, 1)
    way = mixed.values.reshape(3, 4, 16).mean(axis=(0, 1)) - one_style(model, noise).mean(axis=0)
    (found,) = between_selections(model, mixed, noise, "")
    assert found.space == "w"
    np.testing.assert_allclose(found.vector, way / np.linalg.norm(way), atol=1e-9)
    along = one_style(model, model.random(1024, 0)) @ np.array(found.vector)
    assert found.std == pytest.approx(along.std(), rel=1e-5)


def test_random_places_stand_for_an_empty_selection() -> None:
    model = explorable(*STYLES)
    chosen, none = model.random(6, 2), Latents("z", np.empty((0, 8)))
    (more,) = between_selections(model, chosen, none, "")
    mean = chosen.values.mean(axis=0)
    np.testing.assert_allclose(more.vector, mean / np.linalg.norm(mean))
    (less,) = between_selections(model, none, chosen, "")
    np.testing.assert_allclose(less.vector, -np.array(more.vector))
    in_w = model.in_space(chosen, "w")
    way = one_style(model, chosen).mean(axis=0) - one_style(model, model.random(4096, 0)).mean(axis=0)
    (found,) = between_selections(model, in_w, none, "")
    np.testing.assert_allclose(found.vector, way / np.linalg.norm(way), atol=1e-5)


# --- codes ---


def test_each_code_has_a_direction_that_moves_it_alone() -> None:
    model = explorable(*CODES, "architecture.latent_dim=12")  # 4 of noise, 2 × 3 categories, 2 codes
    found = {direction.name: direction for direction in codes(model)}
    categories = [f"category {category} of code {code}" for code in (1, 2) for category in (1, 2, 3)]
    assert list(found) == ["code 1", "code 2", *categories]
    start = model.random(20, 0)

    def z(direction: Direction | None, amount: float = 0.0) -> np.ndarray:
        move = 0.0 if direction is None else amount * direction.std * np.array(direction.vector)
        return model.architecture.prior.of_normal(model.tensor(start.values + move)).numpy()

    for name, number in (("code 1", 10), ("code 2", 11)):
        assert (z(found[name], 5)[:, number] > 0.9).all()
        assert (z(found[name], -5)[:, number] < -0.9).all()
        assert np.array_equal(np.delete(z(found[name], 5), number, 1), np.delete(z(None), number, 1))
    for index, name in enumerate(categories):
        moved, block = z(found[name], 15), range(4 + 3 * (index // 3), 7 + 3 * (index // 3))
        assert np.array_equal(moved[:, block], np.tile(np.eye(3)[index % 3], (20, 1)))
        assert np.array_equal(np.delete(moved, block, 1), np.delete(z(None), block, 1))


# --- what cannot be ---


def test_what_cannot_be_is_told_in_a_sentence() -> None:
    plain, styled, told = explorable(), explorable(*STYLES), explorable(*STYLES, *TOLD, classes=ABC)
    empty = Latents("z", np.empty((0, 8)))
    assert refusal(lambda: principal(plain, "w", 3)) == "this generator makes no styles, so it has no w: stay in z"
    assert refusal(lambda: principal_of_layer(plain, "nowhere", 3)) == "this generator has no layer “nowhere”"
    assert "has no layer" in refusal(lambda: principal_of_layer(plain, "", 3))
    assert "has no layer" in refusal(lambda: principal_of_layer(styled, "mapping.layers.1.parametrizations.weight", 3))
    assert "choose another" in refusal(lambda: principal_of_layer(styled, "synthesis.keeping", 3))
    assert (
        refusal(lambda: principal_of_layer(styled, "synthesis.constant", 3))
        == "“synthesis.constant” makes the same of all places: choose another layer"
    )
    assert (
        refusal(lambda: closed_form(styled, 3, 4, 9)) == "no layer lies from 4 to 9: this generator has layers 0 to 3"
    )
    assert "trained without classes" in refusal(lambda: between_classes(styled, 0, 1))
    assert refusal(lambda: between_classes(told, 0, 3)) == "there is no class 3: the 3 classes count from 0"
    assert refusal(lambda: between_classes(told, 1, 1)) == "choose two classes that differ"
    assert refusal(lambda: between_selections(plain, empty, empty, "")) == "choose places that have more of it, or less"
    same = plain.random(2, 0)
    assert "no direction leads" in refusal(lambda: between_selections(plain, same, same, ""))
    none = explorable(*CODES, "architecture.prior.discrete=0", "architecture.prior.continuous=0")
    assert "no codes" in refusal(lambda: codes(plain))
    assert "no codes" in refusal(lambda: codes(none))


def test_names_that_are_too_long_are_cut() -> None:
    model = explorable(*STYLES, *TOLD, classes=("a" * 90, "b" * 90))
    assert len(between_classes(model, 0, 1)[0].name) == 80
    assert len(between_selections(model, model.random(1, 0), model.random(1, 1), "n" * 200)[0].name) == 80
