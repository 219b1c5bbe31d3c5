"""A picture with a mask that is painted over it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.mask_hatch import hatched
from ganstudio.ui.widgets.painted_mask import PaintedMask, stroked
from ganstudio.ui.widgets.picture import Picture
from ganstudio.ui.widgets.picture_canvas import PictureCanvas

EMPTY = "A picture to paint on appears here."
SHARE = 6  # the brush begins as the longer side over this
GROWTH = 0.2  # of the brush, by a notch of the wheel or a key; a pixel at least
NOTCH = 120  # eighths of a degree that the wheel is turned
ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
BRUSHES = {Qt.Key.Key_BracketLeft: -1, Qt.Key.Key_BracketRight: 1}


class MaskPainter(PictureCanvas):
    """The left button paints; the right one, or Shift, wipes away. The wheel and the keys [ and ] size the brush. Arrow
    keys move the brush by a pixel of the picture, with Ctrl by its own size; Space paints there, with Shift it wipes.
    Ctrl+Z takes the last stroke back, Escape the one that is being drawn."""

    mask_changed = Signal()  # once a stroke has ended; not by `set_mask` or another picture
    brush_changed = Signal(int)  # its size

    def __init__(self, theme: Theme, name: str = "Mask", empty: str = EMPTY, parent: QWidget | None = None) -> None:
        """name: what is painted, for those who do not see it. empty: the sentence while there is no picture."""
        super().__init__(theme, name, empty, parent)
        self._picture: Picture | None = None
        self._mask = PaintedMask(np.zeros((0, 0), bool))
        self._drawn: np.ndarray | None = None  # the mask with the stroke that has not ended
        self._paints = True  # or wipes away
        self._brush = 1
        self._at: QPointF | None = None  # where the brush is, in pixels of the picture
        self._turned = 0  # how far the wheel is on its way to the next notch
        self._veil: tuple[object, QPixmap] | None = None  # the mask as it is seen, and in which size
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        theme.changed.connect(self._repaint)

    @property
    def is_empty(self) -> bool:
        return self._picture is None

    @property
    def mask(self) -> np.ndarray:  # type: ignore[override]  # Qt's own is the outline of a window
        """(H, W) bool, true where it is painted; (0, 0) where there is no picture."""
        return self._mask.values.copy()

    @property
    def brush(self) -> int:
        """Its diameter, in pixels of the picture."""
        return self._brush

    @property
    def can_undo(self) -> bool:
        return self._mask.can_undo

    @property
    def area(self) -> QRectF:
        """Where the picture is in the widget."""
        return self._picture.area(self._room(), self.devicePixelRatioF()) if self._picture else QRectF()

    def show_picture(self, values: np.ndarray | None) -> None:
        """values: (H, W, C) uint8 with C 1, 3 or 4. On a picture of another size nothing is painted yet."""
        self._picture = None if values is None else Picture(values)
        shape = (0, 0) if values is None else values.shape[:2]
        if shape != self._mask.values.shape:
            self._at = None
            self.set_mask(np.zeros(shape, bool))
            self.set_brush(round(max(shape) / SHARE))
        self.setCursor(Qt.CursorShape.ArrowCursor if self.is_empty else Qt.CursorShape.CrossCursor)
        self._repaint()

    def set_mask(self, mask: np.ndarray) -> None:
        """Shows a mask (H, W) bool as large as the picture, without a signal and with nothing to take back."""
        shape = (self._picture.size.height(), self._picture.size.width()) if self._picture else (0, 0)
        if mask.shape != shape:
            raise ValueError(f"a mask of shape {mask.shape} does not lie on a picture of {shape}")
        self._mask, self._drawn = PaintedMask(mask), None
        self._repaint()

    def set_brush(self, size: int) -> None:
        size = max(1, min(size, max(self._mask.values.shape)))
        if size != self._brush:
            self._brush = size
            self.brush_changed.emit(size)
            self.update()

    def clear(self) -> None:
        self._become(np.zeros_like(self._mask.values))

    def invert(self) -> None:
        self._become(~self._mask.values)

    def paint_rectangle(self, x: int, y: int, width: int, height: int) -> None:
        """In pixels of the picture; what would be outside of it is left out."""
        mask = self.mask
        mask[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)] = True
        self._become(mask)

    def undo_stroke(self) -> None:
        """Takes the last stroke back, or what else changed the mask."""
        if self.can_undo:
            self._mask.undo()
            self._drawn = None
            self._repaint()
            self.mask_changed.emit()

    def pixel_at(self, at: QPointF) -> QPointF:
        """That point of the widget in pixels of the picture: 0.5, 0.5 is the middle of the first one."""
        return (at - self.area.topLeft()) / self._pixel()

    def place(self, pixel: QPointF) -> QPointF:
        """Where that point of the picture is in the widget."""
        return self.area.topLeft() + pixel * self._pixel()

    # --- Qt ---

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_undo(event):
            event.accept()  # else the window undoes something of its own
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
        if self.is_empty or self._drawn is not None or event.button() not in buttons:
            return
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._begin(event.button() == Qt.MouseButton.LeftButton and not is_shifted)
        self._at = None  # not from where the mouse was before
        self._draw(self.pixel_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.is_empty:
            self._draw(self.pixel_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not event.buttons():
            self._end()

    def leaveEvent(self, event: QEvent) -> None:
        if self._drawn is None:
            self._at = None
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.area.contains(event.position()):
            event.ignore()  # scrolls what is around
            return
        self._turned += event.angleDelta().y()
        notches = int(self._turned / NOTCH)
        self._turned -= notches * NOTCH
        self._size_brush(notches)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        if self.is_empty:
            super().keyPressEvent(event)
        elif self._is_undo(event):
            self.undo_stroke()
        elif key in ARROWS:
            self._step(ARROWS[key] * (self._brush if held & Qt.KeyboardModifier.ControlModifier else 1))
        elif key == Qt.Key.Key_Space and self._drawn is None:
            self._begin(not held & Qt.KeyboardModifier.ShiftModifier)
            self._step(QPointF())
            self._end()
        elif key in BRUSHES:
            self._size_brush(BRUSHES[key])
        elif key == Qt.Key.Key_Escape and self._drawn is not None:
            self._drawn = None
            self._repaint()
        else:
            super().keyPressEvent(event)

    # --- inside ---

    def _paint(self, painter: QPainter) -> None:
        assert self._picture
        area, ratio = self.area, self.devicePixelRatioF()
        painter.drawPixmap(area.topLeft(), self._picture.pixmap(area.size(), ratio))
        view = area.size(), ratio
        if self._veil is None or self._veil[0] != view:
            mask = self._mask.values if self._drawn is None else self._drawn
            self._veil = view, hatched(mask, (area.size() * ratio).toSize(), ratio, self._theme.colors.button)
        painter.drawPixmap(area.topLeft(), self._veil[1])
        if self._at is not None:
            self._paint_brush(painter, self.place(self._at))

    def _paint_brush(self, painter: QPainter, at: QPointF) -> None:
        """A dark ring about a light one: seen on every picture."""
        radius = self._brush * self._pixel() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((QColor(0, 0, 0, 160), 3.5), (QColor("white"), 1.5)):
            painter.setPen(QPen(color, width))
            painter.drawEllipse(at, radius, radius)

    def _shown(self) -> QRectF:
        return self.area

    def _described(self) -> str:
        height, width = self._mask.values.shape
        where = "" if self._at is None else f"; the brush is at {int(self._at.x()) + 1}, {int(self._at.y()) + 1}"
        return f"{self._mask.values.mean():.0%} of {width} × {height} pixels are painted{where}"

    def _pixel(self) -> float:
        """px of the widget on each side of a pixel of the picture."""
        assert self._picture
        return self.area.width() / self._picture.size.width()

    def _is_undo(self, event: QKeyEvent) -> bool:
        return self.can_undo and event.matches(QKeySequence.StandardKey.Undo)

    def _step(self, step: QPointF) -> None:
        """Moves the brush by that from where it is, or from the middle, over pixel after pixel of the picture."""
        height, width = self._mask.values.shape
        at = (QPointF(width / 2, height / 2) if self._at is None else self._at) + step
        x, y = (min(max(int(place), 0), side - 1) + 0.5 for place, side in ((at.x(), width), (at.y(), height)))
        self._draw(QPointF(x, y))
        self._describe()

    def _size_brush(self, notches: int) -> None:
        step = max(1, round(self._brush * GROWTH))
        self.set_brush(self._brush + notches * step)

    def _begin(self, paints: bool) -> None:
        """From here on the brush draws."""
        self._drawn, self._paints = self.mask, paints

    def _draw(self, at: QPointF) -> None:
        """Takes the brush there, drawing where a stroke has begun."""
        start = at if self._at is None else self._at
        self._at = at
        if self._drawn is not None:
            stroked(self._drawn, start.toTuple(), at.toTuple(), self._brush, self._paints)
            self._veil = None
        self.update()

    def _end(self) -> None:
        if self._drawn is not None:
            drawn, self._drawn = self._drawn, None
            self._become(drawn)

    def _become(self, mask: np.ndarray) -> None:
        if self._mask.become(mask):
            self._drawn = None
            self._repaint()
            self.mask_changed.emit()

    def _repaint(self) -> None:
        """Paints the mask anew."""
        self._veil = None
        self._describe()
        self.update()
