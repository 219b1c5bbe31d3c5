"""How far an export has come, and the way to give it up."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ganstudio.events import Preparing
from ganstudio.session.explorer import Explorer
from ganstudio.session.lane import Question
from ganstudio.session.notice import Notice
from ganstudio.ui.explore.progress_line import ProgressLine

KEY = "export"


class ExportProgress(ProgressLine):
    """Seen while something is written, one thing at a time. A file that is given up is not there at all."""

    def __init__(self, explorer: Explorer, parent: QWidget | None = None) -> None:
        super().__init__("explore.path", parent)
        self._explorer = explorer
        self._writing = ""
        self._is_written = False
        self.cancelled.connect(self._give_up)
        explorer.facts_changed.connect(self._lose)

    @property
    def is_working(self) -> bool:
        return bool(self._writing)

    def write(self, what: str, question: Question, total: int, path: Path) -> None:
        """question: gives how many of `total` are written, after each. what: “animation”."""
        self._writing, self._is_written = what, False
        self.begin(f"Writing the {what}")
        hear = partial(self._tell_step, total)
        self._explorer.work(KEY, question, hear, self._fail, ended=partial(self._end, path))

    def _tell_step(self, total: int, done: int) -> None:
        self._is_written = done == total
        self.show_step(Preparing(f"Writing the {self._writing}, {done:,} of {total:,}", done, total))

    def _fail(self, error: Exception) -> None:
        self._is_written = False
        self._explorer.tell(f"Writing the {self._writing}", error)

    def _end(self, path: Path) -> None:
        if self._is_written:
            self._explorer.notice(Notice(f"The {self._writing} is in {path}."))
        self._stop()

    def _give_up(self) -> None:
        self._explorer.forget(KEY)
        self._explorer.notice(Notice(f"The {self._writing} was given up; nothing was written."))
        self._stop()

    def _lose(self) -> None:
        """Another generator is explored: it is asked from now on."""
        if self.is_working:
            self._give_up()

    def _stop(self) -> None:
        self._writing = ""
        self.hide()
