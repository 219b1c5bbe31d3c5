"""The latent explorer: one generator, the picture in view, and many ways to look for another."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent, QUndoStack
from PySide6.QtWidgets import QFrame, QLabel, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.ui.panels.base import Panel, Place
from ganstudio.ui.theme import MARGIN, SPACING

if TYPE_CHECKING:
    from ganstudio.ui.explore.page import Page

EMPTY = "Train a generator, or open a run that has a checkpoint, and walk through what it has learnt."
UNSAVED = "“{name}” has no checkpoint, so there is nothing of it to explore yet: train on until it has one."
ELSEWHERE = "“Generator” above opens another run or an exported file."
LOADING = "Opening the generator…"

STAGE = 180, 262  # px, in which its buttons have room: as icons, and with words
PAGE = 404  # px, in which every page has room


class Explore(Panel):
    """Built when it is first looked at, so that the window opens without it."""

    id: ClassVar[str] = "explore"
    title: ClassVar[str] = "Explore"
    place: ClassVar[Place] = "centre"

    @property
    def undo_stack(self) -> QUndoStack:
        return self.session.explorer.undo_stack

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.layout() is None:
            self._build()
        self.session.explorer.see(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.session.explorer.see(False)

    def _build(self) -> None:
        from ganstudio.ui.explore.look_bar import LookBar
        from ganstudio.ui.explore.pages import PAGES
        from ganstudio.ui.explore.source_bar import SourceBar
        from ganstudio.ui.explore.stage import Stage

        explorer = self.session.explorer
        self._pages = [page(explorer, self.theme) for page in PAGES]
        self._tabs = QTabWidget()
        self._tabs.setObjectName("explore.pages")
        self._tabs.setAccessibleName("Ways to explore")
        self._tabs.setProperty("look", "pages")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self._tabs.setUsesScrollButtons(True)
        self._tabs.setMinimumWidth(PAGE)
        self._frames = []
        for page in self._pages:
            frame = PageFrame(page)
            self._frames.append(frame)
            self._tabs.addTab(frame, page.title)
            self._tabs.setTabToolTip(self._tabs.count() - 1, page.hint)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(SPACING)
        stage = QFrame()
        stage.setProperty("look", "card")
        stage.setMinimumWidth(STAGE[0])
        inside = QVBoxLayout(stage)
        inside.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        inside.addWidget(Stage(explorer, self.theme))
        split.addWidget(stage)
        split.addWidget(self._tabs)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setSizes([STAGE[1], 420])
        self._empty = QLabel()
        self._empty.setObjectName("explore.empty")
        self._empty.setProperty("look", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(LookBar(explorer, self.theme))
        column.addWidget(split, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        whole.setSpacing(SPACING)
        whole.addWidget(SourceBar(self.session, self.theme))
        whole.addWidget(self._stack, 1)
        explorer.facts_changed.connect(self._show)
        explorer.following_changed.connect(self._say_why_empty)
        self.session.run_opened.connect(self._say_why_empty)
        self._show(explorer.facts)

    def _show(self, facts: Facts | None) -> None:
        self._stack.setCurrentIndex(facts is not None)
        if facts is not None:
            for frame in self._frames:
                frame.show_facts(facts)
        self._say_why_empty()

    def _say_why_empty(self, _: object = None) -> None:
        explorer = self.session.explorer
        run = explorer.open_run
        if explorer.is_loading:
            self._empty.setText(LOADING)
        elif run is not None and not run.has_checkpoint():
            self._empty.setText(f"{UNSAVED.format(name=run.name)}\n{ELSEWHERE}")
        else:
            self._empty.setText(f"{EMPTY}\n{ELSEWHERE}")


class PageFrame(QStackedWidget):
    """A page, or the reason why it has nothing to show."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._reason = QLabel()
        self._reason.setObjectName(f"explore.{page.id}.reason")
        self._reason.setProperty("look", "muted")
        self._reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._reason.setWordWrap(True)
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setMargin(MARGIN)
        self.addWidget(page)
        self.addWidget(self._reason)

    def show_facts(self, facts: Facts) -> None:
        why_not = self._page.why_not(facts)
        self._reason.setText(why_not)
        self.setCurrentIndex(bool(why_not))
