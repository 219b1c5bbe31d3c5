"""A picture of one's own: found in latent space, filled or enlarged by the generator; and analogies."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.session.explorer import Explorer
from ganstudio.ui.explore.analogy_view import AnalogyView
from ganstudio.ui.explore.page import Page
from ganstudio.ui.explore.picture_drop import holds_picture
from ganstudio.ui.explore.picture_search import PictureSearch
from ganstudio.ui.explore.toggle import Modes
from ganstudio.ui.theme import SPACING, Theme

MODES = (
    ("Picture", "Find a picture of yours in the generator, fill a hole in it, or enlarge it"),
    ("Analogy", "A is to B as C is to what?"),
)


class OwnPicturePage(Page):
    """A picture may be dropped anywhere on it."""

    id: ClassVar[str] = "picture_in"
    title: ClassVar[str] = "Own picture"
    hint: ClassVar[str] = "Put a picture of yours into the generator, fill a hole in it or enlarge it"

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(explorer, theme, parent)
        self.setAcceptDrops(True)
        self._search = PictureSearch(explorer, theme)
        self._analogy = AnalogyView(explorer, theme)
        self._views = QStackedWidget()
        for view in (self._search, self._analogy):
            self._views.addWidget(view)
        self._modes = Modes("own_picture", MODES)
        self._modes.chosen.connect(self._show_mode)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACING, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(self._modes, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._views, 1)
        if explorer.facts is not None and not self.why_not(explorer.facts):
            self.begin(explorer.facts)

    def why_not(self, facts: Facts) -> str:
        return "" if facts.is_pictures else "This page is for pictures, and this generator makes rows of numbers."

    def begin(self, facts: Facts) -> None:
        self._search.begin(facts)
        self._analogy.begin()

    def refresh(self) -> None:
        self._search.refresh()
        self._analogy.refresh()

    # --- Qt ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_picture(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()  # the window takes folders, tables and the like

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._modes.choose(0)
        self._search.take(event.mimeData(), "dropped picture")

    # --- inside ---

    def _show_mode(self, index: int) -> None:
        self._views.setCurrentIndex(index)
        if self.explorer.facts is not None:
            self.refresh()
