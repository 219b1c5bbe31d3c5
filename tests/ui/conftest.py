"""A theme, a session and a whole window for the tests of what a person sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ganstudio.experiment import preset
from ganstudio.preferences import preferences_file
from ganstudio.session.session import Session
from ganstudio.ui.panels import PANELS
from ganstudio.ui.theme import Theme
from ganstudio.ui.window import Window

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def theme(qtbot: QtBot) -> Theme:
    return Theme("light")


@pytest.fixture
def session(qtbot: QtBot, home: Path) -> Iterator[Session]:
    made = Session()
    made.set_experiment(preset("digits"))
    yield made
    assert made.shutdown()


@pytest.fixture
def open_window(qtbot: QtBot, session: Session, theme: Theme) -> Iterator[Callable[[], Window]]:
    """Opens a window as at the start of the studio; twice in one test is a restart."""
    opened: list[Window] = []

    def make() -> Window:
        layout = QSettings(str(preferences_file().with_name("window.ini")), QSettings.Format.IniFormat)
        window = Window(session, theme, layout, PANELS)
        opened.append(window)
        window.show()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in opened:
        window.hide()
        window.deleteLater()


@pytest.fixture
def window(open_window: Callable[[], Window]) -> Window:
    return open_window()


class Find(Protocol):
    def __call__(self, name: str, kind: type[W]) -> W: ...


@pytest.fixture
def find(window: Window) -> Find:
    """Finds a widget by its name, which for an option is its dotted path."""

    def in_window(name: str, kind: type[W]) -> W:
        found = window.findChild(kind, name)
        assert found is not None, f"nothing is called {name}"
        return found

    return in_window
