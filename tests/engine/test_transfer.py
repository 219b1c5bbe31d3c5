"""A run that starts from other weights has them, tells what fitted, and needs their source no more once it runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import safetensors.torch
import torch

from ganstudio import checkpoints
from ganstudio.commands import Commands
from ganstudio.engine import job
from ganstudio.engine.transfer import freeze
from ganstudio.events import Event, Failed, Finished, Warned
from ganstudio.experiment import Experiment, override
from ganstudio.export.generator import export_generator
from ganstudio.nets.dcgan import DcganDiscriminator
from ganstudio.nets.resnet import ResnetDiscriminator
from ganstudio.plan import plan
from ganstudio.problems import ProblemError
from ganstudio.runs import Run

Play = Callable[..., tuple[Run, list[Event]]]


def networks(run: Run) -> dict[str, torch.Tensor]:
    return safetensors.torch.load(checkpoints.newest(run).files[checkpoints.NETWORKS])


def told(events: list[Event]) -> str:
    """What the run told of the weights it started from."""
    (sentence,) = [e.message for e in events if isinstance(e, Warned) and e.message.startswith("started from")]
    return sentence


@pytest.fixture
def source(play: Play) -> Run:
    return play(folder="source")[0]


def test_a_run_that_starts_from_another_has_all_its_weights(play: Play, source: Run) -> None:
    still = ["optimizers.generator.lr=1e-9", "optimizers.discriminator.lr=1e-9", "training.steps=1"]
    run, events = play(f"transfer.source={source.folder}", *still)
    assert isinstance(events[-1], Finished), events[-1]
    before, after = networks(source), networks(run)
    assert all(torch.allclose(after[name], before[name], atol=1e-6) for name in before if not name.startswith("ema."))
    assert all(torch.allclose(after[name], before[name], atol=1e-4) for name in before)
    assert "G took 4 of its 4 tensors; D took 4 of its 4 tensors" in told(events)


def test_what_does_not_fit_is_named_and_starts_afresh(play: Play, source: Run) -> None:
    _, events = play(f"transfer.source={source.folder}", "architecture.discriminator.widths=[16,8]")
    sentence = told(events)
    assert "G took 4 of its 4" in sentence
    assert "D took 2 of its 6 tensors (not layers.3.weight, which is 1×16 there and 8×16 here" in sentence


@pytest.mark.parametrize("form", ["safetensors", "pt", "nested pt"])
def test_a_generator_comes_from_a_file_of_weights(play: Play, source: Run, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"generator.{form.rsplit(maxsplit=1)[-1]}"
    export_generator(source, tmp_path / "generator.safetensors")
    tensors = safetensors.torch.load_file(tmp_path / "generator.safetensors")
    if form != "safetensors":
        tensors = {f"module.{name}": tensor for name, tensor in tensors.items()}
        torch.save({"epoch": 3, "G": {"state_dict": tensors}} if form == "nested pt" else tensors, file)
    run, events = play(f"transfer.source={file}", "training.steps=1", "optimizers.generator.lr=1e-9")
    after = networks(run)
    assert all(torch.allclose(after[f"G.{name.removeprefix('module.')}"], t, atol=1e-6) for name, t in tensors.items())
    assert told(events).endswith("G took 4 of its 4 tensors; D starts afresh")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"no weights", "is no file of weights"), (None, "has the name and shape of one of these networks")],
)
def test_a_file_that_gives_nothing_is_told_before_training(
    play: Play, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "weights.pt"
    if content is None:
        torch.save({"other": torch.zeros(3)}, file)
    else:
        file.write_bytes(content)
    _, events = play(f"transfer.source={file}")
    failed = events[-1]
    assert isinstance(failed, Failed)
    assert sentence in failed.message
    assert failed.path == "transfer.source"


def test_a_folder_that_is_no_run_is_told_at_its_option(play: Play, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    failed = play(f"transfer.source={tmp_path / 'empty'}")[1][-1]
    assert isinstance(failed, Failed)
    assert failed.path == "transfer.source"


def test_a_source_that_is_not_there_is_refused_with_its_name() -> None:
    with pytest.raises(ProblemError, match="there is no run and no file /nowhere/run"):
        plan(override(Experiment(), ["transfer.source=/nowhere/run"]))


def test_a_run_goes_on_when_what_it_started_from_is_gone(play: Play, source: Run) -> None:
    run, _ = play(f"transfer.source={source.folder}")
    shutil.rmtree(source.folder)
    events = list(job.resume(run, Commands(), steps=35))
    assert isinstance(events[-1], Finished), events[-1]
    assert not [e for e in events if isinstance(e, Warned) and "started from" in e.message]


def test_frozen_layers_of_d_keep_the_weights_they_start_with_also_when_resumed(play: Play, source: Run) -> None:
    run, _ = play(f"transfer.source={source.folder}", "transfer.freeze_d=1")
    list(job.resume(run, Commands(), steps=35))
    before, after = networks(source), networks(run)
    assert torch.equal(after["D.layers.1.weight"], before["D.layers.1.weight"])
    assert torch.equal(after["D.layers.1.bias"], before["D.layers.1.bias"])
    assert not torch.equal(after["D.layers.3.weight"], before["D.layers.3.weight"])


def test_freezing_counts_layers_from_the_picture_and_takes_their_normalisation_with_them() -> None:
    D = DcganDiscriminator(4, 32, 1, "leaky_relu", "batch", "spectral_norm")
    freeze(D, 2)
    learning = {name.split(".")[1] for name, p in D.named_parameters() if p.requires_grad}
    assert learning == {"5", "6", "8"}, "the third and the last convolution, and the norm between them"


def test_frozen_self_attention_keeps_its_strength_too() -> None:
    D = ResnetDiscriminator(8, 32, 1, attention_at=16)  # three layers in its first block, then four of self-attention
    freeze(D, 6)
    assert next(name for name, p in D.named_parameters() if p.requires_grad) == "layers.1.gamma"
    freeze(D, 7)
    assert next(name for name, p in D.named_parameters() if p.requires_grad).startswith("layers.2.")


def test_freezing_fresh_weights_is_advised_against() -> None:
    advice = plan(override(Experiment(), ["transfer.freeze_d=2"])).advice
    assert [problem.path for problem in advice] == ["transfer.freeze_d"]


def test_a_d_without_a_layer_left_to_learn_is_refused_before_training(play: Play, source: Run) -> None:
    _, events = play(f"transfer.source={source.folder}", "transfer.freeze_d=64")
    assert isinstance(events[-1], Failed), events[-1]
    assert "none would learn" in events[-1].message
