"""The nearest training samples are exactly the nearest, whatever the size of the parts, and copies show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from ganstudio.events import Preparing
from ganstudio.exploration.facts import Source
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.views import By, Neighbours, Similar
from ganstudio.generator_files import write_generator
from ganstudio.latent import reals as reals_module
from ganstudio.latent.features import Sight
from ganstudio.latent.model import Explorable
from ganstudio.latent.nearest import nearest_real, similar
from ganstudio.latent.reals import Reals
from ganstudio.latent.sources import load
from ganstudio.problems import ProblemError
from tests.datasets.tables import correlated_table
from tests.generators import untrained
from tests.latent.kept import answer, source_of

CPU = torch.device("cpu")
CONVOLUTIONAL = ("architecture.generator.kind=dcgan", "architecture.generator.base_width=4",
                 "architecture.discriminator.kind=dcgan", "architecture.discriminator.base_width=4",
                 "architecture.discriminator.normalization=none")  # fmt: skip


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return source_of(tmp_path_factory.mktemp("digits") / "run")


@pytest.fixture(scope="module")
def mirrored(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Twelve pictures of noise, which training also sees mirrored."""
    folder = tmp_path_factory.mktemp("mirrored")
    (folder / "pictures").mkdir()
    for number, pixels in enumerate(noise(12, (8, 8, 3))):
        Image.fromarray(pixels).save(folder / "pictures" / f"{number:02}.png")
    data = ("data.kind=image_folder", f"data.folder={folder / 'pictures'}", "data.size=8", "data.flips=true")
    return source_of(folder / "run", *data, "training.batch_size=4", *CONVOLUTIONAL)


def noise(count: int, shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, *shape), np.uint8)


def nearest(reals: Reals, samples: np.ndarray, count: int = 5, by: By = "pixels") -> Neighbours:
    return answer(nearest_real(reals, samples, count, by), Neighbours)


