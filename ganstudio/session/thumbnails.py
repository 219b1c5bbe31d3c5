"""Small pictures of samples files, made beside the window and kept."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPen

from ganstudio.session.background import Background

SIDE = 96  # px; twice what is shown, for dense screens
POINT = QColor("#c8649f")  # stands out on light and dark
KEPT = 500
MOST_SAMPLES = 3  # in a row
MOST_LINES = 12
ALIKE = 5.0  # scales that differ by less have equal axes
TINY = 1e-12


class Thumbnails(QObject):
    """Asked for a file, it gives the picture if it has it, and else says `arrived` later."""

    arrived = Signal(object)  # Path

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("thumbnails", self)
        self._pictures: dict[Path, QImage | None] = {}  # None: being made

    def of(self, file: Path, columns: int) -> QImage | None:
        """The picture of samples in so many columns; an empty one where the file cannot be read."""
        if file not in self._pictures:
            self._pictures[file] = None
            while len(self._pictures) > KEPT:
                del self._pictures[next(iter(self._pictures))]
            self._background.run(
                partial(thumbnail, file, columns), partial(self._made, file), partial(self._failed, file)
            )
        return self._pictures[file]

    def close(self, seconds: float) -> bool:
        return self._background.close(seconds)

    def _made(self, file: Path, picture: QImage) -> None:
        self._pictures[file] = picture
        self.arrived.emit(file)

    def _failed(self, file: Path, error: Exception) -> None:
        self._made(file, QImage())  # the row shows no picture; opening the run tells why


def thumbnail(file: Path, columns: int) -> QImage:
    """The first few samples of a file, large enough to be told apart, SIDE pixels wide.

    Raises OSError or ValueError for unreadable points.
    """
    if file.suffix == ".npy":
        return _drawn(np.load(file, allow_pickle=False))
    reader = QImageReader(str(file))
    picture = reader.read()
    if picture.isNull():
        return QImage()
    side = picture.width() // max(1, columns) * min(MOST_SAMPLES, columns)
    picture = picture.copy(0, 0, side, min(side, picture.height()))
    smaller = side > SIDE
    mode = Qt.TransformationMode.SmoothTransformation if smaller else Qt.TransformationMode.FastTransformation
    return picture.scaled(QSize(SIDE, SIDE), Qt.AspectRatioMode.KeepAspectRatio, mode)


def _drawn(rows: np.ndarray) -> QImage:
    """(N, 2) points, or a line for each of a few longer rows, on nothing. Raises ValueError for what is neither."""
    if rows.ndim != 2:
        raise ValueError(f"an array of shape {rows.shape} holds no rows")
    picture = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rows = rows[np.isfinite(rows).all(axis=1)].astype(np.float64)
    if len(rows) and rows.shape[1] == 2:
        painter.setPen(QPen(POINT, 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        middle, reach = (rows.max(axis=0) + rows.min(axis=0)) / 2, np.ptp(rows, axis=0) / 2
        if reach.max() <= ALIKE * reach.min():
            reach = np.full(2, reach.max())
        placed = (rows - middle) / np.maximum(reach, TINY) * (1, -1) * 0.9
        painter.drawPoints([QPointF(x, y) for x, y in ((placed + 1) * SIDE / 2).tolist()])
    elif len(rows):
        painter.setPen(QPen(POINT, 2))
        rows = rows.repeat(2, axis=1) if rows.shape[1] == 1 else rows
        across = np.linspace(2, SIDE - 2, rows.shape[1])
        low, high = rows.min(axis=0), rows.max(axis=0)
        for row in rows[:MOST_LINES]:
            upwards = SIDE - 8 - (row - low) / np.maximum(high - low, TINY) * (SIDE - 16)
            painter.drawPolyline([QPointF(x, y) for x, y in zip(across.tolist(), upwards.tolist(), strict=True)])
    painter.end()
    return picture
