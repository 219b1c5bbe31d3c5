"""What a map of samples shows, painted for a camera; and which of them stands at a pixel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from ganstudio.ui.theme import Colors
from ganstudio.ui.widgets.map_camera import Camera
from ganstudio.ui.widgets.map_layers import Density, Sheet, dot, room_about, thumbnail_size

Origin = Literal["real", "fake"]  # in the order in which they are painted
ORIGINS: tuple[Origin, ...] = ("real", "fake")
FRAME = 2  # px around a thumbnail
APART = 3  # px between two of them
DOT = 4.5  # px
NEAR = 6  # px from the middle of a dot to a mouse that means it
RING, THIN = 3.0, 1.5  # px, the line around a chosen thumbnail, and around a dot


@dataclass(frozen=True)
class Spot:
    """One sample on the map."""

    origin: Origin
    index: int


class Layer:
    """The samples of one origin. places: (N, 2), pictures: (N, H, W, C) uint8."""

    def __init__(self, places: np.ndarray | None = None, pictures: np.ndarray | None = None) -> None:
        self.places = np.empty((0, 2)) if places is None else np.asarray(places, np.float64)
        self.pictures = np.empty((0, 1, 1, 1), np.uint8) if pictures is None else pictures
        if len(self.places) != len(self.pictures):
            raise ValueError(f"{len(self.places)} places for {len(self.pictures)} pictures")
        self.size = thumbnail_size(self.pictures)
        self._sheet: tuple[object, Sheet] | None = None

    def sheet(self, color: QColor, ratio: float) -> Sheet:
        """Its thumbnails in a frame of that colour, for a screen of so many pixels to a px."""
        known = (color.rgb(), ratio)
        if self._sheet is None or self._sheet[0] != known:
            self._sheet = known, Sheet(self.pictures, self.size * ratio, max(1, round(FRAME * ratio)), color)
        return self._sheet[1]


class MapScene:
    """The samples, their density, and rings around those that were chosen."""

    def __init__(self, fake: Layer, real: Layer) -> None:
        self.fake, self.real = fake, real
        self.with_thumbnails = self.with_real = True
        self.with_density = False
        self.rings: dict[str, np.ndarray] = {}  # by mode, (N,) whether a fake sample is chosen
        self._room: tuple[bool, dict[Origin, np.ndarray]] | None = None
        self._density: tuple[object, Density] | None = None

    @property
    def is_empty(self) -> bool:
        return not len(self.all_places())

    def layer(self, origin: Origin) -> Layer:
        """What is shown of an origin."""
        match origin:
            case "fake":
                return self.fake
            case "real":
                return self.real if self.with_real else Layer()

    def all_places(self) -> np.ndarray:
        """(N, 2) of all that is shown and has a place."""
        places = np.concatenate([self.layer(origin).places for origin in ORIGINS])
        finite: np.ndarray = places[np.isfinite(places).all(axis=1)]
        return finite

    def with_picture(self, origin: Origin, camera: Camera) -> np.ndarray:
        """(N,) which samples of an origin have room for their thumbnail; the others are dots."""
        layer = self.layer(origin)
        if not self.with_thumbnails:
            return np.zeros(len(layer.places), bool)
        shown = [layer.size for layer in (self.fake, self.real) if len(layer.places)]
        needed = (
            max((side for size in shown for side in size.toTuple()), default=0) + 2 * FRAME + APART
        ) / camera.scale
        enough: np.ndarray = self._rooms()[origin] >= needed
        return enough

    def spot_at(self, pixel: QPointF, camera: Camera) -> Spot | None:
        """The sample whose thumbnail is there, else the one whose dot is nearest."""
        best: tuple[float, Spot] | None = None
        for origin in ORIGINS:
            layer = self.layer(origin)
            away = np.abs(camera.placed(layer.places) - (pixel.x(), pixel.y()))
            covered = self.with_picture(origin, camera) & (away <= self._half(layer)).all(axis=1)
            if covered.any():
                return Spot(origin, int(covered.argmax()))
            far = np.nan_to_num(np.hypot(*away.T), nan=np.inf)
            if len(far) and far.min() <= NEAR and (best is None or far.min() <= best[0]):
                best = float(far.min()), Spot(origin, int(far.argmin()))
        return best[1] if best else None

    def nearest(self, point: tuple[float, float]) -> Spot:
        """The sample nearest to a point of the plane."""
        away = {origin: np.hypot(*(self.layer(origin).places - point).T) for origin in ORIGINS}
        best = {origin: float(np.nan_to_num(far, nan=np.inf).min(initial=np.inf)) for origin, far in away.items()}
        origin: Origin = "fake" if best["fake"] <= best["real"] else "real"
        return Spot(origin, int(np.nanargmin(away[origin])))

    def area(self, spot: Spot, camera: Camera) -> QRectF:
        """Where its thumbnail or dot is."""
        layer = self.layer(spot.origin)
        middle = camera.pixel_of(tuple(layer.places[spot.index].tolist()))
        half = self._half(layer) if self.with_picture(spot.origin, camera)[spot.index] else (DOT / 2, DOT / 2)
        corner = QPointF(float(half[0]), float(half[1]))
        return QRectF(middle - corner, middle + corner)

    def painted(self, camera: Camera, colors: Colors, ratio: float) -> QPixmap:
        """Everything, for a screen of `ratio` pixels to a px, on nothing."""
        made = QPixmap(QSize(round(camera.width * ratio), round(camera.height * ratio)))
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        if self.with_density and len(self.fake.places):
            self._paint_density(painter, camera, colors, ratio)
        for pictures, paint in ((False, self._paint_dots), (True, self._paint_thumbnails)):
            for origin in ORIGINS:
                paint(painter, origin, camera, colors, ratio)
            self._paint_rings(painter, camera, colors, ratio, pictures=pictures)
        painter.end()
        made.setDevicePixelRatio(ratio)
        return made

    # --- painting, in pixels of the screen ---

    def _paint_density(self, painter: QPainter, camera: Camera, colors: Colors, ratio: float) -> None:
        if self._density is None or self._density[0] != colors.accent.rgb():
            self._density = colors.accent.rgb(), Density(self.fake.places, colors.accent)
        density = self._density[1]
        (left, bottom), (right, top) = (camera.placed(np.stack([density.low, density.high])) * ratio).tolist()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(QPointF(left, top), QPointF(right, bottom)), density.image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)

    def _paint_dots(self, painter: QPainter, origin: Origin, camera: Camera, colors: Colors, ratio: float) -> None:
        color = QColor(color_of(origin, colors))
        color.setAlphaF(0.75)
        shape = dot(DOT * ratio, color)
        corner = np.array([shape.width(), shape.height()]) / 2
        for _, (x, y) in self._seen(origin, camera, ratio, pictures=False):
            painter.drawPixmap(round(x - corner[0]), round(y - corner[1]), shape)

    def _paint_thumbnails(
        self, painter: QPainter, origin: Origin, camera: Camera, colors: Colors, ratio: float
    ) -> None:
        seen = self._seen(origin, camera, ratio, pictures=True)
        if not seen:
            return
        sheet = self.layer(origin).sheet(color_of(origin, colors), ratio)
        half = sheet.part(0).width() / 2, sheet.part(0).height() / 2
        for index, (x, y) in seen:
            painter.drawPixmap(QPoint(round(x - half[0]), round(y - half[1])), sheet.pixmap, sheet.part(index))

    def _paint_rings(self, painter: QPainter, camera: Camera, colors: Colors, ratio: float, *, pictures: bool) -> None:
        line = RING if pictures else THIN
        half = self._half(self.fake) if pictures else np.full(2, DOT / 2)
        wide, high = ((half + line / 2) * ratio).tolist()
        rounding = (3 if pictures else DOT) * ratio
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mode, chosen in self.rings.items():
            color = colors.ok if mode == "more" else colors.danger
            places = [
                QRectF(x - wide, y - high, 2 * wide, 2 * high)
                for index, (x, y) in self._seen("fake", camera, ratio, pictures=pictures)
                if chosen[index]
            ]
            for width, shade in ((line + 2, colors.panel), (line, color)):  # told apart from what is around
                painter.setPen(QPen(shade, width * ratio))
                for place in places:
                    painter.drawRoundedRect(place, rounding, rounding)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # --- inside ---

    def _half(self, layer: Layer) -> np.ndarray:
        """(2,) half of what a thumbnail and its frame take."""
        return np.array([layer.size.width(), layer.size.height()]) / 2 + FRAME

    def _rooms(self) -> dict[Origin, np.ndarray]:
        if self._room is None or self._room[0] != self.with_real:
            layers = [self.layer(origin) for origin in ORIGINS]
            room = room_about(np.concatenate([layer.places for layer in layers]))
            parts = np.split(room, [len(layers[0].places)])
            self._room = self.with_real, dict(zip(ORIGINS, parts, strict=True))
        return self._room[1]

    def _seen(self, origin: Origin, camera: Camera, ratio: float, *, pictures: bool) -> list[tuple[int, list[float]]]:
        """Index and pixel of those in view that are, or are not, shown as thumbnails."""
        layer = self.layer(origin)
        placed = camera.placed(layer.places)
        half = np.array([camera.width, camera.height]) / 2
        with np.errstate(invalid="ignore"):
            inside = (np.abs(placed - half) <= half + self._half(layer)).all(axis=1)
        wanted = np.flatnonzero(inside & (self.with_picture(origin, camera) == pictures))
        return list(zip(wanted.tolist(), (placed[wanted] * ratio).tolist(), strict=True))


def color_of(origin: Origin, colors: Colors) -> QColor:
    return colors.real if origin == "real" else colors.fake
