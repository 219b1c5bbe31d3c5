"""Samples that are drawn only to be looked at, while somebody looks and while nobody does."""

from __future__ import annotations

from pathlib import Path

from ganstudio.commands import Commands, Watch
from ganstudio.engine.job import train
from ganstudio.events import Event, Progress, Samples, Saved
from ganstudio.experiment import Experiment, override
from ganstudio.plan import plan
from ganstudio.runs import Run
from tests import tiny_runs

SOON = 1e-6  # s between two glances: one a step


def trained(folder: Path, commands: Commands, again_after: int | None = None) -> list[Event]:
    experiment: Experiment = tiny_runs.tiny_experiment(*tiny_runs.DCGAN)
    sets = ["training.steps=6", "recording.sample_every=100", "recording.checkpoint_every=1"]
    checked = plan(override(experiment, sets))
    run, events = Run.create_at(folder, checked.experiment), []
    for event in train(checked, run, commands, SOON):
        events.append(event)
        if isinstance(event, Saved) and event.step == again_after:
            commands.put(Watch(True))
    return events


def glances(events: list[Event]) -> list[int]:
    return [event.step for event in events if isinstance(event, Samples) and not event.file]


def test_glances_come_while_somebody_looks(tmp_path: Path) -> None:
    assert glances(trained(tmp_path / "run", Commands())) == [1, 2, 3, 4, 5]


def test_nothing_is_drawn_while_nobody_looks_but_what_is_kept(tmp_path: Path) -> None:
    commands = Commands()
    commands.put(Watch(False))
    events = trained(tmp_path / "run", commands)
    assert not glances(events)
    assert [event.step for event in events if isinstance(event, Samples)] == [0, 6]
    assert any(isinstance(event, Progress) for event in events)


def test_who_looks_again_sees_how_it_is_now(tmp_path: Path) -> None:
    commands = Commands()
    commands.put(Watch(False))
    assert glances(trained(tmp_path / "run", commands, again_after=3)) == [3, 4, 5]
