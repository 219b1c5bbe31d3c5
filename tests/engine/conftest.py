"""Tiny real runs: a few steps of real networks on real digits or points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ganstudio.commands import Command, Commands
from ganstudio.engine import job
from ganstudio.events import Event
from ganstudio.experiment import Experiment, override
from ganstudio.plan import plan
from ganstudio.runs import Run

TINY = (
    "training.steps=30",
    "training.batch_size=16",
    "training.threads=1",
    "architecture.latent_dim=4",
    "architecture.generator.widths=[16]",
    "architecture.discriminator.widths=[16]",
    "recording.grid=2",
    "recording.sample_every=10",
    "recording.checkpoint_every=10",
)

Play = Callable[..., tuple[Run, list[Event]]]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Trains a tiny experiment, changed by `path=value` texts, and gives its run and events.

    at: commands to give when the event counter reaches a step, {step: command}.
    """

    def play(*sets: str, folder: str = "run", at: dict[int, Command] | None = None) -> tuple[Run, list[Event]]:
        checked = plan(override(Experiment(), (*TINY, *sets)))
        run = Run.create_at(tmp_path / folder, checked.experiment)
        commands = Commands()
        return run, list(obeying(job.train(checked, run, commands), commands, at or {}))

    return play


def obeying(events: Iterator[Event], commands: Commands, at: dict[int, Command]) -> Iterator[Event]:
    """Passes events on and gives each command when an event of its step comes by."""
    left = dict(at)
    for event in events:
        yield event
        for step in [s for s in left if getattr(event, "step", -1) >= s]:
            commands.put(left.pop(step))
