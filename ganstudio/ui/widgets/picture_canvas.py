"""What widgets that show pictures share: the calm sentence while there is none, the ring of the focus, the room."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.ui.theme import Theme

RIM = 5  # px about the pictures, where the ring of the focus is
ROUNDING = 6  # px


class PictureCanvas(QWidget):
    """Paints `_paint` where `is_empty` is false, and the sentence where it is true."""

    def __init__(self, theme: Theme, name: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sentence = sentence
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        theme.changed.connect(self.update)

    @property
    def is_empty(self) -> bool:
        raise NotImplementedError

    @property
    def sentence(self) -> str:
        return self._sentence

    def say(self, sentence: str) -> None:
        """Tells what will be here, or why nothing is, as long as there is no picture."""
        self._sentence = sentence
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, 96)

    # --- Qt ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors = QPainter(self), self._theme.colors
        if self.is_empty:
            self._paint_sentence(painter)
        else:
            self._paint(painter)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colors.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._framed(), ROUNDING, ROUNDING)

    # --- for those who show pictures ---

    def _paint(self, painter: QPainter) -> None:
        raise NotImplementedError

    def _described(self) -> str:
        """What those who do not see the pictures are told about them."""
        raise NotImplementedError

    def _shown(self) -> QRectF:
        """Where the pictures are."""
        raise NotImplementedError

    def _room(self) -> QRectF:
        """Where they may be."""
        return QRectF(self.rect()).adjusted(RIM, RIM, -RIM, -RIM)

    def _describe(self) -> None:
        self.setAccessibleDescription(self._sentence if self.is_empty else self._described())

    # --- inside ---

    def _framed(self) -> QRectF:
        if self.is_empty:
            return QRectF(self.rect()).adjusted(1, 1, -1, -1)
        reach = RIM - 1
        return self._shown().adjusted(-reach, -reach, reach, reach)

    def _paint_sentence(self, painter: QPainter) -> None:
        colors = self._theme.colors
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.border, 1))
        painter.setBrush(colors.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), ROUNDING, ROUNDING)
        painter.setPen(colors.muted)
        room = self.rect().adjusted(12, 4, -12, -4)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._sentence)
