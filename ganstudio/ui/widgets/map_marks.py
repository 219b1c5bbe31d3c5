"""What stands on a map of samples: its frame, the names of the colours, the point, a loop, one sample enlarged."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ganstudio.ui.theme import Colors
from ganstudio.ui.widgets.painting import paint_key
from ganstudio.ui.widgets.sample_grid import SMALL, picture_of

ROUNDING = 6  # px
LENS = 128  # px, how large one sample is shown
PAD = 6  # px around it
POINT = 8  # px, from its middle to its edge
FADED = 0.12  # opacity of what is inside a loop


def paint_surface(painter: QPainter, area: QRect, colors: Colors, has_focus: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colors.accent, 2) if has_focus else QPen(colors.border, 1))
    painter.setBrush(colors.panel)
    rim = 1.0 if has_focus else 0.5
    painter.drawRoundedRect(QRectF(area).adjusted(rim, rim, -rim, -rim), ROUNDING, ROUNDING)


def paint_names(painter: QPainter, colors: Colors) -> None:
    """Which colour is real and which is generated, in the corner, legible on whatever is below."""
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance("realgenerated") + 2 * 8 + 16
    chip = QRectF(10, 10, width + 20, metrics.height() + 8)
    _paint_card(painter, chip, colors.border, colors)
    paint_key(painter, colors, chip.left() + 12, chip.top() + 4 + metrics.ascent())


def paint_point(painter: QPainter, at: QPointF, colors: Colors) -> None:
    """The point that moves over the map."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for reach, color in ((POINT + 3, colors.accent), (POINT + 1.5, colors.panel), (POINT - 1.5, colors.button)):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(at, reach, reach)


def paint_loop(painter: QPainter, loop: QPolygonF, color: QColor) -> None:
    inside = QColor(color)
    inside.setAlphaF(FADED)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(inside)
    painter.drawPolygon(loop, Qt.FillRule.WindingFill)


def paint_lens(
    painter: QPainter, inside: QRect, beside: QRectF, picture: np.ndarray, label: str, frame: QColor, colors: Colors
) -> None:
    """One (H, W, C) picture enlarged on a card with its label, beside its place and not over it."""
    height, width = picture.shape[:2]
    scale, is_crisp = LENS / max(height, width), max(height, width) <= SMALL
    if is_crisp:
        scale = max(1, int(scale))
    shown = QSize(max(1, round(width * scale)), max(1, round(height * scale)))
    letters = painter.fontMetrics()
    text = letters.elidedText(label, Qt.TextElideMode.ElideRight, max(shown.width(), LENS))
    across = max(shown.width(), letters.horizontalAdvance(text))
    card = lens_area(beside, QSize(across + 2 * PAD, shown.height() + letters.height() + 3 * PAD), inside)
    _paint_card(painter, QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), frame, colors)
    corner = QPoint(card.left() + (card.width() - shown.width()) // 2, card.top() + PAD)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_crisp)
    painter.drawImage(QRect(corner, shown), picture_of(picture[None], 1))
    painter.setPen(colors.text)
    below = QRect(card.left(), card.bottom() + 1 - PAD - letters.height(), card.width(), letters.height())
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)


def lens_area(beside: QRectF, size: QSize, inside: QRect) -> QRect:
    """Where something of that size stands beside an area, without covering it as far as there is room."""
    gap = 8
    right, left = round(beside.right()) + gap, round(beside.left()) - gap - size.width()
    x = right if right + size.width() <= inside.right() - gap else left
    y = round(beside.center().y() - size.height() / 2)
    x = max(inside.left() + gap, min(x, inside.right() - gap - size.width()))
    y = max(inside.top() + gap, min(y, inside.bottom() - gap - size.height()))
    return QRect(QPoint(x, y), size)


def _paint_card(painter: QPainter, area: QRectF, frame: QColor, colors: Colors) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(frame, 1))
    painter.setBrush(colors.panel)
    painter.drawRoundedRect(area, ROUNDING, ROUNDING)
