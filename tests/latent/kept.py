"""Runs with a checkpoint of their first weights, for tests that ask what belongs to a generator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from ganstudio.engine.checkpoint import Checkpoints
from ganstudio.experiment import Experiment, override
from ganstudio.exploration.facts import Source
from ganstudio.plan import plan
from ganstudio.runs import Run
from tests.trainers import trainer_of

Answer = TypeVar("Answer")


def source_of(folder: Path, *sets: str) -> Source:
    """A run of an experiment with those options set, on the digits unless they say otherwise."""
    checked = plan(override(Experiment(), ["data.kind=digits", "architecture.latent_dim=8", *sets]))
    run = Run.create_at(folder, checked.experiment)
    Checkpoints(run).save(trainer_of(checked))
    run.write_plan(checked.spec.plain())
    return Source(run.folder)


def answer(parts: Iterator[Any], kind: type[Answer]) -> Answer:
    """The last part of an answer; all before it only tell how far it is."""
    *before, last = parts
    assert isinstance(last, kind)
    assert not any(isinstance(part, kind) for part in before)
    return last
