"""Flat buttons of the explorer's pages, which may stay pressed; and rows of them, of which one is."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from ganstudio.ui.theme import SPACING


class Modes(QWidget):
    """Ways to use a page. chosen: the number of the one that was pressed."""

    chosen = Signal(int)

    def __init__(self, name: str, modes: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        """name: begins those of the buttons. modes: text and hint of each."""
        super().__init__(parent)
        self._buttons = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING // 2)
        for number, (text, hint) in enumerate(modes):
            button = toggle(f"{name}.mode.{text.lower()}", text, hint)
            self._buttons.addButton(button, number)
            row.addWidget(button)
        self._buttons.button(0).setChecked(True)
        self._buttons.idClicked.connect(self.chosen)

    def choose(self, number: int) -> None:
        self._buttons.button(number).click()


def toggle(name: str, text: str, hint: str, *, stays: bool = True) -> QToolButton:
    """stays: it is pressed until it is pressed again."""
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    button.setAccessibleName(text)
    button.setToolTip(f"<qt>{hint}</qt>")
    button.setProperty("look", "toggle")
    button.setCheckable(stays)
    return button
