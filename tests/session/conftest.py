"""A session that trains real runs on the digits, a few steps each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ganstudio.events import Event
from ganstudio.experiment import Experiment
from ganstudio.session.session import Notice, Session
from ganstudio.session.state import State


class Watched:
    """A session, and all that it said."""

    def __init__(self, qtbot: QtBot, runs: Path) -> None:
        self.session = Session()
        self.qtbot = qtbot
        self.events: list[Event] = []
        self.notices: list[Notice] = []
        self.states: list[State] = []
        self.session.happened.connect(self.events.append)
        self.session.recalled.connect(self.events.extend)
        self.session.noticed.connect(self.notices.append)
        self.session.state_changed.connect(self.states.append)
        self.session.set_preference("runs_folder", str(runs))

    def wait_for(self, *kinds: type) -> None:
        """Waits until an event of each of these kinds has been heard."""
        self.qtbot.waitUntil(lambda: {*kinds} <= {type(event) for event in self.events}, timeout=60_000)

    def wait_until(self, state: State) -> None:
        self.qtbot.waitUntil(lambda: self.session.state is state, timeout=60_000)

    def train(self, experiment: Experiment) -> None:
        """Trains it to its end."""
        self.session.set_experiment(experiment)
        before = len(self.states)
        self.session.train()
        self.qtbot.waitUntil(lambda: State.IDLE in self.states[before:], timeout=60_000)

    def of(self, kind: type) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture
def watched(qtbot: QtBot, tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(qtbot, tmp_path / "runs")
    yield watched
    assert watched.session.shutdown()


@pytest.fixture
def digits() -> Experiment:
    """A run of 40 steps."""
    return short(40)


@pytest.fixture
def endless() -> Experiment:
    """A run that must be stopped."""
    return short(1_000_000)


def short(steps: int) -> Experiment:
    plain = Experiment(name="Digits").plain()
    plain["training"] |= {"steps": steps, "batch_size": 16}
    plain["recording"] |= {"sample_every": 20, "grid": 4}
    for network in ("generator", "discriminator"):
        plain["architecture"][network] |= {"kind": "mlp"}
    return Experiment.read(plain)[0]
