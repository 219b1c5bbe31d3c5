"""The run in progress: its thread, its state, and the commands it may be given."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QObject, Signal, Slot

from ganstudio.commands import Command, Commands, Stop
from ganstudio.session.state import State
from ganstudio.session.worker import History, Opened, Said, Worker


class Training(QObject):
    """At most one run at a time. The state is IDLE whenever there is no thread."""

    said = Signal(object)  # Opened or Event; the state has changed before
    state_changed = Signal(object)  # State
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = State.IDLE
        self._worker: Worker | None = None

    @property
    def state(self) -> State:
        return self._state

    def start(self, history: Callable[[Commands], History]) -> None:
        assert self._worker is None
        self._worker = Worker(history, self)
        self._worker.said.connect(self._said)
        self._worker.finished.connect(self._finished)
        self._move(State.PREPARING)
        self._worker.start()

    def command(self, command: Command) -> None:
        """Obeyed before the next step; a run that is being stopped obeys nothing else."""
        if self._worker is not None and self._state is not State.STOPPING:
            self._worker.commands.put(command)

    def stop(self) -> None:
        if self._worker is not None and self._state is not State.STOPPING:
            self._worker.commands.put(Stop())
            self._move(State.STOPPING)

    def stop_and_wait(self, deadline: QDeadlineTimer) -> bool:
        """Ends the run with a checkpoint and hears its last words. False when that takes longer."""
        self.stop()
        if self._worker is not None and not self._worker.wait(deadline):
            return False
        QCoreApplication.sendPostedEvents(self)
        return True

    @Slot(object)
    def _said(self, item: Said) -> None:
        if not isinstance(item, Opened):
            self._move(self._state.after(item))
        self.said.emit(item)

    @Slot()
    def _finished(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.wait()
            worker.deleteLater()
            self._move(State.IDLE)
            self.ended.emit()

    def _move(self, state: State) -> None:
        if state is not self._state:
            assert self._state.can_become(state), (self._state, state)
            self._state = state
            self.state_changed.emit(state)
