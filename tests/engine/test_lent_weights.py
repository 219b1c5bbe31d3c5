"""A run lends its averaged generator to whoever asks, and neither keeps that nor is changed by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ganstudio.checkpoints import NETWORKS, trained_generator
from ganstudio.commands import Commands, LendWeights, Pause, Resume
from ganstudio.engine.job import train
from ganstudio.events import Event, Paused, Progress, Saved, Weights
from ganstudio.plan import plan
from ganstudio.runs import Run
from tests import tiny_runs


def trained(folder: Path, commands: Commands, asked_after: type[Event] | None = None) -> tuple[Run, list[Event]]:
    checked = plan(tiny_runs.tiny_experiment(*tiny_runs.DCGAN, "recording.checkpoint_every=1"))
    run, events = Run.create_at(folder, checked.experiment), []
    for event in train(checked, run, commands):
        events.append(event)
        if asked_after is not None and isinstance(event, asked_after):
            commands.put(LendWeights())
    return run, events


def test_lent_weights_are_those_of_the_averaged_generator_after_that_step(tmp_path: Path) -> None:
    run, events = trained(tmp_path / "run", Commands(), Saved)
    lent = [event for event in events if isinstance(event, Weights)]
    assert lent
    for event in lent:
        if event.step in run.checkpoint_steps():
            kept = trained_generator(run, event.step).network.state_dict()
            assert all(np.array_equal(event.tensors[name], tensor.numpy()) for name, tensor in kept.items())
    assert any(event.step in run.checkpoint_steps() for event in lent)


def test_what_is_lent_is_a_copy(tmp_path: Path) -> None:
    _, events = trained(tmp_path / "run", Commands(), Saved)
    first, second = [event for event in events if isinstance(event, Weights)][:2]
    assert any(not np.array_equal(first.tensors[name], second.tensors[name]) for name in first.tensors)


def test_lending_is_no_part_of_the_run(tmp_path: Path) -> None:
    quiet, _ = trained(tmp_path / "quiet", Commands())
    asked, _ = trained(tmp_path / "asked", Commands(), Saved)
    assert not any(isinstance(event, Weights) for event in asked.events())
    first, second = (run.folder / "checkpoints" / f"{4:09d}" / NETWORKS for run in (quiet, asked))
    assert first.read_bytes() == second.read_bytes()


def test_a_paused_run_lends_its_weights_too(tmp_path: Path) -> None:
    commands = Commands()
    commands.put(Pause())
    checked = plan(tiny_runs.tiny_experiment(*tiny_runs.DCGAN))
    lent: list[Weights] = []
    for event in train(checked, Run.create_at(tmp_path / "run", checked.experiment), commands):
        match event:
            case Paused():
                commands.put(LendWeights())
            case Weights():
                lent.append(event)
                commands.put(Resume())
            case Progress():
                pass
    assert len(lent) == 1
