"""A window whose explorer has taken up a generator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.exploration.facts import Source
from ganstudio.session.explorer import Explorer
from ganstudio.session.keepsake import file_of
from ganstudio.ui.window import Window
from tests import tiny_runs


@pytest.fixture(scope="session")
def dcgan_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """16×16 digits without classes or styles."""
    return tiny_runs.tiny_run(tmp_path_factory.mktemp("dcgan") / "run", *tiny_runs.DCGAN).folder


@pytest.fixture(scope="session")
def class_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """16×16 digits, conditional on their class."""
    return tiny_runs.tiny_run(tmp_path_factory.mktemp("classes") / "run", *tiny_runs.OF_CLASSES).folder


@pytest.fixture(scope="session")
def style_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """16×16 digits of a generator with styles and noise."""
    return tiny_runs.tiny_run(tmp_path_factory.mktemp("styles") / "run", *tiny_runs.STYLES).folder


@pytest.fixture(scope="session")
def point_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Points in the plane."""
    return tiny_runs.tiny_run(tmp_path_factory.mktemp("points") / "run", *tiny_runs.POINTS).folder


@pytest.fixture
def explorer(window: Window) -> Explorer:
    return window.session.explorer


Explore = Callable[..., QWidget]


@pytest.fixture
def explore(window: Window, explorer: Explorer, qtbot: QtBot) -> Explore:
    """Clicks the Explore tab, takes up the generator of a run and clicks the tab of a page; gives that page."""

    def click(tabs: QTabWidget, title: str) -> None:
        index = next(i for i in range(tabs.count()) if tabs.tabText(i) == title)
        qtbot.mouseClick(tabs.tabBar(), Qt.MouseButton.LeftButton, pos=tabs.tabBar().tabRect(index).center())

    known: set[Path] = set()

    def take_up(folder: Path, page: str = "") -> QWidget:
        if folder not in known:  # what another test kept beside the run is not to be found
            known.add(folder)
            file_of(Source(folder)).unlink(missing_ok=True)
        click(window.centralWidget(), "Explore")  # type: ignore[arg-type]
        explorer.explore(Source(folder))
        qtbot.waitUntil(lambda: explorer.picture is not None and not explorer.is_loading, timeout=60_000)
        panel = window.panel("explore")
        if not page:
            return panel
        pages = panel.findChild(QTabWidget, "explore.pages")
        found = next(widget for widget in panel.findChildren(QWidget) if getattr(widget, "id", "") == page)
        click(pages, found.title)  # type: ignore[attr-defined]
        qtbot.waitUntil(found.isVisible)
        return found

    return take_up
