"""Edits that can be undone: a value that replaces another, for whatever shows such values."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtGui import QUndoCommand

MERGE_WITHIN = 1.0  # seconds between two edits of one thing that are undone as one
T = TypeVar("T")


class Edit(QUndoCommand, Generic[T]):
    """One change; changes of the same `subject` in quick succession, as by typing or dragging, become one."""

    def __init__(self, show: Callable[[T], None], before: T, after: T, text: str, subject: str = "") -> None:
        super().__init__(text)
        self._show, self._before, self._after = show, before, after
        self._subject, self._time = subject, time.monotonic()

    def redo(self) -> None:
        self._show(self._after)

    def undo(self) -> None:
        self._show(self._before)

    def id(self) -> int:
        return 1 if self._subject else -1

    def mergeWith(self, other: Any) -> bool:
        if not isinstance(other, Edit) or other._subject != self._subject or other._time - self._time > MERGE_WITHIN:
            return False
        self._after, self._time = other._after, other._time
        self.setObsolete(self._after == self._before)
        return True
