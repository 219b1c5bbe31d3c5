"""Work off the window's thread, one piece after another; answers are delivered on the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

T = TypeVar("T")


class Background(QObject):
    """One thread beside the window's. It must be closed before it is let go."""

    _answered = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._open = True
        self._pending: set[Future[None]] = set()
        self._answered.connect(self._deliver)

    def run(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> Future[None]:
        """Does `work` beside the window, then calls one of the other two on the window's thread."""
        if not self._open:
            refused: Future[None] = Future()
            refused.cancel()
            return refused
        self._pending = {future for future in self._pending if not future.done()}
        future = self._executor.submit(self._do, work, then, failed)
        self._pending.add(future)
        return future

    def close(self, seconds: float) -> bool:
        """Drops what has not begun and waits for what has. False if that takes longer; no answer comes any more."""
        self._open = False
        self._executor.shutdown(wait=False, cancel_futures=True)
        begun = {
            future for future in self._pending if not future.cancelled()
        }  # wait() takes no cancelled ones for done
        running = wait(begun, seconds).not_done
        if not running:
            self._executor.shutdown(wait=True)
        return not running

    def _do(self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[Exception], None]) -> None:
        try:
            answer = work()
        except Exception as error:  # delivered to the caller, who must say what to do with it
            self._answered.emit(partial(failed, error))
        else:
            self._answered.emit(partial(then, answer))

    @Slot(object)
    def _deliver(self, answer: Callable[[], None]) -> None:
        if self._open:
            answer()