def everything(reals: Reals) -> np.ndarray:
    """All training samples as a person sees them."""
    list(reals.open())
    return reals.seen(reals.samples(np.arange(reals.count)))


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The root of the mean squared difference of all rows with all, by hand."""
    a, b = (values.reshape(len(values), -1).astype(np.float64) for values in (a, b))
    return np.array([np.sqrt(np.mean((b - row) ** 2, axis=1)) for row in a])


def looked_at(reals: Reals, samples: np.ndarray) -> np.ndarray:
    x = torch.from_numpy(samples).permute(0, 3, 1, 2).float() / 127.5 - 1
    return reals.features(x).numpy()


def assert_nearest(found: Neighbours, wanted: np.ndarray) -> None:
    """That these are the nearest by the distances (N, all)."""
    order = np.argsort(wanted, axis=1, kind="stable")[:, : found.indices.shape[1]]
    assert np.array_equal(found.indices, order)
    np.testing.assert_allclose(found.distances, np.take_along_axis(wanted, order, axis=1), rtol=1e-5)


# --- what is nearest ---------------------------------------------------------------------------


def test_the_nearest_pictures_are_those_of_all_differences_by_hand(digits: Source) -> None:
    reals = Reals(digits, CPU)
    samples = noise(7, (8, 8, 1))
    found = nearest(reals, samples)
    assert_nearest(found, distances(samples, everything(reals)))
    assert np.array_equal(found.real, everything(reals)[found.indices])


def test_the_nearest_by_features_are_those_of_all_features_by_hand(digits: Source) -> None:
    reals = Reals(digits, CPU)
    samples = noise(7, (8, 8, 1))
    found = nearest(reals, samples, by="features")
    assert_nearest(found, distances(looked_at(reals, samples), looked_at(reals, everything(reals))))


@pytest.mark.parametrize("by", ["pixels", "features"])
def test_a_training_picture_is_its_own_copy_and_noise_is_none(by: By, digits: Source) -> None:
    reals = Reals(digits, CPU)
    pictures = everything(reals)[[3, 1500]]
    found = nearest(reals, np.concatenate((pictures, noise(2, (8, 8, 1)))), by=by)
    assert found.indices[:2, 0].tolist() == [3, 1500]
    assert found.distances[:2, 0] == pytest.approx(0, abs=1e-6)
    assert found.copied.tolist() == [True, True, False, False]
    assert (found.ratios[2:] > 1).all()


def test_pixel_distances_are_exact_to_the_last_grey(digits: Source) -> None:
    reals = Reals(digits, CPU)
    picture = everything(reals)[[10]].copy()
    picture[0, 0, 0, 0] += 1
    assert nearest(reals, picture).distances[0, 0] == np.sqrt(1 / 64)


def test_real_pictures_are_compared_with_the_nearest_other_one(digits: Source) -> None:
    reals = Reals(digits, CPU)
    between = nearest(reals, noise(1, (8, 8, 1))).between_reals
    pictures = everything(reals)
    chosen = np.random.default_rng(0).permutation(len(pictures))[:200]
    apart = distances(pictures[chosen], pictures)
    apart[np.arange(200), chosen] = np.inf
    assert between == pytest.approx(np.median(apart.min(axis=1)))


def test_of_a_picture_and_its_mirrored_copy_the_nearer_counts(mirrored: Source) -> None:
    reals = Reals(mirrored, CPU)
    pictures = everything(reals)
    for by in ("pixels", "features"):
        found = nearest(reals, np.stack((pictures[4], pictures[7, :, ::-1])), 12, by)
        assert found.indices[:, 0].tolist() == [4, 7]
        assert found.mirrored[:, 0].tolist() == [False, True]
        assert found.distances[:, 0] == pytest.approx(0, abs=1e-6)
        assert np.array_equal(found.real[1, 0], pictures[7, :, ::-1])
        assert (np.sort(found.indices, axis=1) == np.arange(12)).all(), "each picture comes once"


def test_mirrored_copies_do_not_count_where_training_saw_none(digits: Source) -> None:
    reals = Reals(digits, CPU)
    found = nearest(reals, everything(reals)[[7], :, ::-1])
    assert not found.mirrored.any()
    assert found.distances[0, 0] > 0


def test_rows_of_a_table_are_compared_as_standard_scores(tmp_path: Path) -> None:
    rows = correlated_table(tmp_path / "a.csv", 200)
    source = source_of(tmp_path / "run", "data.kind=csv_table", f"data.file={tmp_path / 'a.csv'}")
    reals = Reals(source, CPU)
    found = nearest(reals, rows[:3] + 0.1)
    spread = rows.std(axis=0)
    assert_nearest(found, distances((rows[:3] + 0.1) / spread, rows / spread))
    np.testing.assert_allclose(found.real, rows[found.indices], rtol=1e-4, atol=1e-4)


# --- in parts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["pixels", "features"])
def test_the_size_of_the_parts_makes_no_difference(
    by: By, mirrored: Source, digits: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    for source, shape in ((mirrored, (8, 8, 3)), (digits, (8, 8, 1))):
        whole = nearest(Reals(source, CPU), noise(3, shape, 1), by=by)
        with monkeypatch.context() as smaller:
            smaller.setattr(reals_module, "MOST_AT_ONCE", 5)
            parted = nearest(Reals(source, CPU), noise(3, shape, 1), by=by)
        assert np.array_equal(whole.indices, parted.indices)
        assert np.array_equal(whole.mirrored, parted.mirrored)
        np.testing.assert_allclose(whole.distances, parted.distances, rtol=1e-5)
        assert whole.between_reals == pytest.approx(parted.between_reals)


def test_what_is_seen_in_training_pictures_is_kept(digits: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, look = [0], Sight.__call__

    def counted(sight: Sight, x: torch.Tensor) -> torch.Tensor:
        seen[0] += len(x)
        return look(sight, x)

    monkeypatch.setattr(Sight, "__call__", counted)
    reals = Reals(digits, CPU)
    first = nearest(reals, noise(2, (8, 8, 1)), by="features")
    assert seen[0] > 1797
    seen[0] = 0
    again = nearest(reals, noise(2, (8, 8, 1)), by="features")
    assert seen[0] < 10
    assert np.array_equal(first.distances, again.distances)


def test_features_that_would_take_too_much_room_are_seen_again(digits: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = nearest(Reals(digits, CPU), noise(2, (8, 8, 1)), by="features")
    monkeypatch.setattr(reals_module, "MOST_KEPT", 1000)
    reals = Reals(digits, CPU)
    for _ in range(2):
        found = nearest(reals, noise(2, (8, 8, 1)), by="features")
        assert np.array_equal(found.distances, kept.distances)
        assert reals._kept.numel() == 0


def test_a_question_that_was_given_up_does_no_harm_to_the_next(digits: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reals_module, "MOST_AT_ONCE", 100)
    samples = noise(2, (8, 8, 1))
    whole = nearest(Reals(digits, CPU), samples, by="features")
    reals = Reals(digits, CPU)
    asked = nearest_real(reals, samples, 5, "features")
    told = [next(asked) for _ in range(8)]
    asked.close()  # type: ignore[attr-defined]  # it is a generator
    assert isinstance(told[-1], Preparing)
    assert 0 < told[-1].done < told[-1].total == 1797
    again = nearest(reals, samples, by="features")
    assert np.array_equal(again.indices, whole.indices)
    assert np.array_equal(again.distances, whole.distances)


# --- what cannot be ----------------------------------------------------------------------------


def test_data_without_end_has_no_samples_to_copy(tmp_path: Path) -> None:
    reals = Reals(source_of(tmp_path / "run", "data.kind=ring8"), CPU)
    with pytest.raises(ProblemError, match="drawn without end"):
        nearest(reals, np.zeros((1, 2), np.float32))


def test_an_exported_generator_has_no_neighbours(tmp_path: Path) -> None:
    write_generator(untrained(), tmp_path / "g.safetensors")
    with pytest.raises(ProblemError, match="open the run that it comes from"):
        nearest(Reals(Source(tmp_path / "g.safetensors"), CPU), noise(1, (8, 8, 1)))


def test_pictures_of_another_size_are_refused(digits: Source) -> None:
    with pytest.raises(ProblemError, match="cannot be compared"):
        nearest(Reals(digits, CPU), noise(1, (16, 16, 1)))


def test_no_more_neighbours_come_than_there_are(mirrored: Source) -> None:
    assert nearest(Reals(mirrored, CPU), noise(1, (8, 8, 3)), 100).indices.shape == (1, 12)


# --- similar samples ---------------------------------------------------------------------------


@pytest.fixture
def model(digits: Source) -> Explorable:
    return load(digits)


@pytest.mark.parametrize("by", ["pixels", "features"])
def test_similar_places_have_the_nearest_samples_of_all_that_were_tried(
    by: By, model: Explorable, digits: Source
) -> None:
    reals, place = Reals(digits, CPU), model.random(1, 9)
    found = answer(similar(model, reals, place, 4, 2, by, Look(), candidates=150), Similar)
    tried = model.random(150, 2)
    drawn, own = (model.draw(latents, Look()).samples for latents in (tried, place))
    if by == "features":
        drawn, own = looked_at(reals, drawn), looked_at(reals, own)
    order = np.argsort(distances(own, drawn)[0])[:4]
    assert np.array_equal(found.latents.values, tried.values[order])
    np.testing.assert_allclose(found.distances, distances(own, drawn)[0, order], rtol=1e-5)


def test_similar_places_are_of_the_same_classes(tmp_path: Path) -> None:
    source = source_of(tmp_path / "run", "architecture.conditioning.kind=concat")
    model = load(source)
    blend = np.zeros((1, 10))
    blend[0, [2, 5]] = 0.5
    place = replace(model.random(1, 0), classes=blend)
    found = answer(similar(model, Reals(source), place, 3, 0, "features", Look(), candidates=80), Similar)
    assert np.array_equal(found.latents.classes, np.repeat(blend, 3, axis=0))


def test_a_place_that_is_tried_itself_is_the_most_similar(model: Explorable, digits: Source) -> None:
    place = model.random(70, 5).part(np.array([66]))
    found = answer(similar(model, Reals(digits), place, 2, 5, "pixels", Look(), candidates=100), Similar)
    assert isinstance(found.latents, Latents)
    assert np.array_equal(found.latents.values[0], place.values[0])
    assert found.distances[0] == 0


def test_similar_pixels_are_found_without_a_run(tmp_path: Path) -> None:
    write_generator(untrained(), tmp_path / "g.safetensors")
    source = Source(tmp_path / "g.safetensors")
    model = load(source)
    assert (
        len(answer(similar(model, Reals(source), model.random(1, 0), 2, 0, "pixels", Look(), 50), Similar).latents) == 2
    )
    with pytest.raises(ProblemError, match="choose pixels"):
        answer(similar(model, Reals(source), model.random(1, 0), 2, 0, "features", Look(), 50), Similar)
