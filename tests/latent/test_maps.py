"""Maps are what their methods say, the same again for the same, and real samples lie where their like do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ganstudio.events import Preparing
from ganstudio.exploration.facts import Source
from ganstudio.exploration.look import Look
from ganstudio.exploration.views import Map, MapBy, MapOf
from ganstudio.latent.maps import FEWEST, PrincipalAxes, map_of, why_not_map
from ganstudio.latent.model import Explorable
from ganstudio.latent.reals import Reals
from ganstudio.latent.sources import load
from ganstudio.problems import ProblemError
from tests.generators import STYLES, TOLD, explorable
from tests.latent.kept import answer, source_of

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return source_of(tmp_path_factory.mktemp("digits") / "run")


def made(model: Explorable, **how: Any) -> Map:
    chosen = {"of": "pixels", "by": "pca", "count": 60, **how}
    return answer(map_of(model, Reals(model.facts.source, CPU), **chosen), Map)


def by_hand(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places (N, 2) along the principal axes, these axes, and the shares of the variance."""
    centred = values - values.mean(axis=0)
    powers, axes = np.linalg.svd(centred, full_matrices=False)[1:]
    axes = np.array([axis * np.sign(axis[np.abs(axis).argmax()]) for axis in axes[:2]])
    return centred @ axes.T, axes, (powers**2 / (powers**2).sum())[:2]


