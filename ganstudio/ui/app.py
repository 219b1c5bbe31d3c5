"""Start-up of the window: from the application to its first moment on the screen, and to its end."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QSocketNotifier
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ganstudio import __version__
from ganstudio.experiment import preset
from ganstudio.preferences import preferences_file
from ganstudio.resources import resource
from ganstudio.session.session import Session
from ganstudio.ui.drops import is_run
from ganstudio.ui.faults import Faults
from ganstudio.ui.open_and_save import first_preset
from ganstudio.ui.panels import PANELS
from ganstudio.ui.theme import Theme
from ganstudio.ui.window import Window


class Studio(QObject):
    """The application's parts, tied together: session, theme, window, and the ends of it by signal or fault."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._obey_signals()  # from the start, since making the window takes a while on a busy machine
        application.setStyle("fusion")
        application.setApplicationName("GAN Studio")
        application.setApplicationVersion(__version__)
        application.setDesktopFileName("ganstudio")
        application.setWindowIcon(QIcon(str(resource("icons", "ganstudio.svg"))))
        self.faults = Faults(self)
        self.session = Session(self)
        self.theme = Theme(self.session.preferences.theme, self)
        layout = QSettings(str(preferences_file().with_name("window.ini")), QSettings.Format.IniFormat, self)
        self.session.set_experiment(preset(first_preset()))
        self.window = Window(self.session, self.theme, layout, PANELS)

    def open(self, path: Path) -> None:
        """An experiment file or a run folder."""
        if is_run(path):
            self.session.open_run(path)
        else:
            self.session.open_experiment(path)

    def _obey_signals(self) -> None:
        """Ctrl+C in the terminal, and a polite request to end from the system, close the window and lose nothing."""
        self._ear, mouth = socket.socketpair()
        self._mouth = mouth
        self._ear.setblocking(False)
        mouth.setblocking(False)
        signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _wake)
        self._notifier = QSocketNotifier(self._ear.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._signalled)

    def _signalled(self) -> None:
        self._ear.recv(64)
        self.window.leave()


def open_window(path: Path | None = None) -> int:
    """Shows the window and returns the process's status when it is closed."""
    application = QApplication(sys.argv[:1])
    studio = Studio(application)
    studio.faults.listen()
    if path is not None:
        studio.open(path)
    studio.window.painted.connect(_collect_again)
    studio.window.show()
    return application.exec()


def _collect_again() -> None:
    gc.freeze()  # what start-up made stays to the end
    gc.enable()


def _wake(number: int, frame: object) -> None:
    """Python must have a handler, so that the signal reaches the socket instead of ending the process."""
