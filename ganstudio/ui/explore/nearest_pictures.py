"""The real pictures nearest to a sample: the nearest one large, the others below it, each with its distance."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ganstudio.exploration.views import Neighbours
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.sample_grid import SMALL, picture_of

GAP = 4  # px
LEAST = 96  # px of the nearest one


class NearestPictures(QWidget):
    """Rest the mouse on one to read which it is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._found: Neighbours | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    @property
    def pictures(self) -> np.ndarray | None:
        """(count, H, W, C) uint8, nearest first."""
        return None if self._found is None else self._found.real[0]

    def show_found(self, found: Neighbours | None) -> None:
        """The first row is shown."""
        self._found = found
        told = "" if found is None else ", ".join(written(distance) for distance in found.distances[0].tolist())
        self.setAccessibleDescription(f"Distances, nearest first: {told}" if told else "")
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(150, LEAST + GAP + 24 + 2 * self._line())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()  # the more room there is, the larger it becomes

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent) or self._found is None:
            return super().event(event)
        hit = next((index for index, area in enumerate(self.areas()) if area.contains(event.pos())), None)
        if hit is None:
            QToolTip.hideText()
        else:
            number, mirrored = int(self._found.indices[0, hit]) + 1, bool(self._found.mirrored[0, hit])
            text = f"training picture {number:,}{', mirrored' if mirrored else ''}"
            QToolTip.showText(event.globalPos(), text, self)
        return True

    def areas(self) -> list[QRect]:
        """Where each picture is."""
        count = 0 if self._found is None else len(self._found.real[0])
        beside = max(1, count - 1)
        side = (self.width() - (beside - 1) * GAP) // beside if count > 1 else 0
        below = min(side, self.height() // 4)
        large = min(self.width(), self.height() - below - 2 * self._line() - GAP)
        areas = [QRect((self.width() - large) // 2, 0, large, large)][:count]
        top = large + self._line() + GAP
        pitch = side + GAP
        return areas + [QRect(index * pitch + (side - below) // 2, top, below, below) for index in range(count - 1)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """No higher than it is of use."""
        below = (self.width() - 4 * GAP) // 5
        self.setMaximumHeight(self.width() + below + GAP + 2 * self._line())

    def paintEvent(self, event: QPaintEvent) -> None:
        found = self._found
        if found is None:
            return
        painter, line = QPainter(self), self._line()
        for index, area in enumerate(self.areas()):
            picture = found.real[0, index]
            smooth = max(picture.shape[:2]) > SMALL
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(fitted(area, picture), picture_of(picture[None], 1))
            painter.setPen(QPen(self._theme.colors.text if index == 0 else self._theme.colors.muted))
            wide = area.width() + GAP if index == 0 else self.width() // max(1, len(found.real[0]) - 1)
            below = QRect(QPoint(area.center().x() - wide // 2, area.bottom() + 1), QSize(wide, line))
            text = painter.fontMetrics().elidedText(
                written(float(found.distances[0, index])), Qt.TextElideMode.ElideRight, wide
            )
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)

    def _line(self) -> int:
        return self.fontMetrics().height() + 2


def fitted(area: QRect, picture: np.ndarray) -> QRectF:
    """Where a picture (H, W, C) is in a square."""
    height, width = picture.shape[:2]
    size = QSize(width, height).scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
    shown = QRect(QPoint(0, 0), size)
    shown.moveCenter(area.center())
    return QRectF(shown)


def written(distance: float) -> str:
    """A distance, as short as it can be told from others."""
    return f"{distance:.0f}" if distance >= 100 else f"{distance:#.3g}"
