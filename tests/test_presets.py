"""Every ready-made experiment is read whole, runs and tells its story; the textbooks' networks have their numbers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from torch import nn

from ganstudio.averages.half_life import HalfLife
from ganstudio.commands import Commands
from ganstudio.datasets.mnist import Mnist
from ganstudio.engine import job
from ganstudio.events import Finished, Measured, Started
from ganstudio.experiment import LISTS, Experiment, load, override, preset, presets
from ganstudio.losses.non_saturating import NonSaturating
from ganstudio.losses.relativistic import Relativistic
from ganstudio.nets.blocks import parameter_count
from ganstudio.optimizers.adam import Adam
from ganstudio.options import Options
from ganstudio.penalties.wgan_gp import WganGp
from ganstudio.plan import plan
from ganstudio.priors.normal import Normal
from ganstudio.problems import Problem, ProblemError
from ganstudio.runs import Run
from ganstudio.sampling import sample_run
from ganstudio.schedules.cosine import Cosine
from ganstudio.sections import Techniques
from ganstudio.spec import DataSpec
from ganstudio.stopping.convergence import Convergence
from tests.datasets.tables import correlated_table, random_walk

BRIEFLY = ("training.steps=3", "training.length_from_data=false", "training.threads=1", "recording.grid=2")
AS_MNIST = ("data.kind=digits", "data.size=28")  # the included digits in MNIST's size
MNIST = DataSpec((1, 28, 28), 60_000, tuple("0123456789"))
TO_CHOOSE = {  # what a person has to choose before anything can run
    "few_shot": Problem("data.folder", "choose the folder that holds the pictures"),
    "my_pictures": Problem("data.folder", "choose the folder that holds the pictures"),
    "my_series": Problem("data.file", "choose a CSV file"),
    "my_table": Problem("data.file", "choose a CSV file"),
}


def with_data(name: str, folder: Path) -> Experiment:
    """The preset with data that is always there."""
    experiment = preset(name)
    match experiment.data.kind_name():
        case "mnist":
            return override(experiment, AS_MNIST)
        case "image_folder" | "cifar10":
            return override(experiment, ["data.kind=digits", "data.size=32"])
        case "csv_table":
            correlated_table(folder / "table.csv")
            return override(experiment, [f"data.file={folder / 'table.csv'}"])
        case "csv_series":
            random_walk(folder / "series.csv")
            return override(experiment, [f"data.file={folder / 'series.csv'}"])
    return experiment


def few_steps(experiment: Experiment, folder: Path) -> tuple[Run, Started]:
    """A run of three steps that ends well, and how it started."""
    checked = plan(override(experiment, BRIEFLY))
    run = Run.create_at(folder / "run", checked.experiment)
    events = list(job.train(checked, run, Commands()))
    assert events[-1] == Finished(3, "completed"), events[-1]
    (started,) = (event for event in events if isinstance(event, Started))
    return run, started


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_preset_is_read_whole_and_tells_in_two_sentences_what_is_seen_and_what_to_try(name: str) -> None:
    experiment, problems = load(presets()[name])
    assert problems == []
    seen, tried, *more = re.split(r"(?<=[.?!]) ", experiment.notes)
    assert all(sentence[:1].isupper() and sentence.endswith(".") for sentence in (seen, tried, *more))
    assert [sentence[:8] for sentence in more] in ([], ["On a GPU"])


@pytest.mark.parametrize("name", sorted(presets()))
def test_a_preset_with_networks_for_pictures_tells_last_what_it_would_be_on_a_gpu(name: str) -> None:
    experiment = preset(name)
    if experiment.architecture.generator.kind_name() != "mlp":
        assert ". On a GPU" in experiment.notes


def test_every_preset_has_a_name_of_its_own() -> None:
    names = [preset(name).name for name in presets()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_preset_writes_only_what_is_not_the_default_anyway(name: str) -> None:
    written = tomllib.loads(presets()[name].read_text(encoding="utf-8"))
    del written["schema_version"]
    assert list(defaults(preset(name), written)) == []


def defaults(options: Options, written: Mapping[str, Any]) -> Iterator[str]:
    """The written options that have their default; a kind may be written for the reader's sake."""
    for name, value in written.items():
        chosen = getattr(options, name)
        for part, its in zip(chosen, value, strict=True) if name in LISTS else [(chosen, value)]:
            if isinstance(part, Options):
                yield from (f"{name}.{inner}" for inner in defaults(part, its))
            elif name != "kind" and part == type(options).model_fields[name].default:
                yield name


