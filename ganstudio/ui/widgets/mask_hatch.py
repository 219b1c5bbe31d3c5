"""How a mask is seen on a picture: a translucent hatch with an edge."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QSize
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap

VEIL = 0.4  # opacity of the mask
STRIPE = 10  # px between two lines of the hatch


def hatched(mask: np.ndarray, size: QSize, ratio: float, color: QColor) -> QPixmap:
    """The mask as a translucent hatch with an edge, `size` px of the screen large."""
    height, width = mask.shape
    bare = np.ascontiguousarray(mask, np.uint8) * 255
    hatch = QImage(bare.data, width, height, width, QImage.Format.Format_Alpha8).scaled(size)
    hatch = hatch.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(hatch)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(hatch.rect(), QBrush(stripes(ratio, color)))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setPen(QPen(color, 2 * ratio))
    painter.drawLines([QLineF(*ends) for ends in (edges(mask) * size.width() / width).tolist()])
    painter.end()
    hatch.setDevicePixelRatio(ratio)
    return QPixmap.fromImage(hatch)


def stripes(ratio: float, color: QColor) -> QImage:
    """One period of the hatch: a veil with a light line, seen on dark pictures, and a dark one, seen on light ones."""
    side = round(STRIPE * ratio)
    tile = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    veil = QColor(color)
    veil.setAlphaF(VEIL)
    tile.fill(veil)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for ink, shift in ((QColor(255, 255, 255, 170), 0.0), (color, 1.5 * ratio)):
        painter.setPen(QPen(ink, 1.5 * ratio))
        painter.drawLines(
            [QLineF(x + 2 * side, -side, x - side, 2 * side) for x in (shift - side, shift, shift + side)]
        )
    painter.end()
    return tile


def edges(mask: np.ndarray) -> np.ndarray:
    """(N, 4) x and y of both ends of the sides where painted pixels end, in pixels of the picture."""
    padded = np.pad(mask, 1)
    y, x = np.nonzero(padded[1:-1, 1:] != padded[1:-1, :-1])
    upright = np.stack([x, y, x, y + 1], axis=1)
    y, x = np.nonzero(padded[1:, 1:-1] != padded[:-1, 1:-1])
    return np.concatenate([upright, np.stack([x, y, x + 1, y], axis=1)]).astype(float)
