"""A fault in the program becomes one dialog, and the studio goes on."""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from types import TracebackType

import PySide6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from ganstudio import __version__
from ganstudio.ui.details import Details

TEXT = "Something in GAN Studio went wrong. It goes on working; a run in progress is not affected."


class Faults(QObject):
    """Hears of every exception that nobody caught, on any thread. The same fault again is only counted."""

    raised = Signal(str)  # the traceback

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[str, int] = {}
        self._dialog: Details | None = None
        self.raised.connect(self._show)

    def listen(self) -> None:
        """From now on, instead of Python's own way of printing it and no more."""
        sys.excepthook = self._hear
        threading.excepthook = self._hear_thread

    def _hear(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.closeAllWindows()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(text)
        self.raised.emit(text)

    def _hear_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._hear(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _show(self, text: str) -> None:
        self._counts[text] = self._counts.get(text, 0) + 1
        if self._dialog is not None:
            times = sum(self._counts.values())
            self._dialog.sentence.setText(f"{TEXT} This is the latest of {times} faults.")
            if self._counts[text] == 1:
                self._dialog.add(text)
            return
        if self._counts[text] > 1:
            return  # seen, read and closed before
        self._dialog = Details("A fault", TEXT, f"{versions()}\n\n{text}", QApplication.activeWindow())
        self._dialog.setObjectName("fault")
        self._dialog.finished.connect(self._closed)
        self._dialog.show()

    def _closed(self) -> None:
        self._dialog = None


def versions() -> str:
    return (
        f"GAN Studio {__version__}, Python {platform.python_version()}, PySide6 {PySide6.__version__}, "
        f"{platform.platform()}"
    )
