"""A past run told again: its events handed out in parts and short turns, so that a long history never freezes the
window."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.events import Event

TURN = 0.008  # seconds of work before the window gets its turn
PART = 250  # events; about a millisecond of work


class Replay(QObject):
    """Hands out the events of a history, in order. What is handed out is let go at once, not all of it at the end."""

    told = Signal(object)  # tuple[Event, ...]
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._events: deque[Event] = deque()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._turn)

    def start(self, events: Iterable[Event]) -> None:
        self._events = deque(events)
        self._timer.start()

    def finish(self) -> None:
        """Hands out all that is left now."""
        if self._timer.isActive():
            self._hand_out(float("inf"))

    def cancel(self) -> None:
        """Forgets what is left."""
        self._timer.stop()
        self._events.clear()

    def _turn(self) -> None:
        self._hand_out(time.monotonic() + TURN)

    def _hand_out(self, until: float) -> None:
        while self._events:
            self.told.emit(tuple(self._events.popleft() for _ in range(min(PART, len(self._events)))))
            if time.monotonic() > until:
                return
        self._timer.stop()
        self.ended.emit()
