"""Runs whose networks are told of classes: grids show all of them alike, one can be asked for, and runs go on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

from ganstudio import checkpoints
from ganstudio.commands import Commands, LookAt, Stop
from ganstudio.engine import job
from ganstudio.engine.update import update_discriminator, update_generator
from ganstudio.events import Event, Finished, Samples, Started
from ganstudio.experiment import Experiment, override
from ganstudio.export.generator import export_generator
from ganstudio.plan import plan
from ganstudio.problems import ProblemError
from ganstudio.runs import Run
from ganstudio.sampling import sample_run
from tests.trainers import trainer_of

Play = Callable[..., tuple[Run, list[Event]]]
TOLD = ("architecture.conditioning.kind=projection",)


def glances(events: list[Event]) -> list[Samples]:
    return [event for event in events if isinstance(event, Samples) and not event.file]


def test_a_run_with_classes_names_them_and_one_without_names_none(play: Play) -> None:
    (started,) = [e for e in play(*TOLD, folder="told")[1] if isinstance(e, Started)]
    assert started.classes == tuple("0123456789")
    (started,) = [e for e in play(folder="untold")[1] if isinstance(e, Started)]
    assert started.classes == ()


def test_the_grid_shows_every_class_in_turn() -> None:
    trainer = trainer_of(plan(override(Experiment(), [*TOLD, "recording.grid=5", "training.threads=1"])))
    assert trainer.grid_classes is not None
    assert trainer.grid_classes.tolist() == [i % 10 for i in range(25)]


def test_fakes_have_the_classes_of_the_real_samples_beside_them() -> None:
    trainer = trainer_of(plan(override(Experiment(), [*TOLD, "training.batch_size=32", "training.threads=1"])))
    game, batch = trainer.game, trainer.loader.next(32)
    given: dict[str, list[torch.Tensor]] = {"G": [], "D": []}
    for name, network in (("G", game.G.embedding), ("D", game.D.classes)):
        network.register_forward_pre_hook(lambda _, inputs, name=name: given[name].append(inputs[0]))
    assert batch.y is not None
    update_discriminator(game, [batch], 1)
    assert torch.equal(given["G"][0], batch.y)
    assert torch.equal(torch.cat(given["D"]), torch.cat((batch.y, batch.y)))
    update_generator(game, [batch], 1)
    assert torch.equal(given["G"][1], batch.y)
    assert torch.equal(given["D"][-1], batch.y)


def test_penalties_ask_d_about_samples_of_their_own_classes() -> None:
    sets = [*TOLD, "training.batch_size=8", "training.threads=1", "penalties.wgan_gp.weight=1", "penalties.r1.weight=1"]
    trainer = trainer_of(plan(override(Experiment(), sets)))
    asked: list[torch.Tensor] = []
    trainer.game.D.classes.register_forward_pre_hook(lambda _, inputs: asked.append(inputs[0]))
    batch = trainer.loader.next(8)
    assert batch.y is not None
    update_discriminator(trainer.game, [batch], 1)
    assert [tuple(y.shape) for y in asked] == [(16,), (8,), (8,)], "the updates' own look, then each penalty's"
    assert torch.equal(asked[1], batch.y)
    assert torch.equal(asked[2], batch.y)


def test_a_glance_shows_the_class_that_is_asked_for_until_all_are_again(play: Play) -> None:
    run, events = play(*TOLD, at={10: LookAt(3), 20: LookAt(None)})
    assert [samples.of_class for samples in glances(events)] == ["3", ""]
    kept = [event for event in events if isinstance(event, Samples) and event.file]
    assert {samples.of_class for samples in kept} == {""}, "what is kept shows all classes"
    expected = sample_run(run, 4, 0, of_class="3")
    assert expected.shape == (4, 8, 8, 1)


@pytest.mark.parametrize("of_class", [-1, 10])
def test_a_class_that_is_none_is_not_shown(play: Play, of_class: int) -> None:
    _, events = play(*TOLD, at={10: LookAt(of_class)})
    assert glances(events) == []
    assert isinstance(events[-1], Finished)


def test_a_run_without_classes_takes_no_notice_of_one_that_is_asked_for(play: Play) -> None:
    _, events = play(at={10: LookAt(3)})
    assert glances(events) == []


def test_samples_of_one_class_differ_from_those_of_all_and_an_unknown_class_is_told(play: Play) -> None:
    run, _ = play(*TOLD)
    of_all, of_three = sample_run(run, 20, seed=1), sample_run(run, 20, seed=1, of_class="3")
    alike = (of_all == of_three).reshape(20, -1).all(axis=1)
    assert alike[[3, 13]].all(), "those whose turn it was"
    assert not alike.all()
    with pytest.raises(ProblemError, match="there is no class “seven”; there are 0, 1, 2"):
        sample_run(run, 2, seed=1, of_class="seven")
    untold, _ = play(folder="untold")
    with pytest.raises(ProblemError, match="was trained without classes"):
        sample_run(untold, 2, seed=1, of_class="3")


def test_a_run_with_classes_goes_on_bit_for_bit(play: Play, tmp_path: Path) -> None:
    whole, _ = play(*TOLD, folder="whole")
    parted, _ = play(*TOLD, folder="parted", at={12: Stop()})
    assert isinstance(list(job.resume(parted, Commands()))[-1], Finished)
    ours, theirs = (
        safetensors.torch.load(checkpoints.newest(run).files[checkpoints.NETWORKS]) for run in (whole, parted)
    )
    assert all(torch.equal(tensor, theirs[name]) for name, tensor in ours.items())


def test_an_exported_generator_says_which_classes_it_knows(play: Play, tmp_path: Path) -> None:
    run, _ = play(*TOLD)
    export_generator(run, tmp_path / "G.safetensors")
    with safetensors.safe_open(tmp_path / "G.safetensors", "pt") as file:
        assert json.loads(file.metadata()["classes"]) == list("0123456789")


def test_classes_are_refused_where_there_are_none_or_where_samples_come_in_packs() -> None:
    with pytest.raises(ProblemError) as error:
        plan(override(Experiment(), [*TOLD, "data.kind=ring8"]))
    assert [problem.path for problem in error.value.problems] == ["architecture.conditioning"]
    with pytest.raises(ProblemError) as error:
        plan(override(Experiment(), [*TOLD, "architecture.packing=2"]))
    assert [problem.path for problem in error.value.problems] == ["architecture.packing"]


def test_mirrored_pictures_come_once_an_epoch_with_their_classes() -> None:
    from ganstudio.datasets.base import Pictures
    from ganstudio.engine.loader import loader_of

    pixels = np.arange(6 * 4, dtype=np.uint8).reshape(6, 1, 1, 4)
    loader = loader_of(Pictures(pixels, np.arange(6), flips=True), 0, torch.device("cpu"))
    batch = loader.next(12)
    assert batch.y is not None
    pairs = zip(batch.x, batch.y.tolist(), strict=True)
    seen = {(y, tuple(((x + 1) * 127.5).round().int().flatten().tolist())) for x, y in pairs}
    rows = list(enumerate(pixels.reshape(6, 4).tolist()))
    assert seen == {(i, tuple(row)) for i, row in rows} | {(i, tuple(row[::-1])) for i, row in rows}
