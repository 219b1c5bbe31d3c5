"""A sentence under a field: what is wrong with it, or what would be better."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ganstudio.ui.theme import Theme

Severity = Literal["problem", "advice"]
ICON = 15  # px


class Note(QWidget):
    """Takes no space while there is nothing to say. Its icon tells a problem from advice without colour."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._severity: Severity = "problem"
        self._icon = QLabel()
        self._icon.setFixedWidth(ICON)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # names of columns and files may look like markup
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 1, 0, 3)
        layout.setSpacing(5)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        theme.changed.connect(self._color)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    @property
    def severity(self) -> Severity:
        return self._severity

    def say(self, text: str, severity: Severity = "problem") -> None:
        """Shows the text; nothing hides the note."""
        self._severity = severity
        self._text.setText(text)
        self._text.setAccessibleName(f"{severity}: {text}")
        self._color()
        self.setVisible(bool(text))

    def _color(self) -> None:
        if not self.text:
            return
        problem = self._severity == "problem"
        color = self._theme.colors.danger if problem else self._theme.colors.warning
        name = "alert-circle-outline" if problem else "lightbulb-on-outline"
        self._icon.setPixmap(self._theme.icon(name, color).pixmap(QSize(ICON, ICON), self.devicePixelRatioF()))
        self._text.setProperty("look", self._severity)
        self._text.style().polish(self._text)


def sentence(message: str) -> str:
    """A problem's message as it stands alone: with a capital and a full stop."""
    message = message.strip()
    return f"{message[:1].upper()}{message[1:]}{'' if message.endswith(('.', '!', '?', '…', '”')) else '.'}"
