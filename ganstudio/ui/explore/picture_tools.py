"""A small button as they stand in rows on the explorer's pages."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QToolButton


def tool(name: str, text: str, hint: str, does: Callable[[], object]) -> QToolButton:
    """name: of the object. hint: what it does, in a sentence; also its name where it has no text."""
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    button.setAccessibleName(text.rstrip("…") or hint)
    button.setToolTip(hint)
    button.setProperty("look", "toggle")
    button.setProperty("compact", "true")
    button.clicked.connect(does)
    return button


def allow(button: QToolButton, hint: str, why_not: str) -> None:
    """Enables it unless there is a reason not to, which its tooltip tells instead of what it does."""
    button.setEnabled(not why_not)
    button.setToolTip(why_not or hint)
