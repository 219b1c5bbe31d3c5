"""What a map of samples is painted from: their thumbnails on one sheet, the room about each, their density."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from ganstudio.ui.widgets.map_camera import bounds
from ganstudio.ui.widgets.sample_grid import picture_of

THUMBNAIL = 40  # px, how wide or high a thumbnail is at most
MOST = 3_000  # samples that are told apart by the room about them: the work grows with its product with all
BINS = 128  # of the density, along each axis
BLUR = 3.0  # bins, standard deviation
AROUND = 0.1  # of the width, how far the density fades out beyond the samples
STRENGTH = 0.32  # opacity where the density is highest


def thumbnail_size(pictures: np.ndarray) -> QSize:
    """px of a thumbnail of (N, H, W, C) pictures: a whole multiple of theirs where they are small."""
    height, width = pictures.shape[1:3]
    scale = THUMBNAIL / max(height, width)
    scale = int(scale) if scale >= 1 else scale
    return QSize(max(1, round(width * scale)), max(1, round(height * scale)))


class Sheet:
    """Thumbnails of (N, H, W, C) uint8 pictures in a frame of that colour, side by side in one pixmap."""

    def __init__(self, pictures: np.ndarray, size: QSize, frame: int, color: QColor) -> None:
        """size: px of the screen, without the frame of that width."""
        self._tile = QSize(size.width() + 2 * frame, size.height() + 2 * frame)
        self._columns = max(1, int(np.ceil(np.sqrt(len(pictures)))))
        rows = -(-len(pictures) // self._columns)
        self.pixmap = QPixmap(self._columns * self._tile.width(), max(1, rows) * self._tile.height())
        self.pixmap.fill(color)
        crisp = size.width() % pictures.shape[2] == size.height() % pictures.shape[1] == 0
        mode = Qt.TransformationMode.FastTransformation if crisp else Qt.TransformationMode.SmoothTransformation
        painter = QPainter(self.pixmap)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for index in range(len(pictures)):
            image = picture_of(pictures[index : index + 1], 1)
            scaled = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
            painter.drawImage(self.part(index).topLeft() + QPoint(frame, frame), scaled)
        painter.end()

    def part(self, index: int) -> QRect:
        """Where that one is."""
        row, column = divmod(index, self._columns)
        return QRect(QPoint(column * self._tile.width(), row * self._tile.height()), self._tile)


def room_about(places: np.ndarray) -> np.ndarray:
    """(N,) how far each of the (N, 2) places, along the wider axis, is from all that come before it, when every time
    the farthest comes next (Gonzalez 1985). Those with more room than a width never cover one another at that width,
    whatever part of the plane is in view, and a smaller width only ever adds some."""
    room = np.zeros(len(places))
    finite = np.flatnonzero(np.isfinite(places).all(axis=1))
    if not len(finite):
        return room
    x, y = places[finite].T
    free = np.full(len(finite), np.inf)
    chosen = int(np.hypot(x - np.median(x), y - np.median(y)).argmin())
    for _ in range(min(len(finite), MOST)):
        if not free[chosen]:
            break  # all that are left stand where others do
        room[finite[chosen]] = free[chosen]
        np.minimum(free, np.maximum(np.abs(x - x[chosen]), np.abs(y - y[chosen])), out=free)
        chosen = int(free.argmax())
    return room


class Density:
    """Where many of the (N, 2) places are, as a soft picture in one colour.

    low, high: (2,), its corners in the plane.
    """

    def __init__(self, places: np.ndarray, color: QColor) -> None:
        low, high = bounds(places)
        middle, reach = (low + high) / 2, max((high - low).max(), 1e-9) * (0.5 + AROUND)
        self.low, self.high = middle - reach, middle + reach
        finite = places[np.isfinite(places).all(axis=1)]
        corners = list(zip(self.low.tolist(), self.high.tolist(), strict=True))
        counts, *_ = np.histogram2d(finite[:, 0], finite[:, 1], bins=BINS, range=corners)
        apart = np.arange(BINS)[:, None] - np.arange(BINS)
        blur = np.exp(-0.5 * (apart / BLUR) ** 2)
        height = blur @ counts @ blur
        pixels = np.empty((BINS, BINS, 4), np.uint8)
        pixels[..., :3] = (color.red(), color.green(), color.blue())
        pixels[..., 3] = 255 * STRENGTH * np.sqrt(height.T[::-1] / max(height.max(), 1e-12))  # y upwards
        self.image = QImage(pixels.data, BINS, BINS, 4 * BINS, QImage.Format.Format_RGBA8888).copy()


def dot(diameter: float, color: QColor) -> QPixmap:
    """A round dot of so many pixels."""
    side = int(np.ceil(diameter)) + 2
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.translate(side / 2, side / 2)
    painter.scale(diameter / 2, diameter / 2)
    painter.drawEllipse(-1, -1, 2, 2)
    painter.end()
    return made
