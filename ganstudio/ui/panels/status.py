"""The line at the foot of the window: what the studio does, how far it is, how fast, and on what."""

from __future__ import annotations

from collections import deque
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from ganstudio.events import Event, Failed, Finished, Preparing, Progress, Started
from ganstudio.session.session import Session
from ganstudio.session.state import State
from ganstudio.ui.panels.base import Panel, Place
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.sentence_label import SentenceLabel
from ganstudio.ui.widgets.sight import Sight

REDRAW = 500  # ms
RECENT = 50  # Progress events that the speed is taken from
DOT = 10  # px
COUNTED = 1_000_000  # from here on a share tells more than a number


class Status(Panel):
    """State, progress, speed, time left and device."""

    id: ClassVar[str] = "status"
    title: ClassVar[str] = "Status"
    place: ClassVar[Place] = "status"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._steps = 0
        self._things = "images"
        self._outcome = ""  # how the run ended, shown while nothing happens
        self._recent: deque[tuple[float, int]] = deque(maxlen=RECENT)
        self._dot = QLabel()
        self._state = SentenceLabel()
        self._name(self._state, "state")
        self._bar = QProgressBar()
        self._bar.setObjectName("status.progress")
        self._bar.setAccessibleName("Progress of the run")
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(160, 8)
        self._step, self._speed, self._left, self._device = map(self._label, ("step", "speed", "left", "device"))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACING, 2, SPACING, 2)
        row.setSpacing(2 * SPACING)
        named = QHBoxLayout()
        named.setSpacing(SPACING)
        named.addWidget(self._dot)
        named.addWidget(self._state)
        row.addLayout(named)
        row.addWidget(self._bar)
        for label in (self._step, self._speed, self._left):
            row.addWidget(label)
        row.addStretch(1)
        row.addWidget(self._device)
        self._newest: Progress | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REDRAW)
        self._timer.timeout.connect(self._show_newest)
        self._sight = Sight(self)
        self._sight.changed.connect(self._show_newest)
        session.state_changed.connect(self._show_state)
        session.run_opened.connect(self._clear)
        session.happened.connect(self._take)
        session.recalled.connect(self._recall)
        theme.changed.connect(self._recolor)
        self._clear(None)

    def _label(self, name: str) -> QLabel:
        label = QLabel()
        self._name(label, name)
        return label

    def _name(self, label: QLabel, name: str) -> None:
        label.setObjectName(f"status.{name}")
        label.setTextFormat(Qt.TextFormat.PlainText)

    def _clear(self, run: object) -> None:
        self._recent.clear()
        self._newest = None
        self._steps, self._outcome = 0, ""
        for label in (self._step, self._speed, self._left, self._device):
            label.setText("")
        self._show_progress(0, 0)
        self._show_state(self.session.state)

    def _show_state(self, state: State) -> None:
        if state.is_active:
            self._outcome = ""
        self._state.say(self._outcome or state.value)
        if state is not State.TRAINING:
            self._speed.setText("")
            self._left.setText("")
        self._bar.setVisible(state.is_active or self._steps > 0)
        if state is State.IDLE and self._bar.maximum() == 0:
            self._show_progress(0, self._steps)
        self._recolor()

    def _take(self, event: Event) -> None:
        match event:
            case Preparing():
                self._prepare(event)
            case Started():
                self._start(event)
            case Progress():
                self._progress(event)
            case Finished(reason="completed", explanation=why):
                self._end(f"Finished: {why}" if why else "Finished")
            case Finished():
                self._end("Stopped")
            case Failed():
                self._end("Failed")

    def _recall(self, events: tuple[Event, ...]) -> None:
        for event in events:
            self._take(event)

    def _prepare(self, event: Preparing) -> None:
        if self.session.state is not State.STOPPING:
            self._state.say(preparing(event))
        self._show_progress(event.done, event.total)

    def _end(self, outcome: str) -> None:
        self._show_newest()
        self._outcome = outcome
        self._state.say(outcome)

    def _start(self, event: Started) -> None:
        self._steps = event.steps
        self._things = "points" if event.is_points else "rows" if event.is_rows else "images"
        self._recent.clear()
        threads = "1 thread" if event.threads == 1 else f"{event.threads} threads"
        unusual = [event.precision] if event.precision != "full" else []
        self._device.setText(" · ".join((event.device, threads, *unusual)))
        self._show_step(event.step)

    def _progress(self, event: Progress) -> None:
        self._recent.append((event.seconds, event.step))
        self._newest = event
        if not self._timer.isActive():
            self._timer.start()

    def _show_newest(self) -> None:
        if self._newest is None or not self._sight.is_seen:
            return  # it is told when it can be seen again
        event, self._newest = self._newest, None
        self._show_step(event.step)
        if self.session.state is not State.TRAINING:
            return
        self._speed.setText(f"{event.images_per_second:,.0f} {self._things}/s")
        rate = steps_per_second(self._recent)
        self._left.setText(f"{duration((self._steps - event.step) / rate)} left" if rate > 0 else "")

    def _show_step(self, step: int) -> None:
        self._step.setText(f"step {step:,} of {self._steps:,}")
        self._show_progress(step, self._steps)

    def _show_progress(self, done: int, total: int) -> None:
        """A total of 0 means that nobody knows: the bar is busy while something goes on."""
        while total > 2**30:  # the bar counts in 32 bits
            done, total = done // 2, total // 2
        is_busy = total == 0 and self.session.state.is_active
        self._bar.setRange(0, total if total or is_busy else 1)
        # a bar that was busy once is painted anew 30 times a second for as long as no pixel of it is filled
        self._bar.setValue(max(done, total // 100))

    def _recolor(self) -> None:
        colors = self.theme.colors
        color = {
            State.IDLE: colors.muted,
            State.PREPARING: colors.accent,
            State.TRAINING: colors.ok,
            State.PAUSED: colors.warning,
            State.STOPPING: colors.warning,
        }[self.session.state]
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(DOT * ratio), round(DOT * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(1, 1, DOT - 2, DOT - 2)
        painter.end()
        self._dot.setPixmap(picture)


def preparing(event: Preparing) -> str:
    """“Reading pictures: 3,120 of 10,000”; of what is too much to count, such as bytes, the share."""
    if not event.total:
        return f"{event.text}…"
    if event.total < COUNTED:
        return f"{event.text}: {event.done:,} of {event.total:,}"
    return f"{event.text}: {event.done / event.total:.0%}"


def steps_per_second(recent: deque[tuple[float, int]]) -> float:
    """The speed over (seconds, step) pairs, 0 where it cannot be told."""
    if len(recent) < 2:
        return 0.0
    (before, first), (now, last) = recent[0], recent[-1]
    return (last - first) / (now - before) if now > before else 0.0


def duration(seconds: float) -> str:
    """As h:mm:ss."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
