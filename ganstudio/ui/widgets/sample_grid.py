"""A grid of pictures, painted pixel by pixel; the one under the mouse, or the chosen one, is shown enlarged."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ganstudio.grids import square_columns, tile
from ganstudio.ui.theme import Theme

GAP = 1  # px of a sample between two of them
SMALL = 48  # px; pictures up to this size keep their pixels crisp when they are enlarged
LENS = 0.42  # of the grid's side: how large one sample is shown


class SampleGrid(QWidget):
    """Samples (N, H, W, C) uint8, as large as whole pixels allow. Arrow keys choose one, Escape lets it go."""

    chosen = Signal(object)  # index of the chosen sample, or None

    def __init__(self, theme: Theme, *, fills: bool = False, parent: QWidget | None = None) -> None:
        """fills: it is as large as there is room for, even where a pixel does not become a whole number of them."""
        super().__init__(parent)
        self._theme, self._fills = theme, fills
        self._values: np.ndarray | None = None
        self._labels: tuple[str, ...] = ()  # of the samples, in turn
        self._picture = QImage()
        self._columns = 1
        self._hovered: int | None = None
        self._chosen: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Samples of the generator")
        theme.changed.connect(self.update)

    @property
    def choice(self) -> int | None:
        return self._chosen

    def show_samples(self, values: np.ndarray, labels: Sequence[str] = ()) -> None:
        """labels: what the samples show, in turn, for those who rest the mouse on one."""
        self._values, self._labels = values, tuple(labels)
        self._columns = square_columns(len(values))
        self._picture = picture_of(spaced(values), self._columns)
        self.setAccessibleDescription(f"{len(values)} samples of {values.shape[2]} × {values.shape[1]} pixels")
        for name in ("_hovered", "_chosen"):
            if (index := getattr(self, name)) is not None and index >= len(values):
                setattr(self, name, None)
        self.update()

    def clear(self) -> None:
        self._values, self._picture, self._hovered, self._chosen = None, QImage(), None, None
        self.update()

    def choose(self, index: int | None) -> None:
        self._chosen = index
        self.chosen.emit(index)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 160)

    def index_at(self, point: QPoint) -> int | None:
        """The sample at a point of the widget."""
        area = self._area()
        if self._values is None or not area.contains(point):
            return None
        rows = -(-len(self._values) // self._columns)
        column = (point.x() - area.x()) * self._columns // area.width()
        row = (point.y() - area.y()) * rows // area.height()
        index = row * self._columns + column
        return index if index < len(self._values) else None

    def cell(self, index: int) -> QRect:
        """Where that sample stands in the widget."""
        assert self._values is not None
        area, rows = self._area(), -(-len(self._values) // self._columns)
        row, column = divmod(index, self._columns)
        left, right = (area.width() * c // self._columns for c in (column, column + 1))
        top, bottom = (area.height() * r // rows for r in (row, row + 1))
        gap = round(GAP * area.width() / self._picture.width())
        return QRect(area.x() + left, area.y() + top, right - left - gap, bottom - top - gap)

    def label(self, index: int) -> str:
        """What that sample shows, where it is known."""
        return self._labels[index % len(self._labels)] if self._labels else ""

    # --- Qt ---

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().event(event)
        index = self.index_at(event.pos())
        if index is None or not self.label(index):
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), f"<qt>{escape(self.label(index))}</qt>", self, self.cell(index))
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._values is None:
            return
        painter, area, picture = QPainter(self), self._area(), self._picture
        is_crisp = self._is_crisp()
        if self._fills and is_crisp:  # edges of pixels stay sharp but for the very last of a pixel
            times = ceil(area.width() * self.devicePixelRatioF() / picture.width())
            picture = picture.scaled(picture.size() * times)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._fills or not is_crisp)
        painter.drawImage(area, picture)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_crisp)
        index = self._hovered if self._hovered is not None else self._chosen
        if self._chosen is not None:
            self._outline(painter, self.cell(self._chosen), self._theme.colors.accent)
        if index is not None:
            self._enlarge(painter, index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.index_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(event.position().toPoint())
        self.choose(None if index == self._chosen else index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        key = Qt.Key(event.key())
        if self._values is not None and key in moves:
            index = 0 if self._chosen is None else self._chosen + moves[key]
            if 0 <= index < len(self._values):
                self.choose(index)
        elif key == Qt.Key.Key_Escape and self._chosen is not None:
            self.choose(None)
        else:
            super().keyPressEvent(event)

    # --- inside ---

    def _hover(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            self.update()

    def _is_crisp(self) -> bool:
        return self._values is not None and max(self._values.shape[1:3]) <= SMALL

    def _area(self) -> QRect:
        """Where the grid stands: a whole multiple of its pixels if it can be, in the middle."""
        size = self._picture.size()
        ratio = self.devicePixelRatioF()
        if size.isEmpty():
            return QRect()
        seen = size - QSize(GAP, GAP)
        scale = min(self.width() * ratio / seen.width(), self.height() * ratio / seen.height())
        if scale >= 1 and self._is_crisp() and not self._fills:
            scale = int(scale)
        fitted = QSize(int(size.width() * scale / ratio), int(size.height() * scale / ratio))
        gap = round(GAP * scale / ratio)  # behind the last column and row, where nobody sees it
        return QRect(
            QPoint((self.width() - fitted.width() + gap) // 2, (self.height() - fitted.height() + gap) // 2), fitted
        )

    def _enlarge(self, painter: QPainter, index: int) -> None:
        assert self._values is not None
        cell, area = self.cell(index), self._area()
        side = max(int(min(area.width(), area.height()) * LENS), min(96, area.width()))
        if cell.width() >= side:
            return
        if self._is_crisp():
            side = max(1, side // self._values.shape[2]) * self._values.shape[2]
        lens = QRect(0, 0, side, side * self._values.shape[1] // self._values.shape[2])
        lens.moveCenter(cell.center())
        lens.moveLeft(max(area.left(), min(lens.left(), area.right() + 1 - lens.width())))
        lens.moveTop(max(area.top(), min(lens.top(), area.bottom() + 1 - lens.height())))
        painter.drawImage(lens, picture_of(self._values[index : index + 1], 1))
        self._outline(painter, lens, self._theme.colors.accent)

    def _outline(self, painter: QPainter, rect: QRect, color: QColor) -> None:
        painter.setPen(QPen(color, 2))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))


def spaced(values: np.ndarray) -> np.ndarray:
    """(N, H, W, C) as (N, H + GAP, W + GAP, 4) with nothing in the gaps."""
    count, height, width, channels = values.shape
    out = np.zeros((count, height + GAP, width + GAP, 4), np.uint8)
    out[:, :height, :width, :3] = values[..., :3]  # one channel of grey is taken three times
    out[:, :height, :width, 3] = values[..., 3] if channels == 4 else 255
    return out


def picture_of(values: np.ndarray, columns: int) -> QImage:
    """Samples (N, H, W, C) uint8 as one picture that owns its pixels. C is 1, 3 or 4."""
    pixels = np.ascontiguousarray(tile(values, columns))
    height, width, channels = pixels.shape
    layout = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}
    return QImage(pixels.data, width, height, width * channels, layout[channels]).copy()
