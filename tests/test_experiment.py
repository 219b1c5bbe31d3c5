"""Experiment files: what cannot be read is said in a sentence, what was there is never lost."""

from pathlib import Path

import pytest

from ganstudio import experiment as experiments
from ganstudio.experiment import Experiment, preset, presets
from ganstudio.plan import plan
from ganstudio.problems import ProblemError


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name = ", "is not valid TOML"),
        (b"name = 'a'\nname = 'b'", "is not valid TOML"),
        (b"[training]\nsteps = " + b"9" * 5000, "is not valid TOML"),
        (b"\xff\xfe\x00", "is not a TOML text file"),
        (b"schema_version = 99", "has version 99; this program reads 1 to 2"),
        (b"schema_version = 0", "has version 0; this program reads 1 to 2"),
        (b"schema_version = 1.0", "has version 1.0; this program reads 1 to 2"),
        (b"schema_version = true", "has version True; this program reads 1 to 2"),
        (b"schema_version = 'x'", "has version x; this program reads 1 to 2"),
        (b"x = " + b"[" * 100_000, "is not a TOML text file"),
    ],
)
def test_an_unreadable_file_is_refused_with_a_sentence_that_names_it(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "experiment.toml"
    file.write_bytes(content)
    with pytest.raises(ProblemError) as error:
        experiments.load(file)
    assert sentence in str(error.value)
    assert str(file) in str(error.value)


def test_a_missing_file_and_a_folder_are_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="there is no file"):
        experiments.load(tmp_path / "none.toml")
    with pytest.raises(ProblemError, match="cannot read"):
        experiments.load(tmp_path)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "experiment.toml"
    file.write_bytes(b"\xef\xbb\xbfname = 'Marked'")
    assert experiments.load(file)[0].name == "Marked"


@pytest.mark.parametrize(
    ("ema", "kind", "decay"),
    [("{ decay = 0.5 }", "decay", 0.5), ("{ enabled = true }", "decay", 0.999), ("{ enabled = false }", "none", None)],
)
def test_a_file_of_the_first_version_keeps_its_average_of_g(
    tmp_path: Path, ema: str, kind: str, decay: float | None
) -> None:
    file = tmp_path / "experiment.toml"
    file.write_text(f"schema_version = 1\n[training]\nsteps = 7\nema = {ema}\n", encoding="utf-8")
    experiment, problems = experiments.load(file)
    assert problems == []
    assert experiment.training.steps == 7
    assert experiment.training.ema.kind_name() == kind
    assert experiment.training.ema.plain().get("decay") == decay


def test_saving_over_a_file_keeps_the_old_one_when_it_fails(tmp_path: Path) -> None:
    file = tmp_path / "experiment.toml"
    experiments.save(Experiment(name="Old"), file)
    broken = Experiment.model_construct(**{**dict(Experiment()), "name": object()})
    with pytest.raises(Exception, match="object"):
        experiments.save(broken, file)
    assert experiments.load(file)[0].name == "Old"
    assert list(tmp_path.iterdir()) == [file]


def test_the_default_experiment_is_the_digits_preset_and_can_run() -> None:
    assert plan(Experiment()).spec.shape == (1, 8, 8)
    assert {"digits", "ring8", "mnist", "my_pictures"} <= set(presets())


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_preset_is_read_whole_and_tells_its_story(name: str) -> None:
    chosen = preset(name)
    assert chosen.name != Experiment().name
    assert chosen.notes.count(".") >= 2, "two sentences say what is seen and what to try"


def test_an_unknown_preset_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ProblemError, match=r"there is no preset “digit”; there are .*digits"):
        preset("digit")
