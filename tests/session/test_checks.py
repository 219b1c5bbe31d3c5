"""Checks of the experiment beside the window."""

from __future__ import annotations

import time

from ganstudio.session.session import Check, State
from tests.session.conftest import Watched


def test_experiment_can_be_trained_within_300_ms_of_an_edit(watched: Watched) -> None:
    watched.qtbot.waitUntil(lambda: watched.session.check is not None)
    watched.session.propose("training.batch_size", 32)
    assert watched.session.check is None
    began = time.monotonic()
    with watched.qtbot.waitSignal(watched.session.checked, timeout=2000):
        pass
    assert time.monotonic() - began < 0.3
    assert watched.session.check is not None and watched.session.check.plan is not None


def test_only_the_newest_of_quick_edits_is_checked(watched: Watched) -> None:
    checks: list[Check] = []
    watched.qtbot.waitUntil(lambda: watched.session.check is not None)
    watched.session.checked.connect(checks.append)
    for size in (8, 16, 32, 64, 128):
        watched.session.propose("training.batch_size", size)
    watched.qtbot.waitUntil(lambda: watched.session.check is not None)
    assert [check.experiment.training.batch_size for check in checks] == [128]


def test_experiment_that_cannot_run_says_why_and_does_not_train(watched: Watched) -> None:
    watched.session.propose("training.batch_size", 60_000)  # more than there are digits
    watched.session.train()
    watched.qtbot.waitUntil(lambda: bool(watched.notices))
    assert "1797" in watched.notices[-1].text
    assert watched.session.state is State.IDLE
