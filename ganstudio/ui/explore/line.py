"""Widgets side by side."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ganstudio.ui.theme import SPACING


def in_a_row(first: QWidget, *others: QWidget) -> QWidget:
    """The first takes the room that is left."""
    row = QWidget()
    inside = QHBoxLayout(row)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(SPACING)
    inside.addWidget(first, 1)
    for other in others:
        inside.addWidget(other)
    return row
