"""Every generator with every discriminator, size, channels, conditioning and option: it is refused with a sentence, or
it builds, trains, samples, and comes back from its checkpoint as it was."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ganstudio.architectures import DISCRIMINATORS, GENERATORS
from ganstudio.augments import AUGMENTS
from ganstudio.catalog import Catalog, Kind
from ganstudio.checkpoints import trained_generator
from ganstudio.conditionings import CONDITIONINGS
from ganstudio.engine.checkpoint import Checkpoints
from ganstudio.engine.tuning import Arithmetic
from ganstudio.experiment import Experiment
from ganstudio.losses import LOSSES
from ganstudio.options import Declaration, Options
from ganstudio.plan import Plan, plan
from ganstudio.priors import PRIORS
from ganstudio.problems import ProblemError
from ganstudio.runs import Run
from ganstudio.sampling import balanced_classes, draw, latents
from tests.trainers import trainer_of

STEPS = 3
MOST = 8  # of counts such as channels, so that networks stay small
SMALL_SIZES = (8, 16, 28, 32)
SIZES = (*SMALL_SIZES, *SMALL_SIZES, 48, 64, 96)  # larger ones more rarely
WAYS = (Arithmetic(), Arithmetic(channels_last=True), Arithmetic("bf16", channels_last=True))
Strategy = st.SearchStrategy[Any]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pictures with transparency, in two classes."""
    folder = tmp_path_factory.mktemp("pictures")
    dice = np.random.default_rng(0)
    for name in ("cats", "dogs"):
        (folder / name).mkdir()
        for number in range(6):
            Image.fromarray(dice.integers(0, 256, (32, 32, 4), np.uint8)).save(folder / name / f"{number}.png")
    return folder


def values_of(declared: Declaration) -> Strategy:
    """Values that an option may have."""
    if declared.choices:
        return st.sampled_from(declared.choices)
    if declared.kinds is not None:
        assert isinstance(declared.kinds, Catalog)
        return kinds_of(declared.kinds)
    if declared.is_group:
        return options_of(declared.type)
    if isinstance(declared.default, bool):
        return st.booleans()
    if isinstance(declared.default, tuple):  # widths of layers
        assert int in get_args(get_args(declared.type)[0]) or declared.name == "widths"
        return st.lists(st.integers(1, MOST), max_size=2)
    assert declared.minimum is not None
    assert declared.maximum is not None
    if isinstance(declared.default, int):
        return st.integers(int(declared.minimum), min(int(declared.maximum), max(MOST, int(declared.minimum))))
    reach = abs(declared.default) / 4
    low, high = max(declared.minimum, declared.default - reach), min(declared.maximum, declared.default + reach)
    return st.floats(low, high) if low < high else st.just(declared.default)


def options_of(owner: type[Options]) -> Strategy:
    return st.fixed_dictionaries({}, optional={d.name: values_of(d) for d in owner.declared()})


def kind_of(kind: type[Kind]) -> Strategy:
    return options_of(kind).map(lambda chosen: {"kind": kind.kind_name(), **small(kind), **chosen})


def small(kind: type[Kind]) -> dict[str, Any]:
    """Sizes of networks that are not left to chance, as their defaults are large."""
    names = {declared.name for declared in kind.declared()}
    return {name: value for name, value in {"base_width": 4, "widths": [8]}.items() if name in names}


def kinds_of(catalog: Catalog[Any]) -> Strategy:
    return st.one_of([kind_of(kind) for kind in catalog])


def experiments(folder: Path, generator: Strategy, discriminator: Strategy) -> Strategy:
    """Experiments with any loss and augment, small enough to be trained at once."""
    architecture = st.fixed_dictionaries(
        {
            "latent_dim": st.integers(1, 24),
            "prior": st.sampled_from([{"kind": name} for name in PRIORS.names()]),
            "generator": generator,
            "discriminator": discriminator,
            "conditioning": kinds_of(CONDITIONINGS),
            "packing": st.sampled_from([1, 1, 1, 2]),
        }
    )
    data = st.fixed_dictionaries(
        {
            "kind": st.just("image_folder"),
            "folder": st.just(str(folder)),
            "size": st.sampled_from(SIZES),
            "color": st.sampled_from(["grey", "rgb", "rgba"]),
        }
    )
    return st.fixed_dictionaries(
        {
            "data": data,
            "architecture": architecture,
            "loss": st.sampled_from([{"kind": name} for name in LOSSES.names()]),
            "augment": st.sampled_from([{"kind": name} for name in AUGMENTS.names()]),
            "training": st.fixed_dictionaries(
                {
                    "batch_size": st.sampled_from([4, 6]),
                    "steps": st.just(STEPS),
                    "threads": st.just(1),
                    "ema": st.sampled_from([{"kind": "none"}, {"kind": "decay"}]),
                }
            ),
            "recording": st.just({"grid": 2}),
        }
    )


def holds(plain: dict[str, Any], way: Arithmetic) -> None:
    experiment, problems = Experiment.read(plain)
    assert problems == []
    try:
        checked = plan(experiment)
    except ProblemError as error:
        assert all(len(problem.message) > 10 and problem.path for problem in error.problems), error.problems
        return
    with tempfile.TemporaryDirectory() as folder:
        trains_and_comes_back(checked, way, Path(folder))


def trains_and_comes_back(checked: Plan, way: Arithmetic, folder: Path) -> None:
    run = Run.create_at(folder / "run", checked.experiment)
    trainer = trainer_of(checked, way)
    for _ in range(STEPS):
        trainer.advance()
    assert np.isfinite(list(trainer.game.meter.read().values())).all()
    before = trainer.samples(kept=False).values
    assert before is not None
    assert before.shape == (4, *checked.spec.shape[1:], checked.spec.shape[0])
    Checkpoints(run).save(trainer)
    again = trainer_of(checked, way)
    Checkpoints(run).restore(again)
    assert np.array_equal(again.samples(kept=False).values, before)
    trainer.advance()
    again.advance()
    for ours, theirs in ((trainer.game.G, again.game.G), (trainer.game.D, again.game.D)):
        pairs = zip(ours.state_dict().values(), theirs.state_dict().values(), strict=True)
        assert all(torch.equal(one, other) for one, other in pairs), "it does not go on as it would have"
    run.write_plan({**checked.spec.plain()})
    architecture = checked.experiment.architecture
    z, y = latents(4, architecture, checked.experiment.training.seed), balanced_classes(4, architecture, checked.spec)
    network = trained_generator(run).network.to(memory_format=way.memory_format)  # another one rounds differently
    assert np.array_equal(draw(network, z, checked.spec, y), before)


def check(strategy: Strategy, examples: int) -> None:
    health = [*HealthCheck]

    @settings(max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=health)
    @given(plain=strategy, way=st.sampled_from(WAYS))
    def each(plain: dict[str, Any], way: Arithmetic) -> None:
        holds(plain, way)

    each()


@pytest.mark.parametrize("kind", GENERATORS.names())
def test_a_generator_trains_with_any_discriminator_or_is_refused(kind: str, pictures: Path) -> None:
    check(experiments(pictures, kind_of(GENERATORS[kind]), kinds_of(DISCRIMINATORS)), 12)


@pytest.mark.parametrize("kind", DISCRIMINATORS.names())
def test_a_discriminator_trains_with_any_generator_or_is_refused(kind: str, pictures: Path) -> None:
    check(experiments(pictures, kinds_of(GENERATORS), kind_of(DISCRIMINATORS[kind])), 12)