@pytest.mark.parametrize("name", sorted(TO_CHOOSE))
def test_a_preset_of_ones_own_data_asks_for_it_and_for_nothing_else(name: str) -> None:
    with pytest.raises(ProblemError) as error:
        plan(preset(name))
    assert list(error.value.problems) == [TO_CHOOSE[name]]


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_preset_trains_and_samples(name: str, tmp_path: Path) -> None:
    run, _ = few_steps(with_data(name, tmp_path), tmp_path)
    samples = sample_run(run, 5, seed=1)
    assert len(samples) == 5
    assert np.isfinite(samples).all()


@dataclass(frozen=True)
class Textbook:
    """What a textbook says of its system. The counts are worked out by hand: each layer has in · out + out numbers."""

    generator: tuple[int, ...]  # from the noise to the 784 pixels
    discriminator: tuple[int, ...]  # from the pixels to the score
    generator_parameters: int
    discriminator_parameters: int
    batch_size: int = 64


SMALL = Textbook(
    generator=(100, 128, 256, 784),
    discriminator=(784, 256, 128, 1),
    generator_parameters=12_928 + 33_024 + 201_488,
    discriminator_parameters=200_960 + 32_896 + 129,
)
LEAKY = Textbook(
    generator=(100, 128, 256, 512, 784),
    discriminator=(784, 512, 256, 1),
    generator_parameters=12_928 + 33_024 + 131_584 + 402_192,
    discriminator_parameters=401_920 + 131_328 + 257,
)
TEXTBOOKS = {
    "textbook_mlp": SMALL,
    "textbook_deep_mlp": Textbook(
        generator=(100, 256, 512, 1024, 784),
        discriminator=(784, 256, 512, 1024, 1),
        generator_parameters=25_856 + 131_584 + 525_312 + 803_600,
        discriminator_parameters=200_960 + 131_584 + 525_312 + 1_025,
        batch_size=100,
    ),
    "textbook_loop": replace(SMALL, batch_size=32),
    "textbook_leaky": LEAKY,
    "textbook_leaky_smoothing": LEAKY,
    "textbook_leaky_penalty": LEAKY,
}


@pytest.mark.parametrize("name", TEXTBOOKS)
def test_the_textbooks_networks_have_their_layers_and_nothing_else(name: str) -> None:
    book, architecture = TEXTBOOKS[name], preset(name).architecture
    G = architecture.generator.build(MNIST, architecture.latent_dim)
    D = architecture.discriminator.build(MNIST)
    assert layers(G) == [*leaky(book.generator), nn.Tanh, nn.Unflatten]
    assert layers(D) == [nn.Flatten, *leaky(book.discriminator), nn.Flatten]
    leaks = [layer.negative_slope for net in (G, D) for layer in net.modules() if isinstance(layer, nn.LeakyReLU)]
    assert set(leaks) == {0.2}
    assert parameter_count(G) == book.generator_parameters
    assert parameter_count(D) == book.discriminator_parameters


def layers(network: nn.Module) -> list[object]:
    """Each layer's class, linear ones as (in, out)."""
    leaves = (layer for layer in network.modules() if not list(layer.children()))
    return [(leaf.in_features, leaf.out_features) if isinstance(leaf, nn.Linear) else type(leaf) for leaf in leaves]


def leaky(sizes: tuple[int, ...]) -> list[object]:
    """Linear layers of these sizes with a leaky ReLU between each two."""
    return [part for pair in pairwise(sizes) for part in (pair, nn.LeakyReLU)][:-1]


