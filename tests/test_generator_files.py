"""A generator in a file of its own can be drawn with again, and what is no such file is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

from ganstudio import checkpoints
from ganstudio.architectures import GENERATORS
from ganstudio.export.generator import export_generator
from ganstudio.generator_files import read_generator, write_generator
from ganstudio.problems import ProblemError
from ganstudio.sampling import draw, latents
from ganstudio.spec import Column, DataSpec
from tests import tiny_runs
from tests.generators import untrained


def test_an_exported_generator_draws_what_its_run_draws(tmp_path: Path) -> None:
    run = tiny_runs.tiny_run(tmp_path / "run", *tiny_runs.OF_CLASSES)
    export_generator(run, tmp_path / "g.safetensors")
    made, read = checkpoints.trained_generator(run), read_generator(tmp_path / "g.safetensors")
    z, y = latents(5, made.architecture, 3), torch.arange(5)
    assert np.array_equal(draw(read.network, z, read.spec, y), draw(made.network, z, made.spec, y))
    assert (read.name, read.step, read.spec.classes) == (made.name, 4, made.spec.classes)


def test_a_time_series_stays_one(tmp_path: Path) -> None:
    made = untrained("architecture.generator.kind=mlp", shape=(2,))
    columns = (Column("a[t+0]", 1.0, 2.0), Column("a[t+1]", 1.0, 2.0))
    made = replace(made, spec=DataSpec((2,), 0, columns=columns, is_series=True))
    write_generator(made, tmp_path / "g.safetensors")
    assert read_generator(tmp_path / "g.safetensors").spec == made.spec


def test_what_is_no_file_of_ours_is_told(tmp_path: Path) -> None:
    text, foreign = tmp_path / "text.safetensors", tmp_path / "foreign.safetensors"
    text.write_text("no weights")
    safetensors.torch.save_file({"weight": torch.zeros(3)}, foreign)
    with pytest.raises(ProblemError, match="cannot be read as a generator"):
        read_generator(text)
    with pytest.raises(ProblemError, match="no generator that this program exported"):
        read_generator(foreign)


def test_a_file_that_says_only_half_is_told(tmp_path: Path) -> None:
    file = tmp_path / "half.safetensors"
    safetensors.torch.save_file({"weight": torch.zeros(3)}, file, {"format": "ganstudio.generator.1"})
    with pytest.raises(ProblemError, match="does not say whole what generator"):
        read_generator(file)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"sample_shape": "[3, 100000, 100000]"}, "holds other weights than those of the generator"),
        ({"sample_shape": "[1, -8, -8]"}, "does not say whole what generator"),
        ({"classes": '["a", "b"]', "architecture": "{}"}, "holds other weights than those of the generator"),
        ({"sample_shape": "[1e400, 8, 8]"}, "does not say whole what generator"),
        ({"architecture": "[" * 100_000}, "does not say whole what generator"),
    ],
)
def test_a_file_that_says_what_cannot_be_is_told(tmp_path: Path, said: dict[str, str], sentence: str) -> None:
    file = tmp_path / "g.safetensors"
    write_generator(untrained(), file)
    with safetensors.safe_open(file, "pt") as opened:
        metadata = opened.metadata()
    safetensors.torch.save_file(safetensors.torch.load_file(file), file, {**metadata, **said})
    with pytest.raises(ProblemError, match=f"g.safetensors {sentence}"):
        read_generator(file)


@pytest.mark.parametrize("kind", GENERATORS.names())
def test_every_generator_comes_back_from_its_file(tmp_path: Path, kind: str) -> None:
    made = untrained(f"architecture.generator.kind={kind}", shape=(3, 32, 32), classes=("a", "b"))
    write_generator(made, tmp_path / "g.safetensors")
    read = read_generator(tmp_path / "g.safetensors").network.state_dict()
    assert all(torch.equal(tensor, read[name]) for name, tensor in made.network.state_dict().items())


def test_a_generator_of_an_earlier_step_is_asked_for_by_its_step(tmp_path: Path) -> None:
    run = tiny_runs.tiny_run(tmp_path / "run", *tiny_runs.DCGAN, "recording.checkpoint_every=2")
    assert checkpoints.trained_generator(run, 2).step == 2
    with pytest.raises(ProblemError, match=r"no sound checkpoint of step 3.*there are checkpoints of 4, 2"):
        checkpoints.trained_generator(run, 3)
