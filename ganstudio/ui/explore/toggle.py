"""A flat button of the explorer's pages, which may stay pressed."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton


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
