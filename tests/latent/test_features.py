"""What a run's discriminator sees in a sample is of that sample alone, and the data of a run is found again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from ganstudio.architectures import DISCRIMINATORS
from ganstudio.datasets.base import Data, Distribution, Pictures
from ganstudio.experiment import override
from ganstudio.exploration.facts import Source
from ganstudio.generator_files import write_generator
from ganstudio.latent.features import data_of, features_of
from ganstudio.latent.sources import critic_of
from ganstudio.nets.critic import Critic
from ganstudio.problems import ProblemError
from ganstudio.runs import Run
from tests.datasets.tables import write_table
from tests.generators import untrained
from tests.latent.kept import source_of

CPU = torch.device("cpu")
TOLD = "architecture.conditioning.kind=concat"


def samples(count: int = 6, seed: int = 0) -> Tensor:
    return torch.rand(count, 1, 8, 8, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def seen(source: Source, x: Tensor) -> Tensor:
    features = features_of(source, CPU)
    assert features is not None
    return features(x)


def critic(source: Source) -> Critic:
    found = critic_of(source)
    assert found is not None
    return found


def read(source: Source) -> Data:
    reading = data_of(source)
    while True:
        try:
            next(reading)
        except StopIteration as end:
            data: Data = end.value
            return data


def exported(folder: Path) -> Source:
    write_generator(untrained(), folder / "g.safetensors")
    return Source(folder / "g.safetensors")


# --- features ----------------------------------------------------------------------------------


def test_features_are_what_the_discriminator_sees(tmp_path: Path) -> None:
    source = source_of(tmp_path / "run")
    torch.testing.assert_close(seen(source, samples()), critic(source).look(samples())[1])


@pytest.mark.parametrize("kind", DISCRIMINATORS.names())
def test_every_discriminator_sees_something_that_follows_the_sample(kind: str, tmp_path: Path) -> None:
    width = [] if "mlp" in kind else ["architecture.discriminator.base_width=4"]
    source = source_of(tmp_path / "run", f"architecture.discriminator.kind={kind}", *width)
    x = samples().requires_grad_()
    features = seen(source, x)
    assert features.shape == (6, critic(source).feature_dim)
    (slope,) = torch.autograd.grad(features.square().sum(), x)
    assert torch.isfinite(slope).all()
    assert (slope.flatten(1).abs().sum(dim=1) > 0).all()


@pytest.mark.parametrize("kind", ["dcgan", "stylegan2"])
def test_what_is_seen_in_a_sample_does_not_hang_on_the_others(kind: str, tmp_path: Path) -> None:
    """Where D measures how much the samples of a group differ."""
    sets = (f"kind={kind}", "base_width=4", "minibatch_std=true")
    source = source_of(tmp_path / "run", *(f"architecture.discriminator.{one}" for one in sets))
    together = seen(source, samples())
    alone = torch.cat([seen(source, one) for one in samples().split(1)])
    torch.testing.assert_close(together, alone)


def test_a_discriminator_of_packs_is_given_a_pack_of_the_same(tmp_path: Path) -> None:
    source = source_of(tmp_path / "run", "architecture.packing=2")
    x = samples()
    torch.testing.assert_close(seen(source, x), critic(source).look(torch.cat((x, x), dim=1))[1])


def test_where_the_class_stands_beside_the_sample_features_are_the_mean_over_classes(tmp_path: Path) -> None:
    source = source_of(tmp_path / "run", TOLD)
    D, x = critic(source), samples()
    each = [D.look(x, torch.full((len(x),), digit))[1] for digit in range(10)]
    assert not torch.equal(each[0], each[1])
    torch.testing.assert_close(seen(source, x), torch.stack(each).mean(dim=0))


@pytest.mark.parametrize("kind", ["projection", "auxiliary_classifier"])
def test_other_conditionings_see_the_same_whatever_the_class(kind: str, tmp_path: Path) -> None:
    source = source_of(tmp_path / "run", f"architecture.conditioning.kind={kind}")
    D, x = critic(source), samples()
    torch.testing.assert_close(seen(source, x), D.look(x, torch.full((len(x),), 3))[1])


def test_an_exported_generator_comes_without_features(tmp_path: Path) -> None:
    assert features_of(exported(tmp_path)) is None


# --- data --------------------------------------------------------------------------------------


def test_the_data_of_a_run_is_in_the_size_that_its_networks_see(tmp_path: Path) -> None:
    sets = ("architecture.generator.kind=dcgan", "architecture.generator.base_width=4", "data.size=16")
    data = read(source_of(tmp_path / "run", *sets))
    assert isinstance(data, Pictures)
    assert data.pixels.shape == (1797, 1, 16, 16)
    assert data.pixels.dtype == np.uint8


def test_data_without_end_is_given_as_it_is(tmp_path: Path) -> None:
    data = read(source_of(tmp_path / "run", "data.kind=ring8"))
    assert not isinstance(data, Pictures)
    distribution: Distribution = data  # type: ignore[assignment]
    assert distribution.draw(5, torch.Generator()).shape == (5, 2)


def test_data_that_is_gone_is_told_in_a_sentence(tmp_path: Path) -> None:
    write_table(tmp_path / "a.csv", ("a", "b", "c"), np.random.default_rng(0).normal(size=(80, 3)))
    source = source_of(tmp_path / "run", "data.kind=csv_table", f"data.file={tmp_path / 'a.csv'}")
    (tmp_path / "a.csv").unlink()
    with pytest.raises(ProblemError, match=r"^data\.file: there is no file"):
        read(source)


def test_an_exported_generator_knows_of_no_data(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="open the run that it comes from"):
        read(exported(tmp_path))


def test_looking_at_the_data_downloads_nothing(tmp_path: Path) -> None:
    source = source_of(tmp_path / "run")
    run = Run.open(source.path)
    gone = {"data.kind": "mnist", "data.root": str(tmp_path / "nowhere"), "data.download": "true"}
    run.write_experiment(override(run.experiment(), [f"{path}={value}" for path, value in gone.items()]))
    with pytest.raises(ProblemError, match="download"):
        for _ in data_of(source):
            pass
    assert not (tmp_path / "nowhere").exists()
