"""A picture ready to be painted in any size: crisp where it is small, scaled once, and taken along as an image."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImageWriter, QPixmap

from ganstudio.ui.widgets.sample_grid import SMALL, picture_of


class Picture:
    """(H, W, C) uint8 with C 1, 3 or 4. It is scaled when its size on the screen changes, not at each paint."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values
        self.image = picture_of(values[None], 1)
        self._scaled = QPixmap()

    @property
    def size(self) -> QSize:
        """In its own pixels."""
        return self.image.size()

    def area(self, room: QRectF, ratio: float) -> QRectF:
        """Where it stands in the middle of that room, as large as it can be."""
        return fitted(self.size, room, ratio)

    def pixmap(self, size: QSizeF, ratio: float) -> QPixmap:
        """As large as that on a screen that has `ratio` pixels to a unit."""
        wanted = (size * ratio).toSize()
        if (self._scaled.size(), self._scaled.devicePixelRatio()) != (wanted, ratio):
            crisp, smooth = Qt.TransformationMode.FastTransformation, Qt.TransformationMode.SmoothTransformation
            mode = crisp if is_crisp(self.size) and wanted.width() >= self.size.width() else smooth
            scaled = self.image.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
            self._scaled = QPixmap.fromImage(scaled)
            self._scaled.setDevicePixelRatio(ratio)
        return self._scaled

    def to_take_along(self) -> QMimeData:
        """The picture pixel for pixel, for the clipboard or for another window."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"PNG").write(self.image)
        taken = QMimeData()
        taken.setImageData(self.image)
        taken.setData("image/png", buffer.data())
        return taken


def fitted(size: QSize, room: QRectF, ratio: float) -> QRectF:
    """Where a picture of that size stands in the middle of a room, on whole pixels of a screen that has `ratio` of them
    to a unit; a crisp one as large as whole multiples allow."""
    wide, high = max(1.0, room.width() * ratio), max(1.0, room.height() * ratio)
    scale = min(wide / size.width(), high / size.height())
    if is_crisp(size) and scale >= 1:
        scale = int(scale)
    width, height = max(1, int(size.width() * scale)), max(1, int(size.height() * scale))
    left, top = int(room.left() * ratio + (wide - width) / 2), int(room.top() * ratio + (high - height) / 2)
    return QRectF(left / ratio, top / ratio, width / ratio, height / ratio)


def is_crisp(size: QSize) -> bool:
    """Whether the pixels of a picture of that size stay squares when it is enlarged."""
    return max(size.width(), size.height()) <= SMALL
