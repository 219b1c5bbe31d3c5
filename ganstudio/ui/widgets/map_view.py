"""A map of samples with a point that moves over it, samples to pick, and loops that choose some of them."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QApplication, QWidget

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.map_canvas import ARROWS, EMPTY, MapCanvas
from ganstudio.ui.widgets.map_marks import paint_loop, paint_point
from ganstudio.ui.widgets.map_scene import Spot

Mode = Literal["look", "more", "less"]
GRIP = 12  # px from the middle of the point where it can be taken
STEP = 8  # px that an arrow key with Shift moves the point
LOOP_STEP = 3  # px between two corners of a loop


class MapView(MapCanvas):
    """A drag moves the map, a double click shows all of it. In the mode “look” a click moves the point there, or picks
    a sample; so do Shift with the arrow keys, and Return for the sample nearest to the point. In the modes “more” and
    “less” a drag draws a loop, or with Shift a rectangle, and chooses what is inside; a click or Return chooses one
    sample or lets it go. There the middle button moves the map."""

    moved = Signal(float, float)  # where the point is now, in the numbers of the map
    released = Signal()  # the point stays there
    picked = Signal(int)  # index of a sample
    picked_real = Signal(int)
    selected = Signal(str, object)  # a mode, and the indices, in order, of all samples now chosen in it

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._mode: Mode = "look"
        self._point: tuple[float, float] | None = None
        self._before: tuple[float, float] | None = None  # where the point was before the last click
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._drag: Literal["", "point", "map", "loop"] = ""
        self._loop: list[QPointF] = []
        self._is_stepping = False  # the point, by keys that are still down

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def point(self) -> tuple[float, float] | None:
        return self._point

    def set_mode(self, mode: Mode) -> None:
        self._mode = mode
        self._let_go()
        self._show_cursor(self._last)

    def place_point(self, x: float, y: float) -> None:
        """Puts the point there, in the numbers of the map, without a signal."""
        self._point = x, y
        self.update()

    def chosen(self, mode: Mode) -> np.ndarray:
        """Indices of the samples that are chosen in that mode, in order."""
        return np.flatnonzero(self._scene.rings.get(mode, np.empty(0, bool)))

    def clear(self, sentence: str = EMPTY) -> None:
        super().clear(sentence)
        self._point = self._before = None
        self._let_go()

    def clear_selection(self) -> None:
        self._scene.rings = {}
        self._repaint()

    # --- Qt ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, button = event.position(), event.button()
        if self._scene.is_empty or button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        self._pressed = self._last = at
        self._before = None
        if button == Qt.MouseButton.MiddleButton:
            self._drag = "map"
        elif self._is_on_point(at):
            self._drag = "point"
        self._hover(None)
        self._show_cursor(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is None:
            self._hover(None if self._is_on_point(at) else self.spot_at(at))
        else:
            if not self._drag and (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
                self._drag = "map" if self._mode == "look" else "loop"
            match self._drag:
                case "point":
                    self._move_point(self.camera.point_at(self._inside(at)))
                case "map":
                    self._look(self.camera.moved(at - self._last))
                case "loop":
                    self._draw(self._pressed, at, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            if self._drag:
                self._last = at
        self._show_cursor(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        pressed, drag, loop = self._pressed, self._drag, self._loop
        self._let_go()
        match drag:
            case "point":
                self.released.emit()
            case "loop":
                self._choose_inside(QPolygonF(loop))
            case "":
                self._click(pressed)
        self._show_cursor(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if event.button() != Qt.MouseButton.LeftButton or (not self._before and self.spot_at(at)):
            self.mousePressEvent(event)
            return
        if self._before is not None:  # the first of the two clicks did not mean the point
            self._move_point(self._before)
            self.released.emit()
            self._before = None
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, is_shifted = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self._scene.is_empty:
            super().keyPressEvent(event)
        elif key in ARROWS and is_shifted:
            self._is_stepping = True
            start = QPointF(self.width() / 2, self.height() / 2)
            if self._point is not None:
                start = self.camera.pixel_of(self._point) + ARROWS[key] * STEP
            self._move_point(self.camera.point_at(self._inside(start)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._point is not None:
            nearest = self._scene.nearest(self._point)
            self._click_on(nearest)
            self._hover(nearest)
        elif key == Qt.Key.Key_Escape and self._drag == "loop":
            self._let_go()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._end_steps()
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._end_steps()
        super().focusOutEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.unsetCursor()

    # --- inside ---

    def _paint_over(self, painter: QPainter) -> None:
        colors = self._theme.colors
        if self._loop:
            paint_loop(painter, QPolygonF(self._loop), colors.ok if self._mode == "more" else colors.danger)
        if self._point is not None:
            paint_point(painter, self.camera.pixel_of(self._point), colors)

    def _is_on_point(self, at: QPointF) -> bool:
        if self._mode != "look" or self._point is None:
            return False
        away = self.camera.pixel_of(self._point) - at
        return bool(np.hypot(away.x(), away.y()) <= GRIP)

    def _inside(self, at: QPointF) -> QPointF:
        """The pixel nearest to that one where the point can be seen."""
        return QPointF(min(max(at.x(), 0.0), float(self.width())), min(max(at.y(), 0.0), float(self.height())))

    def _show_cursor(self, at: QPointF) -> None:
        if self._drag in ("point", "map"):
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._is_on_point(at):
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._mode != "look":
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif self._hovered:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def _let_go(self) -> None:
        self._pressed, self._drag, self._loop = None, "", []
        self.update()

    def _click(self, at: QPointF) -> None:
        spot = self.spot_at(at)
        if spot is not None:
            self._click_on(spot)
        elif self._mode == "look":
            self._before = self._point
            self._move_point(self.camera.point_at(at))
            self.released.emit()

    def _click_on(self, spot: Spot) -> None:
        """A sample that was generated takes the point along, without a word of where it went."""
        if self._mode != "look":
            if spot.origin == "fake":
                self._choose_one(self._mode, spot.index)
        elif spot.origin == "real":
            self.picked_real.emit(spot.index)
        else:
            x, y = self._scene.fake.places[spot.index].tolist()
            self.place_point(x, y)
            self.picked.emit(spot.index)

    def _move_point(self, point: tuple[float, float]) -> None:
        self.place_point(*point)
        self.moved.emit(*point)

    def _end_steps(self) -> None:
        if self._is_stepping:
            self._is_stepping = False
            self.released.emit()

    def _draw(self, start: QPointF, at: QPointF, is_rectangle: bool) -> None:
        if is_rectangle:
            self._loop = QPolygonF(QRectF(start, at).normalized()).toList()
        elif not self._loop or (at - self._loop[-1]).manhattanLength() >= LOOP_STEP:
            self._loop = [*(self._loop or [start]), at]
        self.update()

    def _choose_inside(self, loop: QPolygonF) -> None:
        placed = self.camera.placed(self._scene.fake.places).tolist()
        fill = Qt.FillRule.WindingFill
        inside = np.array([x == x and loop.containsPoint(QPointF(x, y), fill) for x, y in placed], bool)
        if self._mode != "look" and inside.any():
            self._choose(self._mode, inside)

    def _choose_one(self, mode: Literal["more", "less"], index: int) -> None:
        one = np.arange(len(self._scene.fake.places)) == index
        before = self._scene.rings.get(mode)
        if before is not None and before[index]:
            self._set_rings({mode: before & ~one})
        else:
            self._choose(mode, one)

    def _choose(self, mode: Literal["more", "less"], samples: np.ndarray) -> None:
        """Adds them to those of that mode; none is of both."""
        none = np.zeros(len(samples), bool)
        other = "less" if mode == "more" else "more"
        rest = self._scene.rings.get(other, none)
        changed = {mode: self._scene.rings.get(mode, none) | samples}
        self._set_rings(changed | ({other: rest & ~samples} if (rest & samples).any() else {}))

    def _set_rings(self, changed: dict[str, np.ndarray]) -> None:
        self._scene.rings = self._scene.rings | changed
        self._repaint()
        for mode, samples in changed.items():
            self.selected.emit(mode, np.flatnonzero(samples))
