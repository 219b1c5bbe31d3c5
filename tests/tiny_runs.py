"""Runs of a few steps, trained for real, for tests that look into what a generator is."""

from __future__ import annotations

from pathlib import Path

from ganstudio.commands import Commands
from ganstudio.engine.job import train
from ganstudio.events import Failed
from ganstudio.experiment import Experiment, override, preset
from ganstudio.plan import plan
from ganstudio.runs import Run

BRIEF = (
    "training.steps=4",
    "training.length_from_data=false",
    "training.batch_size=16",
    "training.threads=1",
    "recording.grid=3",
    "recording.sample_every=4",
)
DIGITS = ("data.kind=digits", "data.size=16", "architecture.latent_dim=16")
DCGAN = (
    *DIGITS,
    "architecture.generator.kind=dcgan",
    "architecture.generator.base_width=8",
    "architecture.discriminator.kind=dcgan",
    "architecture.discriminator.base_width=8",
    "architecture.discriminator.normalization=none",
)
OF_CLASSES = (*DCGAN, "architecture.conditioning.kind=concat")
STYLES = (
    *DIGITS,
    "architecture.generator.kind=stylegan2",
    "architecture.generator.base_width=8",
    "architecture.generator.w_dim=16",
    "architecture.discriminator.kind=stylegan2",
    "architecture.discriminator.base_width=8",
)
POINTS = ("data.kind=ring8",)


def tiny_experiment(*sets: str, name: str = "Tiny") -> Experiment:
    """The digits preset with these changes, and so few steps that it takes a moment."""
    return override(preset("digits").revise("name", name), [*sets, *BRIEF])


def tiny_run(folder: Path, *sets: str, name: str = "Tiny") -> Run:
    """A run in that folder, trained to its end."""
    checked = plan(tiny_experiment(*sets, name=name))
    run = Run.create_at(folder, checked.experiment)
    events = list(train(checked, run, Commands()))
    assert not (failed := [event for event in events if isinstance(event, Failed)]), failed
    return run
