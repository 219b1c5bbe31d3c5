"""Samples of one class: asked of a run in progress, and drawn from the checkpoint of another."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from ganstudio.events import Samples, Started
from ganstudio.experiment import Experiment
from ganstudio.session.session import State
from tests.session.conftest import Watched, short


def told(experiment: Experiment) -> Experiment:
    """The experiment with networks that know the classes of the digits."""
    return experiment.revise("architecture.conditioning", {"kind": "projection"})


@pytest.fixture
def conditional() -> Experiment:
    return told(short(20))


def glances(watched: Watched) -> list[Samples]:
    return [event for event in watched.events if isinstance(event, Samples) and not event.file]


def test_a_run_in_progress_shows_the_class_that_is_asked_for(watched: Watched) -> None:
    session = watched.session
    session.set_experiment(told(short(1_000_000)))
    session.train()
    watched.wait_until(State.TRAINING)
    classes = watched.of(Started)[-1].classes
    assert classes == tuple("0123456789")
    session.look_at_class(classes, 7)
    watched.qtbot.waitUntil(lambda: any(found.of_class == "7" for found in glances(watched)), timeout=60_000)
    session.pause()
    watched.wait_until(State.PAUSED)
    session.look_at_class(classes, None)
    watched.qtbot.waitUntil(lambda: glances(watched)[-1].of_class == "", timeout=60_000)
    session.stop()
    watched.wait_until(State.IDLE)


def test_an_opened_run_draws_a_class_from_the_latents_of_its_grid(watched: Watched, conditional: Experiment) -> None:
    session = watched.session
    watched.train(conditional)
    classes = watched.of(Started)[-1].classes
    drawing: list[bool] = []
    session.drawing_changed.connect(drawing.append)
    session.look_at_class(classes, 3)
    watched.qtbot.waitUntil(lambda: bool(glances(watched)) and glances(watched)[-1].of_class == "3", timeout=60_000)
    drawn = glances(watched)[-1]
    assert drawing[-2:] == [True, False]
    assert (drawn.step, drawn.count, drawn.shape) == (20, 16, (8, 8, 1))
    kept = session.sample_values([event for event in watched.of(Samples) if event.file][-1])
    assert np.array_equal(drawn.values[[3, 13]], kept[[3, 13]]), "the grid shows class 3 there"
    assert not np.array_equal(drawn.values[4], kept[4])


def test_of_many_wishes_the_last_is_answered(watched: Watched, conditional: Experiment) -> None:
    watched.train(conditional)
    classes = watched.of(Started)[-1].classes
    for index in range(10):
        watched.session.look_at_class(classes, index)
    watched.qtbot.waitUntil(lambda: any(found.of_class == "9" for found in glances(watched)), timeout=60_000)
    assert {found.of_class for found in glances(watched)} <= {"", "9"}


def test_an_answer_for_a_run_that_is_no_longer_open_is_dropped(watched: Watched, conditional: Experiment) -> None:
    session = watched.session
    watched.train(conditional)
    session.look_at_class(watched.of(Started)[-1].classes, 1)
    session.train()
    watched.wait_until(State.TRAINING)
    watched.wait_until(State.IDLE)
    session.look_at_class(watched.of(Started)[-1].classes, 2)
    watched.qtbot.waitUntil(lambda: any(found.of_class for found in glances(watched)), timeout=60_000)
    assert {found.of_class for found in glances(watched)} <= {"", "2"}


def test_a_class_that_cannot_be_drawn_is_told(watched: Watched, conditional: Experiment) -> None:
    session = watched.session
    watched.train(conditional)
    shutil.rmtree(session.run.folder / "checkpoints")
    session.look_at_class(watched.of(Started)[-1].classes, 1)
    watched.qtbot.waitUntil(lambda: bool(watched.notices), timeout=60_000)
    assert watched.notices[-1].severity == "error"
    assert "no checkpoint" in watched.notices[-1].text
