"""Samples in the plane, to be looked at: zoomed, moved, and enlarged under the mouse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QKeyEvent, QNativeGestureEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QSizePolicy, QWidget

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.map_camera import Camera
from ganstudio.ui.widgets.map_layers import THUMBNAIL
from ganstudio.ui.widgets.map_marks import paint_lens, paint_names, paint_surface
from ganstudio.ui.widgets.map_scene import Layer, MapScene, Spot, color_of

EMPTY = "The map appears here once there are samples to place."
ROOM = THUMBNAIL // 2 + 10  # px around everything when it fits
STRIDE = 40  # px that an arrow key moves the map
ZOOM = 1.25  # by a key or a notch of the wheel
NOTCH = 120  # eighths of a degree that the wheel is turned


class MapCanvas(QWidget):
    """The wheel, a pinch, + and − zoom; the arrow keys move the map; Home shows all of it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scene = MapScene(Layer(), Layer())
        self._labels: tuple[str, ...] = ()
        self._sentence = EMPTY
        self._camera: Camera | None = None  # None where everything fits
        self._hovered: Spot | None = None
        self._painted: tuple[object, QPixmap] | None = None  # the scene, and for which view
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setAccessibleName("Map of samples")
        self.setAccessibleDescription(self._sentence)
        theme.changed.connect(self._repaint)

    @property
    def camera(self) -> Camera:
        """What is in view."""
        return self._camera.sized(QSizeF(self.size())) if self._camera else self._fitting()

    @property
    def hovered(self) -> Spot | None:
        """The sample that is shown enlarged."""
        return self._hovered

    def show_map(
        self,
        places: np.ndarray,
        thumbnails: np.ndarray,
        labels: Sequence[str] = (),
        real_places: np.ndarray | None = None,
        real_thumbnails: np.ndarray | None = None,
    ) -> None:
        """places: (N, 2), thumbnails: (N, H, W, C) uint8; the same of M real ones.

        What is in view and what is chosen stays when the places are the same as before."""
        known, fake, real = self._scene, Layer(places, thumbnails), Layer(real_places, real_thumbnails)
        self._scene = MapScene(fake, real)
        for name in ("with_real", "with_density", "with_thumbnails"):
            setattr(self._scene, name, getattr(known, name))
        if np.array_equal(known.fake.places, fake.places, equal_nan=True):
            self._scene.rings = known.rings
        else:
            self._camera = None
        self._labels, self._hovered = tuple(labels), None
        count, beside = len(fake.places), len(real.places)
        self.setAccessibleDescription(f"{count:,} generated samples" + (f" and {beside:,} real ones" if beside else ""))
        self._repaint()

    def clear(self, sentence: str = EMPTY) -> None:
        """Shows nothing but why there is nothing."""
        self.show_map(np.empty((0, 2)), np.empty((0, 1, 1, 1), np.uint8))
        self._sentence, self._camera, self._scene.rings = sentence, None, {}
        self.setAccessibleDescription(sentence)

    def set_density(self, shown: bool) -> None:
        self._scene.with_density = shown
        self._repaint()

    def set_real(self, shown: bool) -> None:
        self._scene.with_real, self._hovered = shown, None
        self._repaint()

    def set_thumbnails(self, shown: bool) -> None:
        """Or only dots."""
        self._scene.with_thumbnails = shown
        self._repaint()

    def fit(self) -> None:
        """Shows everything, and goes on to do so when the size changes."""
        self._look(None)

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """about: the pixel that stays where it is, the middle unless given."""
        middle = QPointF(self.width() / 2, self.height() / 2)
        self._look(self.camera.zoomed(factor, middle if about is None else about, self._fitting()))

    def spot_at(self, pixel: QPointF) -> Spot | None:
        """The sample there."""
        return self._scene.spot_at(pixel, self.camera)

    def area(self, spot: Spot) -> QRectF:
        """Where that sample is in the widget."""
        return self._scene.area(spot, self.camera)

    def has_picture(self, spot: Spot) -> bool:
        """Whether that sample is a thumbnail in the present view, not a dot."""
        return bool(self._scene.with_picture(spot.origin, self.camera)[spot.index])

    def sizeHint(self) -> QSize:
        return QSize(500, 450)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 160)

    # --- Qt ---

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(1 + event.value(), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self.zoom(pinch.scaleFactor(), self.mapFromGlobal(pinch.centerPoint()))
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, camera, ratio = self._theme.colors, self.camera, self.devicePixelRatioF()
        painter = QPainter(self)
        paint_surface(painter, self.rect(), colors, has_focus=self.hasFocus())
        if self._scene.is_empty:
            painter.setPen(colors.muted)
            room = self.rect().adjusted(ROOM, ROOM, -ROOM, -ROOM)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._sentence)
            return
        if self._painted is None or self._painted[0] != (camera, ratio):
            self._painted = (camera, ratio), self._scene.painted(camera, colors, ratio)
        painter.setClipRect(self.rect().adjusted(2, 2, -2, -2))
        painter.drawPixmap(0, 0, self._painted[1])
        if self._scene.with_real and len(self._scene.real.places):
            paint_names(painter, colors)
        self._paint_over(painter)
        if self._hovered is not None:
            picture = self._scene.layer(self._hovered.origin).pictures[self._hovered.index]
            color = color_of(self._hovered.origin, colors)
            paint_lens(
                painter, self.rect(), self.area(self._hovered), picture, self.label(self._hovered), color, colors
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._hover(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if turned := event.angleDelta().y():
            self.zoom(ZOOM ** (turned / NOTCH), event.position())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._scene.is_empty:
            super().keyPressEvent(event)
        elif key in ARROWS:
            self._look(self.camera.moved(ARROWS[key] * -STRIDE))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom(1 / ZOOM)
        elif key == Qt.Key.Key_Home:
            self.fit()
        else:
            super().keyPressEvent(event)

    # --- inside ---

    def _paint_over(self, painter: QPainter) -> None:
        """For what stands on the map."""

    def label(self, spot: Spot) -> str:
        """What is said of that sample."""
        if spot.origin == "real":
            return f"real picture {spot.index + 1}"
        return self._labels[spot.index] if spot.index < len(self._labels) else f"sample {spot.index + 1}"

    def _fitting(self) -> Camera:
        return Camera.around(self._scene.all_places(), QSizeF(self.size()), ROOM)

    def _look(self, camera: Camera | None) -> None:
        if not self._scene.is_empty:
            self._camera = camera.kept_on(self._scene.all_places()) if camera else None
            self._hover(None)
            self.update()

    def _hover(self, spot: Spot | None) -> None:
        if spot != self._hovered:
            self._hovered = spot
            self.update()

    def _repaint(self) -> None:
        """Paints the scene anew."""
        self._painted = None
        self.update()


ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
