"""Moves on from frame to frame by the clock; when it comes late it leaves frames out and keeps its speed."""

from __future__ import annotations

import math
from time import monotonic
from typing import Literal

from PySide6.QtCore import QObject, Qt, QTimer, Signal

Loop = Literal["loop", "there and back", "once"]
EARLY = 1e-6  # of a frame by which the clock may be short of it


class Player(QObject):
    """Does nothing of its own but count; whoever shows the frames listens to `reached`."""

    reached = Signal(int)  # a frame
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._fps = 1.0
        self._loop: Loop = "loop"
        self._start = 0  # the place in a round where it was at `_since`
        self._since = 0.0  # s
        self._place = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    def play(self, count: int, frame: int, fps: float, loop: Loop = "loop") -> None:
        """From that frame of so many, or from the first where “once” is at its end. While it plays, only the speed and
        the way change. A single frame does not play."""
        if not (fps > 0 and math.isfinite(fps)):
            raise ValueError(f"nothing plays at {fps} frames a second")
        if count < 2:
            self.stop()
            return
        was_playing = self.is_playing
        is_on_its_way = was_playing and (count, loop, frame) == (self._count, self._loop, self._frame())
        is_at_its_end = loop == "once" and frame >= count - 1
        if not is_on_its_way:
            self._place = 0 if is_at_its_end else frame
        self._count, self._fps, self._loop = count, fps, loop
        self._start, self._since = self._place, monotonic()
        self._await_next()
        if not was_playing:
            self.playing_changed.emit(True)
        if is_at_its_end:
            self.reached.emit(0)

    def stop(self) -> None:
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def _go_on(self) -> None:
        passed = int((monotonic() - self._since) * self._fps + EARLY)
        self._place = self._start + passed
        is_over = self._loop == "once" and self._place >= self._count - 1
        if is_over:
            self._place = self._count - 1
        else:
            self._await_next()
        if passed:
            self.reached.emit(self._frame())
        if is_over and not self.is_playing:
            self.playing_changed.emit(False)

    def _await_next(self) -> None:
        due = self._since + (self._place - self._start + 1) / self._fps
        self._timer.start(max(1, math.ceil((due - monotonic()) * 1000)))

    def _frame(self) -> int:
        return frame_at(self._place, self._count, self._loop)


def frame_at(place: int, count: int, loop: Loop) -> int:
    """Which of `count` frames is seen after so many places from the first one."""
    match loop:
        case "once":
            return min(place, count - 1)
        case "loop":
            return place % count
        case "there and back":
            place %= 2 * count - 2  # neither end is seen twice
            return min(place, 2 * count - 2 - place)
