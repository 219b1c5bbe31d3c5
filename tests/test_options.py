"""Options: refused values are named by path with a sentence, what can be read is kept, changes are new values."""

import tomllib
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.experiment import Experiment, override, to_toml
from ganstudio.options import FolderPath, Options, option
from ganstudio.penalties import PENALTIES
from ganstudio.problems import ProblemError


def problems_of(**plain: object) -> dict[str, str]:
    return {problem.path: problem.message for problem in Experiment.read(plain)[1]}


def test_every_problem_of_a_bad_file_is_reported_at_once_by_its_dotted_path() -> None:
    *names, last = PENALTIES.names()
    found = problems_of(
        naame="x",
        data={"kind": "dgits"},
        training={"batch_size": 0, "seed": "a", "stepz": 3, "steps": 1.5},
        loss={"kind": "least_squares", "aa": 1},
        architecture={"generator": {"kind": "mlp", "widths": [64, 0]}, "latent_dim": True},
        penalties=[{"kind": "wgan_gp", "weight": -1.0}, {"kind": "nonsense"}],
    )
    assert found == {
        "naame": "there is no option “naame” here; did you mean “name”?",
        "data": "there is no kind “dgits”; did you mean “digits”?",
        "training.batch_size": "must be at least 2; it is 0",
        "training.seed": 'must be a whole number; it is "a"',
        "training.stepz": "there is no option “stepz” here; did you mean “steps”?",
        "training.steps": "must be a whole number; it is 1.5",
        "loss.aa": "there is no option “aa” here; did you mean “a”?",
        "architecture.generator.widths.1": "must be at least 1; it is 0",
        "architecture.latent_dim": "must be a whole number; it is true",
        "penalties.wgan_gp.weight": "must be at least 0; it is -1.0",
        "penalties.nonsense": f"there is no kind “nonsense”; choose {', '.join(names)} or {last}",
    }


def test_what_can_be_read_of_a_bad_file_is_kept() -> None:
    experiment, _ = Experiment.read(
        {
            "name": "Kept",
            "training": {"batch_size": 0, "steps": 77},
            "loss": {"kind": "least_squares", "b": "x", "c": 0.5},
        }
    )
    assert experiment.name == "Kept"
    assert experiment.training.steps == 77
    assert experiment.training.batch_size == Experiment().training.batch_size
    assert experiment.loss.kind_name() == "least_squares"
    assert experiment.loss.plain()["c"] == 0.5


def test_numbers_that_are_not_finite_are_refused() -> None:
    assert problems_of(optimizers={"generator": {"kind": "adam", "lr": float("nan")}}) == {
        "optimizers.generator.lr": "must be a finite number"
    }


def test_a_table_without_a_kind_says_how_to_name_one() -> None:
    assert "kind" in problems_of(loss={"a": 1.0})["loss"]


def test_revise_gives_a_new_value_and_leaves_the_old_one() -> None:
    before = Experiment()
    after = before.revise("training.ema.decay", 0.5)
    assert (before.training.ema.decay, after.training.ema.decay) == (Experiment().training.ema.decay, 0.5)
    assert after.revise("training.ema.decay", before.training.ema.decay) == before


@pytest.mark.parametrize("path", ["nothing", "training.nothing", "loss.nothing", "penalties.wgan_gp.weight", "name.x"])
def test_revise_names_the_path_of_an_option_that_is_not_there(path: str) -> None:
    with pytest.raises(ProblemError) as error:
        Experiment().revise(path, 1)
    assert error.value.problems[0].path == path


def test_revise_refuses_a_value_out_of_range_with_its_path() -> None:
    with pytest.raises(ProblemError, match=r"training\.batch_size: must be at least 2; it is 1"):
        Experiment().revise("training.batch_size", 1)


def test_a_single_option_of_a_penalty_is_set_by_the_penaltys_name() -> None:
    experiment = override(Experiment(), ["penalties.wgan_gp.weight=3"])
    (penalty,) = experiment.penalties
    assert (penalty.kind_name(), penalty.plain()["weight"], penalty.plain()["interval"]) == ("wgan_gp", 3.0, 1)
    (again,) = override(experiment, ["penalties.wgan_gp.interval=4"]).penalties
    assert (again.plain()["weight"], again.plain()["interval"]) == (3.0, 4)


