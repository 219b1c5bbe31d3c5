"""Labels and values below one another, to be read, selected and followed where they lead to a page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget


class Facts(QWidget):
    """A narrow table without lines; it takes no room while there is nothing to tell."""

    def __init__(self, label_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: tuple[tuple[str, str], ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 2)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnMinimumWidth(0, label_width)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        return self._facts

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        if tuple(facts) == self._facts:
            return
        self._facts = tuple(facts)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row, (label, value) in enumerate(facts):
            name = QLabel(label)
            name.setProperty("look", "muted")
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(_value(label, value), row, 1)
        self.setVisible(bool(facts))


def _value(label: str, text: str) -> QLabel:
    value = QLabel(text)
    value.setAccessibleName(f"{label}: {text}")
    value.setWordWrap(True)
    if text.startswith(("http://", "https://")):
        shown = text.partition("://")[2].removeprefix("www.").rstrip("/")
        value.setText(f'<a href="{escape(text)}">{escape(_breakable(shown))}</a>')
        value.setToolTip(text)
        value.setOpenExternalLinks(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
    else:
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return value


def _breakable(address: str) -> str:
    """The address with places where a line may end."""
    return address.replace("/", "/\u200b")
