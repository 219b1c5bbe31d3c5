"""Which picture each layer follows, from coarse to fine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ganstudio.ui.explore.layer_range import Sides, layer_name
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.painting import small
from ganstudio.ui.widgets.picture import Picture

SIDE = 44  # px of a picture, at most
CAPTION = 18  # px
GAP = 3  # px


class StyleBar(QWidget):
    """A small picture for each layer, above the number of pixels of its maps."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sides: tuple[tuple[int, int], ...] = ()
        self._sources: tuple[int, ...] = ()
        self._names: tuple[str, ...] = ()
        self._pictures: dict[int, Picture] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Which picture each layer follows")
        theme.changed.connect(self.update)

    @property
    def pictures(self) -> dict[int, np.ndarray]:
        """Those drawn so far, (H, W, C) uint8, by their numbers."""
        return {number: picture.values for number, picture in self._pictures.items()}

    def show_layers(self, sides: Sides, sources: Sequence[int], names: Sequence[str]) -> None:
        """sides: (H, W) of each layer's maps. sources: which picture each follows. names: of these pictures."""
        self._sides, self._sources, self._names = tuple(sides), tuple(sources), tuple(names)
        self.setAccessibleDescription("; ".join(map(self._told, range(len(sides)))))
        self.update()

    def show_pictures(self, pictures: Mapping[int, np.ndarray]) -> None:
        """Those drawn so far, (H, W, C) uint8, by their numbers."""
        self._pictures = {number: Picture(values) for number, values in pictures.items()}
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, SIDE + CAPTION)

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().event(event)
        at = QPointF(event.pos())
        layer = next((layer for layer in range(len(self._sides)) if self._cell(layer).contains(at)), None)
        QToolTip.showText(event.globalPos(), "" if layer is None else self._told(layer), self)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors, ratio = QPainter(self), self._theme.colors, self.devicePixelRatioF()
        painter.setFont(small(painter.font()))
        painter.setPen(colors.muted)
        for layer, (source, side) in enumerate(zip(self._sources, self._sides, strict=True)):
            cell = self._cell(layer)
            picture = self._pictures.get(source)
            if picture is None:
                painter.fillRect(cell, colors.hover)
            else:
                size = picture.size.scaled(cell.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
                at = cell.center() - QPointF(size.width() / 2, size.height() / 2)
                painter.drawPixmap(at.toPoint(), picture.pixmap(size.toSizeF(), ratio))
            below = QRectF(cell.left() - GAP, cell.bottom() + 1, cell.width() + 2 * GAP, CAPTION)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(max(side) or layer))

    # --- inside ---

    def _cell(self, layer: int) -> QRectF:
        count = max(1, len(self._sides))
        side = min((self.width() - (count - 1) * GAP) / count, SIDE)
        return QRectF(layer * (side + GAP), 0, side, side)

    def _told(self, layer: int) -> str:
        return f"Layer {layer_name(layer, self._sides[layer])} follows {self._names[self._sources[layer]]}"