@pytest.mark.parametrize("name", TEXTBOOKS)
def test_the_textbooks_are_learned_with_their_numbers(name: str) -> None:
    experiment = preset(name)
    assert experiment.data == Mnist()
    assert experiment.architecture.latent_dim == 100
    assert experiment.architecture.prior == Normal()
    assert experiment.training.batch_size == TEXTBOOKS[name].batch_size
    assert (experiment.training.n_critic, experiment.training.n_generator) == (1, 1)
    assert not experiment.training.ema.is_on, "a textbook shows G itself"
    for optimizer in (experiment.optimizers.generator, experiment.optimizers.discriminator):
        assert optimizer == Adam(lr=2e-4, beta1=0.5, beta2=0.999)
    assert experiment.techniques == Techniques()
    real_label = 0.9 if name == "textbook_leaky_smoothing" else 1.0
    assert experiment.loss == NonSaturating(real_label=real_label, fake_label=0.0)
    assert experiment.penalties == ((WganGp(weight=10.0),) if name == "textbook_leaky_penalty" else ())


@pytest.mark.parametrize("name", TEXTBOOKS)
def test_the_textbooks_train_alike_on_the_included_digits_in_mnists_size(name: str, tmp_path: Path) -> None:
    _, started = few_steps(override(preset(name), AS_MNIST), tmp_path)
    assert started.sample_shape == MNIST.shape
    assert started.generator_parameters == TEXTBOOKS[name].generator_parameters
    assert started.discriminator_parameters == TEXTBOOKS[name].discriminator_parameters


def test_the_textbooks_loop_ends_when_nothing_moves_any_more() -> None:
    experiment = preset("textbook_loop")
    (rule,) = experiment.stopping
    assert isinstance(rule, Convergence)
    assert rule.window <= experiment.training.steps / 4, "there is time for it to happen"


def test_the_linear_textbook_has_one_layer_each_and_stays_where_the_data_is(tmp_path: Path) -> None:
    experiment = override(preset("textbook_linear"), ["training.steps=600", "training.threads=1"])
    architecture, points = experiment.architecture, DataSpec((2,), 0)
    G = architecture.generator.build(points, architecture.latent_dim)
    D = architecture.discriminator.build(points)
    assert layers(G) == [(architecture.latent_dim, 2), nn.Unflatten]
    assert layers(D) == [nn.Flatten, (2, 1), nn.Flatten]
    assert experiment.loss == NonSaturating()
    checked = plan(experiment)
    run = Run.create_at(tmp_path / "run", checked.experiment)
    events = job.train(checked, run, Commands())
    distances = {e.step: e.values["sliced_wasserstein"] for e in events if isinstance(e, Measured)}
    late = [distance for step, distance in distances.items() if step >= 400]
    assert max(late) < 0.3 * distances[0]
    assert max(late) - min(late) < 0.05, "it rests, and does not circle"


def test_the_recipe_of_r3gan_moves_everything_at_once() -> None:
    experiment = preset("rpgan_r1_r2")
    optimizers, average = experiment.optimizers, experiment.training.ema
    assert experiment.loss == Relativistic()
    assert [penalty.kind_name() for penalty in experiment.penalties] == ["r1", "r2"]
    assert isinstance(average, HalfLife)
    assert isinstance(average.half_life_schedule, Cosine)
    for optimizer in (optimizers.generator, optimizers.discriminator):
        assert isinstance(optimizer, Adam)
        assert optimizer.lr_schedule == Cosine(final=optimizer.lr / 4)
        assert (optimizer.beta1, optimizer.beta2, optimizer.beta2_schedule) == (0.0, 0.9, Cosine(final=0.99))
    for penalty in experiment.penalties:
        assert penalty.plain()["weight_schedule"] == Cosine(final=penalty.plain()["weight"] / 10).plain()
    for network in (experiment.architecture.generator, experiment.architecture.discriminator):
        assert network.plain()["normalization"] == "none"
