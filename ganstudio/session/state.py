"""What the studio is doing, and which changes of that there are."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from ganstudio.events import Event, Paused, Resumed, Started


class State(Enum):
    """What the studio is doing with a run."""

    IDLE = "Ready"
    PREPARING = "Preparing"
    TRAINING = "Training"
    PAUSED = "Paused"
    STOPPING = "Stopping"

    @property
    def is_active(self) -> bool:
        """True while a run is in progress, be it paused."""
        return self is not State.IDLE

    def can_become(self, other: State) -> bool:
        return other in MOVES[self]

    def after(self, event: Event) -> State:
        """The state that the engine's event leads to; a run that is being stopped stays so until its end."""
        told = _TOLD.get(type(event), self)
        return told if self.can_become(told) else self


MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.IDLE: frozenset({State.PREPARING}),
        State.PREPARING: frozenset({State.TRAINING, State.STOPPING, State.IDLE}),
        State.TRAINING: frozenset({State.PAUSED, State.STOPPING, State.IDLE}),
        State.PAUSED: frozenset({State.TRAINING, State.STOPPING, State.IDLE}),
        State.STOPPING: frozenset({State.IDLE}),
    }
)
_TOLD: Mapping[type[Event], State] = MappingProxyType(
    {Started: State.TRAINING, Paused: State.PAUSED, Resumed: State.TRAINING}
)
