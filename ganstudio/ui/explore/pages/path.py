"""The path: anchors, what is between them as a strip or a grid, and all that leaves the explorer as files."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.session.explorer import Explorer
from ganstudio.ui.explore.anchor_bar import AnchorBar
from ganstudio.ui.explore.export_menu import ExportMenu
from ganstudio.ui.explore.export_progress import ExportProgress
from ganstudio.ui.explore.grid_view import GridView
from ganstudio.ui.explore.page import Page
from ganstudio.ui.explore.paths import path_of
from ganstudio.ui.explore.strip_view import StripView
from ganstudio.ui.explore.toggle import Modes
from ganstudio.ui.theme import SPACING, Theme

MODES = (("Strip", "The frames of the path, one after the other"), ("Grid", "What lies between 4 or 9 anchors"))


class PathPage(Page):
    """Strip and grid go through the same anchors; only the one in view is drawn."""

    id: ClassVar[str] = "path"
    title: ClassVar[str] = "Path"
    hint: ClassVar[str] = "Walk from picture to picture, play the way, and export it"

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(explorer, theme, parent)
        self._anchors = AnchorBar(explorer, theme)
        self._strip, self._grid = StripView(explorer, theme), GridView(explorer, theme)
        self._views = QStackedWidget()
        for view in (self._strip, self._grid):
            self._views.addWidget(view)
        self._progress = ExportProgress(explorer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACING, 0, 0)
        column.setSpacing(SPACING)
        column.addLayout(self._head())
        column.addWidget(self._anchors)
        column.addWidget(self._views, 1)
        column.addWidget(self._progress)

    def why_not(self, facts: Facts) -> str:
        return "" if facts.is_pictures else "Paths are made of pictures, and this generator makes rows of numbers."

    def begin(self, facts: Facts) -> None:
        self._anchors.begin()
        self._strip.begin()
        self._grid.begin()

    def refresh(self) -> None:
        facts, exploration = self.explorer.facts, self.explorer.exploration
        assert facts is not None
        self._anchors.show_anchors(exploration, facts)
        if self._views.currentWidget() is self._strip:
            self._strip.show_path(path_of(exploration, facts), facts)
        else:
            self._grid.show_grid(exploration, facts)

    def _head(self) -> QHBoxLayout:
        modes = Modes("explore.path", MODES)
        modes.chosen.connect(self._show_mode)
        row = QHBoxLayout()
        row.setSpacing(SPACING // 2)
        row.addWidget(modes)
        row.addStretch()
        row.addWidget(ExportMenu(self.explorer, self.theme, lambda: self._grid.grid, self._progress))
        return row

    def _show_mode(self, index: int) -> None:
        self._views.setCurrentIndex(index)
        if self.explorer.facts is not None:
            self.refresh()
