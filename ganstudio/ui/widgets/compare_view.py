"""Before and after in one place, with a divider between them that can be moved."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.picture import Picture
from ganstudio.ui.widgets.picture_canvas import RIM, PictureCanvas

EMPTY = "Both pictures appear here."
MIDDLE = 0.5
STEP = 0.02  # of the width, that an arrow key moves the divider
LEAP = 0.1  # the same with Shift, or of a page key
HANDLE = 12  # px, radius
GAP = 6  # px between the pictures and what they are called


class CompareView(PictureCanvas):
    """Left of the divider is what was before, right of it what came after, each enlarged to the same size. A drag, the
    arrow and page keys, Home and End move the divider; a double click puts it into the middle."""

    def __init__(
        self,
        theme: Theme,
        before: str = "before",
        after: str = "after",
        empty: str = EMPTY,
        parent: QWidget | None = None,
    ) -> None:
        """before, after: what the pictures are called. empty: the sentence while there is none."""
        super().__init__(theme, f"Comparison of {before} and {after}", empty, parent)
        self._captions = before, after
        self._before: Picture | None = None
        self._after: Picture | None = None
        self._split = MIDDLE
        self._grip: float | None = None  # px from the divider to where it is held

    @property
    def is_empty(self) -> bool:
        return self._before is None and self._after is None

    @property
    def split(self) -> float:
        """Where the divider is: 0 at the left edge, where only the picture after is in view, 1 at the right one."""
        return self._split

    @property
    def area(self) -> QRectF:
        """Where the pictures are in the widget; the larger one says how large both are shown."""
        pictures = [picture for picture in (self._before, self._after) if picture]
        if not pictures:
            return QRectF()
        largest = max(pictures, key=lambda picture: picture.size.width() * picture.size.height())
        return largest.area(self._room(), self.devicePixelRatioF())

    def show_pictures(self, before: np.ndarray | None, after: np.ndarray | None) -> None:
        """Both (H, W, C) uint8, of any size; where there is only one of them, all of it is shown."""
        self._before = None if before is None else Picture(before)
        self._after = None if after is None else Picture(after)
        self.setCursor(Qt.CursorShape.SplitHCursor if self._is_divided() else Qt.CursorShape.ArrowCursor)
        self._describe()
        self.update()

    def move_divider(self, split: float) -> None:
        self._split = min(max(split, 0.0), 1.0)
        self._describe()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 120)

    # --- Qt ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        reachable = self.area.adjusted(-HANDLE, 0, HANDLE, 0)  # the handle stands out at both ends
        if event.button() != Qt.MouseButton.LeftButton or not self._is_divided() or not reachable.contains(at):
            return
        away = at.x() - self._divider()
        self._grip = away if abs(away) <= HANDLE else 0.0
        self._follow(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._follow(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.move_divider(MIDDLE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        places = {
            Qt.Key.Key_Left: self._split - step,
            Qt.Key.Key_Right: self._split + step,
            Qt.Key.Key_PageUp: self._split - LEAP,
            Qt.Key.Key_PageDown: self._split + LEAP,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }
        key = Qt.Key(event.key())
        if self._is_divided() and key in places:
            self.move_divider(round(places[key], 6))
        else:
            super().keyPressEvent(event)

    # --- inside ---

    def _paint(self, painter: QPainter) -> None:
        area = self.area
        left, right = QRectF(area), QRectF(area)
        if self._is_divided():
            left.setRight(self._divider())
            right.setLeft(self._divider())
        for picture, part in ((self._before, left), (self._after, right)):
            if picture:
                self._paint_part(painter, picture, part)
        self._paint_captions(painter, area)
        if self._is_divided():
            self._paint_divider(painter, area)

    def _paint_part(self, painter: QPainter, picture: Picture, part: QRectF) -> None:
        """What of that picture, enlarged to the whole area, is inside that part of it."""
        area, ratio = self.area, self.devicePixelRatioF()
        size = QSizeF(picture.size).scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
        corner = area.center() - QPointF(size.width() / 2, size.height() / 2)
        painter.save()
        painter.setClipRect(part)
        painter.drawPixmap(corner, picture.pixmap(size, ratio))
        painter.restore()

    def _paint_divider(self, painter: QPainter, area: QRectF) -> None:
        """White with a dark rim: seen on every picture, in every theme."""
        at = QPointF(self._divider(), area.center().y())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, paper = self._theme.colors.button, self._theme.colors.on_button
        dark = Qt.GlobalColor.black
        line = QPointF(at.x(), area.top()), QPointF(at.x(), area.bottom())
        painter.setOpacity(0.45)
        painter.setPen(QPen(dark, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(*line)
        painter.setOpacity(1)
        painter.setPen(QPen(paper, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(*line)
        painter.setPen(QPen(paper, 2))
        painter.setBrush(ink)
        painter.drawEllipse(at, HANDLE - 1, HANDLE - 1)
        painter.setPen(QPen(paper, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for side in (-1, 1):
            arrow = (QPointF(3 * side, -3), QPointF(6 * side, 0), QPointF(3 * side, 3))
            painter.drawPolyline(QPolygonF([at + corner for corner in arrow]))

    def _paint_captions(self, painter: QPainter, area: QRectF) -> None:
        letters, colors = painter.fontMetrics(), self._theme.colors
        below = QRectF(area.left(), area.bottom() + GAP, area.width(), letters.height())
        if below.width() < 2 * letters.averageCharWidth() * max(map(len, self._captions)):
            below = QRectF(0, below.top(), self.width(), below.height())  # small pictures, long names
        edge = {0: Qt.AlignmentFlag.AlignLeft, 1: Qt.AlignmentFlag.AlignRight}
        painter.setPen(colors.muted)
        for side, picture in enumerate((self._before, self._after)):
            if picture:
                half = QRectF(below.left(), below.top(), (below.width() - GAP) / 2, below.height())
                half.translate(side * (half.width() + GAP), 0)
                room = half if self._is_divided() else below
                text = letters.elidedText(self._captions[side], Qt.TextElideMode.ElideRight, int(room.width()))
                painter.drawText(room, edge[side] | Qt.AlignmentFlag.AlignVCenter, text)

    def _room(self) -> QRectF:
        return super()._room().adjusted(RIM, 0, -RIM, -(GAP + self.fontMetrics().height()))

    def _shown(self) -> QRectF:
        return self.area

    def _described(self) -> str:
        before, after = self._captions
        if not self._is_divided():
            return f"Only {before if self._before else after}"
        return f"{round(self._split * 100)} % {before}, {round((1 - self._split) * 100)} % {after}"

    def _is_divided(self) -> bool:
        return self._before is not None and self._after is not None

    def _divider(self) -> float:
        """x of the divider, on a whole pixel of the screen."""
        area, ratio = self.area, self.devicePixelRatioF()
        return round((area.left() + self._split * area.width()) * ratio) / ratio

    def _follow(self, at: QPointF) -> None:
        if self._grip is not None:
            area = self.area
            self.move_divider((at.x() - self._grip - area.left()) / area.width())
