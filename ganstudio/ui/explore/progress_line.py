"""How far something is that takes long, in words and as a bar, and a way to give it up."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ganstudio.events import Preparing
from ganstudio.ui.theme import SPACING
from ganstudio.ui.widgets.sentence_label import SentenceLabel

HEIGHT = 8  # px of the bar


class ProgressLine(QWidget):
    """Hidden until it is begun."""

    cancelled = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """name: of its parts, such as “map”."""
        super().__init__(parent)
        self._text = SentenceLabel()
        self._text.setObjectName(f"{name}.doing")
        self._text.setProperty("look", "muted")
        self._bar = QProgressBar()
        self._bar.setObjectName(f"{name}.progress")
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(HEIGHT)
        cancel = QPushButton("Cancel")
        cancel.setObjectName(f"{name}.cancel")
        cancel.clicked.connect(self.cancelled)
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(self._text)
        told.addWidget(self._bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addLayout(told, 1)
        row.addWidget(cancel)
        self.hide()

    def begin(self, text: str) -> None:
        self.show_step(Preparing(text))
        self.show()

    def show_step(self, step: Preparing) -> None:
        self._text.say(f"{step.text}…")
        self._bar.setAccessibleName(step.text)
        self._bar.setRange(0, step.total)
        self._bar.setValue(step.done)
