"""A formula in TeX's language, drawn sharp at any size and in the theme's colours."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.ui.theme import Theme

SIZE = 15  # px of a letter, before it is made to fit
GAP = 6  # px between lines


class Formula(QWidget):
    """Parts between \\quad or \\qquad stand on lines of their own; a line too wide for the widget is scaled down."""

    def __init__(self, text: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines = [line.strip() for line in re.split(r"\\q+uad", text) if line.strip()]
        self._drawings: list[QSvgRenderer] = []
        self.setAccessibleName("Formula")
        self.setAccessibleDescription(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._redraw)

    def ready(self) -> None:
        """Typesets it, which loads fonts the first time: called once the window has been painted."""
        if not self._drawings and self._lines:
            self._redraw()

    def sizeHint(self) -> QSize:
        return QSize(60, self._height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0.0
        for drawing in self._drawings:
            scale = self._scale(drawing)
            width, height = drawing.defaultSize().width() * scale, drawing.defaultSize().height() * scale
            drawing.render(painter, QRectF(0, top, width, height))
            top += height + GAP
        painter.end()

    def _redraw(self) -> None:
        color = self._theme.colors.text.name()
        self._drawings = [QSvgRenderer(QByteArray(svg(line, color, SIZE)), self) for line in self._lines]
        self._fit()
        self.update()

    def _fit(self) -> None:
        if self.height() != self._height():
            self.setFixedHeight(self._height())

    def _height(self) -> int:
        heights = [drawing.defaultSize().height() * self._scale(drawing) for drawing in self._drawings]
        return round(sum(heights) + GAP * max(0, len(heights) - 1))

    def _scale(self, drawing: QSvgRenderer) -> float:
        return min(1.0, self.width() / max(1, drawing.defaultSize().width()))


@lru_cache(maxsize=256)
def svg(text: str, color: str, size: int) -> bytes:
    """The formula as an SVG picture."""
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # QtSvg draws the newer form nearly empty
    return Latex(text, size=size, color=color).svg().encode()
