"""The moves between states."""

from __future__ import annotations

import pytest

from ganstudio.events import Event, Paused, Resumed, Started, Warned
from ganstudio.session.state import MOVES, State

STARTED = Started(0, 10, 0, "CPU", 1, 1, 1, "probability", (1, 8, 8))


@pytest.mark.parametrize(
    ("state", "event", "then"),
    [
        (State.PREPARING, STARTED, State.TRAINING),
        (State.TRAINING, Paused(3), State.PAUSED),
        (State.PAUSED, Resumed(3), State.TRAINING),
        (State.TRAINING, Warned("…"), State.TRAINING),
        (State.STOPPING, Paused(3), State.STOPPING),
        (State.STOPPING, STARTED, State.STOPPING),
    ],
)
def test_events_move_the_state_and_never_out_of_stopping(state: State, event: Event, then: State) -> None:
    assert state.after(event) is then


def test_every_state_leads_back_to_idle() -> None:
    assert set(MOVES) == set(State)
    assert all(State.IDLE in MOVES[state] for state in State if state.is_active)
    assert not State.IDLE.can_become(State.TRAINING)
