"""Questions to a generator: the newest of a key is answered, and long answers make room."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ganstudio.session.lane import Lane


class Model:
    """What a lane holds; it has facts."""

    facts = "the facts"


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Lane]:
    made = Lane("test")
    heard: list[Any] = []
    made.load(Model, heard.append, heard.append)  # type: ignore[arg-type,return-value]  # a lane asks nothing of it
    qtbot.waitUntil(lambda: heard == ["the facts"])
    yield made
    assert made.close(10)


def refuse(error: Exception) -> None:
    raise error


def test_of_questions_with_one_key_only_the_one_in_progress_and_the_newest_are_answered(
    lane: Lane, qtbot: QtBot
) -> None:
    gate, heard = threading.Event(), []

    def slow(model: Any) -> Iterator[str]:
        gate.wait(10)
        yield "first"

    lane.ask("a", slow, heard.append, refuse)
    for number in range(50):
        lane.ask("a", lambda model, n=number: iter([n]), heard.append, refuse)  # type: ignore[misc]
    gate.set()
    qtbot.waitUntil(lambda: 49 in heard)
    assert heard == [49], "the first was out of date before it was answered"


def test_a_long_answer_makes_room_for_a_question_of_lower_rank(lane: Lane, qtbot: QtBot) -> None:
    heard: list[object] = []

    def parts(model: Any) -> Iterator[int]:
        yield from range(5)

    def hear(part: int) -> None:
        heard.append(part)
        if part == 1:
            lane.ask("picture", lambda model: iter(["picture"]), heard.append, refuse, rank=0)

    lane.ask("wall", parts, hear, refuse, rank=1)
    qtbot.waitUntil(lambda: 4 in heard)
    assert heard == [0, 1, "picture", 2, 3, 4]


def test_a_forgotten_question_is_closed_on_its_own_thread_and_heard_no_more(lane: Lane, qtbot: QtBot) -> None:
    closed_by: list[str] = []
    heard: list[int] = []

    def parts(model: Any) -> Iterator[int]:
        try:
            number = 0
            while True:
                yield number
                number += 1
        finally:
            closed_by.append(threading.current_thread().name)

    lane.ask("job", parts, heard.append, refuse)
    qtbot.waitUntil(lambda: len(heard) > 3)
    lane.forget("job")
    count = len(heard)
    qtbot.waitUntil(lambda: bool(closed_by))
    assert closed_by[0].startswith("test") and len(heard) == count and not lane.is_asked("job")


def test_a_failure_is_told_and_the_next_question_is_answered(lane: Lane, qtbot: QtBot) -> None:
    failures: list[Exception] = []
    heard: list[str] = []
    ended: list[bool] = []

    def broken(model: Any) -> Iterator[str]:
        raise ValueError("broken")
        yield ""

    lane.ask("a", broken, heard.append, failures.append, ended=lambda: ended.append(True))
    lane.ask("b", lambda model: iter(["fine"]), heard.append, refuse)
    qtbot.waitUntil(lambda: heard == ["fine"])
    assert [str(error) for error in failures] == ["broken"] and ended == [True]


def test_another_generator_forgets_what_was_asked_of_the_one_before(lane: Lane, qtbot: QtBot) -> None:
    gate, heard, facts = threading.Event(), [], []

    def slow(model: Any) -> Iterator[str]:
        gate.wait(10)
        yield "old"

    lane.ask("a", slow, heard.append, refuse)
    lane.load(Model, facts.append, facts.append)  # type: ignore[arg-type,return-value]
    gate.set()
    qtbot.waitUntil(lambda: facts == ["the facts"])
    assert heard == []


def test_closing_ends_an_answer_in_progress(qtbot: QtBot) -> None:
    closed: list[bool] = []
    lane = Lane("test")
    lane.load(Model, lambda _: None, refuse)  # type: ignore[arg-type,return-value]

    def parts(model: Any) -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.append(True)

    heard: list[int] = []
    lane.ask("job", parts, heard.append, refuse)
    qtbot.waitUntil(lambda: len(heard) > 1)
    assert lane.close(10) and closed == [True]


def test_what_is_dragged_is_seen_on_the_way_and_its_newest_last(lane: Lane, qtbot: QtBot) -> None:
    heard: list[int] = []

    def draw(number: int, model: Any) -> Iterator[int]:
        time.sleep(0.03)  # longer than from one move to the next
        yield number

    for number in range(60):
        lane.ask("picture", partial(draw, number), heard.append, refuse, is_dragged=True)
        qtbot.wait(5)
    qtbot.waitUntil(lambda: 59 in heard)
    assert heard == sorted(heard) and heard[-1] == 59
    assert 4 <= len(heard) <= 30, "some of the moves are seen, and none queue up"


def test_what_is_dragged_is_heard_no_more_once_it_is_forgotten(lane: Lane, qtbot: QtBot) -> None:
    gate, heard = threading.Event(), []

    def slow(model: Any) -> Iterator[str]:
        gate.wait(10)
        yield "dragged"

    lane.ask("picture", slow, heard.append, refuse, is_dragged=True)
    lane.ask("picture", slow, heard.append, refuse, is_dragged=True)
    lane.forget("picture")
    gate.set()
    lane.ask("other", lambda model: iter(["other"]), heard.append, refuse)
    qtbot.waitUntil(lambda: "other" in heard)
    assert heard == ["other"]


def test_what_is_dragged_without_a_rest_keeps_nothing_else_waiting(lane: Lane, qtbot: QtBot) -> None:
    begun, gate, heard = threading.Semaphore(0), threading.Semaphore(0), []

    def draw(model: Any) -> Iterator[str]:
        begun.release()
        gate.acquire(timeout=10)
        yield "picture"

    lane.ask("picture", draw, heard.append, refuse, is_dragged=True)
    lane.ask("weights", lambda model: iter(["weights"]), heard.append, refuse)
    for _ in range(3):
        qtbot.waitUntil(lambda: begun.acquire(blocking=False))
        lane.ask("picture", draw, heard.append, refuse, is_dragged=True)
        gate.release()
    gate.release()
    qtbot.waitUntil(lambda: not lane.is_asked("picture"))
    assert heard == ["picture", "weights", "picture", "picture", "picture"]


def test_work_is_counted_in_seconds_of_a_core(lane: Lane, qtbot: QtBot) -> None:
    heard: list[int] = []

    def toil(model: Any) -> Iterator[int]:
        end = time.thread_time() + 0.05
        while time.thread_time() < end:
            pass
        yield 1

    before = lane.spent
    lane.ask("a", toil, heard.append, refuse)
    qtbot.waitUntil(lambda: heard == [1])
    assert 0.05 <= lane.spent - before < 1
