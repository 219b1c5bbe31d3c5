"""Opening a past run: its history in parts, and the window's thread left in peace."""

from __future__ import annotations

import gc
from pathlib import Path

from pytestqt.qtbot import QtBot

from ganstudio.events import Event, Finished, Progress
from ganstudio.session.past_runs import PastRuns
from ganstudio.session.replay import PART, Replay
from ganstudio.session.uncollected import Uncollected
from tests.session.conftest import Watched, short


def history(count: int) -> list[Event]:
    return [*(Progress(step, step, 0.1, 1.0, {"loss.D": 0.5}) for step in range(count)), Finished(count, "completed")]


def test_a_history_is_told_in_order_whole_and_in_parts(qtbot: QtBot) -> None:
    replay, parts = Replay(), []
    replay.told.connect(parts.append)
    with qtbot.waitSignal(replay.ended, timeout=10_000):
        replay.start(history(10 * PART))
    assert [event for part in parts for event in part] == history(10 * PART)
    assert len(parts) == 11


def test_a_history_that_is_wanted_now_is_told_at_once(qtbot: QtBot) -> None:
    replay, parts, ended = Replay(), [], []
    replay.told.connect(parts.append)
    replay.ended.connect(lambda: ended.append(True))
    replay.start(history(10 * PART))
    replay.finish()
    replay.finish()
    assert sum(map(len, parts)) == 10 * PART + 1
    assert ended == [True]


def test_a_history_that_is_not_wanted_any_more_is_told_no_further(qtbot: QtBot) -> None:
    replay, parts = Replay(), []
    replay.told.connect(parts.append)
    replay.told.connect(lambda _: replay.cancel())
    replay.start(history(10 * PART))
    qtbot.wait(50)
    assert len(parts) == 1


def test_no_garbage_is_collected_from_the_wish_to_open_a_run_until_it_is_told(watched: Watched) -> None:
    watched.train(short(20))
    during: list[bool] = []
    watched.session.recalled.connect(lambda _: during.append(gc.isenabled()))
    watched.events.clear()
    watched.session.open_run(watched.session.run.folder)
    assert not gc.isenabled()
    watched.wait_for(Finished)
    watched.qtbot.waitUntil(gc.isenabled, timeout=5_000)
    assert during and not any(during)


def test_garbage_is_collected_again_after_a_run_that_could_not_be_opened(watched: Watched, tmp_path: Path) -> None:
    watched.session.open_run(tmp_path / "nothing")
    watched.qtbot.waitUntil(lambda: bool(watched.notices), timeout=10_000)
    assert gc.isenabled()


def test_garbage_is_collected_again_after_opening_was_given_up(qtbot: QtBot, tmp_path: Path) -> None:
    past = PastRuns()
    past.open(tmp_path)
    past.cancel()
    assert gc.isenabled()
    assert past.close(5)


def test_what_was_not_collected_before_is_not_collected_after() -> None:
    gc.disable()
    try:
        pause = Uncollected()
        pause.begin()
        pause.end()
        assert not gc.isenabled()
    finally:
        gc.enable()