def test_a_kind_inside_a_penalty_or_a_rule_is_set_by_its_path() -> None:
    experiment = override(
        Experiment(),
        [
            "penalties.wgan_gp.weight_schedule.kind=cosine",
            "penalties.wgan_gp.weight_schedule.final=0.5",
            "stopping.images.count=100",
            "optimizers.generator.lr_schedule.kind=linear",
        ],
    )
    assert experiment.penalties[0].plain()["weight_schedule"]["final"] == 0.5
    assert [rule.kind_name() for rule in experiment.stopping] == ["images"]
    assert experiment.optimizers.generator.lr_schedule.kind_name() == "linear"


def test_overrides_are_read_as_toml_and_text_goes_without_quotes() -> None:
    experiment = override(
        Experiment(),
        ["name=My run", "training.ema.kind=none", "architecture.generator.widths=[3, 4]", "loss.kind=wasserstein"],
    )
    assert experiment.name == "My run"
    assert not experiment.training.ema.is_on
    assert experiment.architecture.generator.plain()["widths"] == [3, 4]
    assert experiment.loss.kind_name() == "wasserstein"


def test_every_refused_override_is_reported() -> None:
    with pytest.raises(ProblemError) as error:
        override(Experiment(), ["training.steps=0", "nonsense", "loss.kind=x", "training.device=tpu"])
    assert [problem.path for problem in error.value.problems] == [
        "training.steps",
        "nonsense",
        "loss",
        "training.device",
    ]


def test_an_experiment_survives_its_file() -> None:
    experiment = override(
        Experiment(),
        [
            "data.kind=image_folder",
            "data.folder=/a b/ü",
            "penalties.wgan_gp.weight=2",
            "architecture.generator.kind=dcgan",
        ],
    )
    plain = tomllib.loads(to_toml(experiment))
    assert plain.pop("schema_version") == 2
    assert Experiment.read(plain) == (experiment, [])


def test_a_declaration_knows_label_help_range_unit_and_choices() -> None:
    class Example(Options):
        size: int = option(default=3, ge=1, le=20_000, unit="px", label="Side", help="Pixels.")
        folder: Annotated[str, FolderPath()] = option(default="", help="Where.")

    size, folder = Example.declared()
    assert (size.label, size.help, size.range, size.unit) == ("Side", "Pixels.", "1 to 20,000", "px")
    assert (folder.label, FolderPath() in folder.markers) == ("Folder", True)


OVERRIDES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text(min_size=1, max_size=80),
        "notes": st.text(max_size=200),
        "training.steps": st.integers(1, 10**9),
        "training.ema": st.sampled_from([{"kind": "none"}, {"kind": "half_life", "half_life": 7}]),
        "optimizers.discriminator": st.sampled_from([{"kind": "sgd", "clip_norm": 0.5}, {"kind": "adamw"}]),
        "penalties": st.sampled_from([(), ({"kind": "wgan_gp", "weight_schedule": {"kind": "linear"}},)]),
        "stopping": st.sampled_from([(), ({"kind": "time", "minutes": 0.25},)]),
        "training.device": st.sampled_from(["auto", "cpu", "cuda", "mps"]),
        "training.threads": st.sampled_from(["auto", 1, 2, 4]),
        "optimizers.generator.lr": st.floats(0, 10, exclude_min=True),
        "architecture.generator.widths": st.lists(st.integers(1, 16384), max_size=16).map(tuple),
        "data": st.sampled_from([{"kind": "ring8", "std": 0.5}, {"kind": "image_folder", "folder": "ü/\\\"'\n"}]),
    },
)


@given(OVERRIDES)
def test_any_experiment_survives_its_file_and_every_change_can_be_undone(changes: dict[str, object]) -> None:
    experiment = Experiment()
    history = [experiment]
    for path, value in changes.items():
        experiment = experiment.revise(path, value)
        history.append(experiment)
    plain = tomllib.loads(to_toml(experiment))
    del plain["schema_version"]
    assert Experiment.read(plain) == (experiment, [])
    assert history[0] == Experiment(), "older values are left alone"


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists), st.data())
def test_any_nonsense_is_refused_with_a_path_and_what_is_left_can_be_used(
    nonsense: object, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(["training", "loss", "penalties", "data", "architecture", "optimizers", "name"]))
    experiment, found = Experiment.read({path: nonsense, "recording": {"grid": 3}})
    assert experiment.recording.grid == 3
    assert all(problem.path.startswith(path) and problem.message for problem in found)
