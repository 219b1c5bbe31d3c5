"""What every page of the explorer offers to its panel, which builds pages from `PAGES` and knows no more of them."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.session.explorer import Explorer
from ganstudio.ui.theme import Theme


class Page(QWidget):
    """One way to explore. It shows the explorer and asks it; it knows no other page.

    id: names its tab. title: what a person reads there. hint: what can be done there, in a sentence.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    hint: ClassVar[str]

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.explorer, self.theme = explorer, theme
        self.setObjectName(f"explore.{self.id}")
        self.setAccessibleName(self.title)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # its keys work wherever in it a person clicked last
        explorer.changed.connect(self._refresh_if_seen)
        explorer.renewed.connect(self._refresh_if_seen)
        explorer.facts_changed.connect(self._begin_again)

    def why_not(self, facts: Facts) -> str:
        """Why there is nothing to do here with that generator, in a sentence; empty when there is."""
        return ""

    def begin(self, facts: Facts) -> None:
        """Another generator is there: what was drawn of an earlier one is gone."""

    def refresh(self) -> None:
        """Shows what is so now: called when it comes into view and, while it is in view, after every edit and whenever
        the generator has learnt on. What has been drawn already and is still so need not be drawn again."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.explorer.facts is not None:
            self.refresh()

    def _refresh_if_seen(self) -> None:
        if self.isVisible() and self.explorer.facts is not None:
            self.refresh()

    def _begin_again(self, facts: Facts | None) -> None:
        if facts is not None and not self.why_not(facts):
            self.begin(facts)
            self._refresh_if_seen()