def framed(places: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Other places as the map with these has them."""
    centre = (places.min(axis=0) + places.max(axis=0)) / 2
    return (others - centre) / np.abs(places - centre).max()


def values_of(model: Explorable, found: Map, of: MapOf) -> np.ndarray:
    if of == "latents":
        return found.latents.values
    with torch.no_grad():
        classes = None if found.latents.classes is None else model.tensor(found.latents.classes)
        x = model.sample(model.tensor(found.latents.values), classes, found.latents.space, Look())
        x = Reals(model.facts.source, CPU).features(x) if of == "features" else x
    return x.flatten(1).double().numpy()


# --- the methods -------------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["latents", "pixels", "features"])
@pytest.mark.parametrize("count", [40, 150], ids=["wide", "long"])
def test_a_map_by_pca_is_that_of_the_singular_values(of: MapOf, count: int, digits: Source) -> None:
    model = load(digits)
    found = made(model, of=of, count=count)
    places, _, shares = by_hand(values_of(model, found, of))
    np.testing.assert_allclose(found.places, framed(places, places), atol=1e-5)
    assert found.explained == pytest.approx(tuple(shares), rel=1e-4)


@pytest.mark.parametrize("of", ["pixels", "features"])
def test_real_samples_are_laid_along_the_same_axes(of: MapOf, digits: Source) -> None:
    model, reals = load(digits), Reals(digits, CPU)
    found = answer(map_of(model, reals, of=of, by="pca", count=60, real=30), Map)
    values = values_of(model, found, of)
    places, axes, _ = by_hand(values)
    x, labels = reals.some(30, 0)
    real = x.float() / 127.5 - 1
    real = (reals.features(real).detach() if of == "features" else real).flatten(1).double().numpy()
    assert found.real_places is not None
    np.testing.assert_allclose(found.real_places, framed(places, (real - values.mean(axis=0)) @ axes.T), atol=1e-4)
    assert np.array_equal(found.real_labels, labels)
    assert np.array_equal(found.real_thumbnails, x.permute(0, 2, 3, 1).numpy())


def test_what_is_alike_lies_close_together(digits: Source) -> None:
    model = load(digits)
    found = made(model, of="pixels", by="tsne", count=150)
    values = values_of(model, found, "pixels")

    def ranks(rows: np.ndarray) -> np.ndarray:
        """How many rows are nearer to each row than each other one."""
        apart = np.linalg.norm(rows[:, None] - rows, axis=2)
        return apart.argsort(axis=1).argsort(axis=1)

    on_map = ranks(found.places) == 1  # the nearest neighbour of each
    assert np.median(ranks(values)[on_map]) <= 6, "by chance it would be 75"


def test_real_samples_lie_where_their_like_do(digits: Source) -> None:
    """Samples of the generator that are taken for real ones come to lie at their own places."""

    class Taken(Reals):
        def some(self, count: int, seed: int) -> tuple[torch.Tensor, None]:
            return self.tensor(model.draw(model.random(200, 0), Look()).samples[:count]), None

    model = load(digits)
    with torch.no_grad():  # first weights make greys alike, of which rounding leaves little
        for parameter in model.network.parameters():
            parameter.mul_(2)
    found = answer(map_of(model, Taken(digits, CPU), of="pixels", by="tsne", count=200, real=40), Map)
    assert found.real_places is not None
    off = np.linalg.norm(found.real_places - found.places[:40], axis=1)
    assert np.median(off) < 0.05, "the map is 2 across"


@pytest.mark.parametrize("by", ["pca", "tsne"])
def test_the_same_map_comes_again(by: MapBy, digits: Source) -> None:
    model = load(digits)
    one, other = (made(model, of="features", by=by, seed=3, real=20) for _ in range(2))
    assert np.array_equal(one.places, other.places)
    assert np.array_equal(one.real_places, other.real_places)  # type: ignore[arg-type]
    assert not np.array_equal(one.places, made(model, of="features", by=by, seed=4).places)


@pytest.mark.parametrize("by", ["pca", "tsne"])
@pytest.mark.parametrize("count", [FEWEST, 100])
def test_a_map_fills_its_frame(by: MapBy, count: int) -> None:
    places = made(explorable(), by=by, count=count).places
    assert places.shape == (count, 2)
    assert np.isfinite(places).all()
    assert np.abs(places).max() == pytest.approx(1)
    np.testing.assert_allclose(places.min(axis=0), -places.max(axis=0), atol=1e-9)


def test_axes_along_which_nothing_varies_are_no_trouble() -> None:
    rows = np.outer(np.arange(20.0), [0, -3, 4])
    for values in (rows, rows[:, 2:], np.zeros((20, 3))):
        axes = PrincipalAxes.of(values, 2)
        assert axes.of_values(values).shape == (20, 2)
        assert axes.explained == pytest.approx((1, 0) if values.any() else (0, 0))
    np.testing.assert_allclose(PrincipalAxes.of(rows, 2).directions, [[0, -0.6, 0.8], [0, 0, 0]], atol=1e-9)


# --- what is on the map ------------------------------------------------------------------------


def test_the_places_are_those_of_the_seed() -> None:
    model = explorable()
    found = made(model, seed=7, count=20)
    assert np.array_equal(found.latents.values, model.random(20, 7).values)
    thumbnails = found.thumbnails
    assert thumbnails is not None
    drawn = model.draw(found.latents, Look()).samples.astype(int)
    assert np.abs(drawn - thumbnails).max() <= 1  # in parts they may be rounded otherwise


def test_large_pictures_become_thumbnails() -> None:
    sets = ("architecture.generator.kind=dcgan", "architecture.generator.base_width=4")
    found = made(explorable(*sets, shape=(3, 96, 96)), count=20)
    assert found.thumbnails is not None
    assert found.thumbnails.shape == (20, 32, 32, 3)
    assert found.thumbnails.dtype == np.uint8


def test_labels_are_the_classes_in_turn_or_those_that_weigh_most() -> None:
    model = explorable(*TOLD, classes=tuple("0123456789"))
    assert np.array_equal(made(model, count=25).labels, np.arange(25) % 10)  # type: ignore[arg-type]
    blend = np.eye(10)[3] + np.eye(10)[8] / 2
    found = made(model, count=20, classes=tuple(blend))
    assert found.labels is not None
    assert (found.labels == 3).all()
    np.testing.assert_allclose(found.latents.classes, np.tile(blend / 1.5, (20, 1)))
    assert made(explorable(), count=20).labels is None


def test_places_in_w_can_be_gone_to() -> None:
    model = explorable(*STYLES)
    found = made(model, of="latents", space="w", count=20)
    assert found.latents.space == "w"
    assert model.draw(found.latents.part(slice(0, 2)), Look()).samples.shape == (2, 8, 8, 1)
    places, _, _ = by_hand(found.latents.values)
    np.testing.assert_allclose(found.places, framed(places, places), atol=1e-6)


def test_truncation_draws_the_map_together() -> None:
    model = explorable()
    spread = [np.ptp(values_of(model, made(model, look=Look(truncation=psi)), "latents"), axis=0) for psi in (1.0, 0.0)]
    assert np.array_equal(*spread), "the places stay"
    thumbnails = made(model, look=Look(truncation=0.0)).thumbnails
    assert thumbnails is not None
    assert (thumbnails == thumbnails[0]).all(), "and all look the same"


def test_points_have_a_map_without_thumbnails(tmp_path: Path) -> None:
    source = source_of(tmp_path / "run", "data.kind=ring8")
    found = made(load(source), real=50)
    assert found.thumbnails is None
    assert found.real_thumbnails is None
    assert found.real_places is not None
    assert found.real_places.shape == (50, 2)


# --- what cannot be ----------------------------------------------------------------------------


def test_real_samples_have_no_latents() -> None:
    with pytest.raises(ProblemError, match="choose features or pixels"):
        made(explorable(), of="latents", real=10)


def test_features_need_a_discriminator(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="choose pixels"):
        made(explorable(), of="features")


def test_a_missing_package_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert why_not_map("pca") == ""
    assert why_not_map("tsne") == ""
    monkeypatch.setattr("ganstudio.latent.maps.find_spec", lambda name: None)
    assert why_not_map("tsne") == "t-SNE needs the package “openTSNE”: pip install ganstudio[embed]"
    with pytest.raises(ProblemError, match="needs the package"):
        made(explorable(), by="tsne")


def test_asking_for_packages_does_not_import_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "openTSNE", raising=False)
    why_not_map("tsne")
    assert "openTSNE" not in sys.modules


def test_a_map_of_too_few_places_is_refused() -> None:
    with pytest.raises(ProblemError, match=f"needs {FEWEST} places at least"):
        made(explorable(), count=FEWEST - 1)


def test_a_map_tells_how_far_it_is_and_can_be_given_up() -> None:
    model = explorable()
    asked = map_of(model, Reals(model.facts.source, CPU), of="pixels", by="tsne", count=100)
    told: list[Preparing] = []
    for part in asked:
        assert isinstance(part, Preparing)
        told.append(part)
        if part.text == "Folding the map out" and part.done:
            break
    asked.close()  # type: ignore[attr-defined]  # it is a generator
    assert 0 < told[-1].done < told[-1].total
    assert {"Drawing samples", "Looking for neighbours"} < {one.text for one in told}
