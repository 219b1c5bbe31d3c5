"""The frames of a path in a row, one of which is the current one; and they play."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.picture import Picture, fitted
from ganstudio.ui.widgets.picture_canvas import RIM, PictureCanvas
from ganstudio.ui.widgets.player import Loop, Player

EMPTY = "The frames of the path appear here."
GAP = 2  # px between two frames
MARKS = 14  # px below the frames, where the anchors are marked
DIAMOND = 4.5  # px from its middle to its corners


class FilmStrip(PictureCanvas):
    """As many frames as fit, evenly chosen. A click, a drag, the arrow keys, Home and End choose one, the page keys the
    next anchor; that stops the player."""

    frame_chosen = Signal(int)  # by a person or by the player
    playing_changed = Signal(bool)

    def __init__(self, theme: Theme, name: str = "Frames", empty: str = EMPTY, parent: QWidget | None = None) -> None:
        """name: what they show, for those who do not see it. empty: the sentence while there are none."""
        super().__init__(theme, name, empty, parent)
        self._frames: list[np.ndarray | None] = []
        self._shape: tuple[int, ...] = (1, 1, 1)
        self._anchors: frozenset[int] = frozenset()
        self._frame = 0
        self._is_dragging = False
        self._thumbnails: dict[int, QPixmap] = {}
        self._thumbnails_are_for: object = None  # a size and a screen
        self._player = Player(self)
        self._player.reached.connect(self._reach)
        self._player.playing_changed.connect(self._tell_playing)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def is_empty(self) -> bool:
        return not self._frames

    @property
    def count(self) -> int:
        """Of frames, drawn or expected."""
        return len(self._frames)

    @property
    def frame(self) -> int:
        """The current one, counted from 0."""
        return self._frame

    @property
    def is_playing(self) -> bool:
        return self._player.is_playing

    def picture(self, index: int) -> np.ndarray | None:
        """That frame, (H, W, C) uint8, once it is drawn."""
        return self._frames[index]

    def show_frames(self, values: np.ndarray | None, anchors: Sequence[int] = ()) -> None:
        """values: (F, H, W, C) uint8 with C 1, 3 or 4. anchors: which of the frames are marked."""
        if values is None:
            self.expect(0, self._shape)
        else:
            self.expect(len(values), values.shape[1:], anchors)
            self._frames = list(values)

    def expect(self, count: int, shape: tuple[int, ...], anchors: Sequence[int] = ()) -> None:
        """So many frames of shape (H, W, C) are to come. The current frame stays the current one if it is among them,
        and goes on playing when there are as many as before."""
        if count != self.count:
            self._player.stop()
        self._frames = [None] * count
        self._shape, self._anchors = shape, frozenset(anchors)
        self._frame = max(0, min(self._frame, count - 1))
        self._thumbnails = {}
        self._describe()
        self.update()

    def set_frame(self, index: int, picture: np.ndarray) -> None:
        """One of the expected frames, (H, W, C) uint8, is drawn."""
        if picture.shape != self._shape:
            raise ValueError(f"frames of shape {self._shape} are expected, not {picture.shape}")
        self._frames[index] = picture
        self._thumbnails.pop(index, None)
        self.update()

    def choose(self, index: int) -> None:
        """Makes a frame, or the nearest there is, the current one, as a person does it."""
        self._player.stop()
        index = max(0, min(index, self.count - 1))
        if index != self._frame:
            self._frame = index
            self._describe()
            self.update()
            self.frame_chosen.emit(index)

    def play(self, fps: float, loop: Loop = "loop") -> None:
        """From the current frame; while it plays, only the speed and the way change."""
        self._player.play(self.count, self._frame, fps, loop)

    def stop(self) -> None:
        self._player.stop()

    def row(self) -> dict[int, QRectF]:
        """The frames that are seen, with their places in the widget."""
        room, ratio = self._room(), self.devicePixelRatioF()
        size, gap = self._thumbnail_size(), round(GAP * ratio) / ratio
        fitting = max(1, int((room.width() + gap) // (size.width() + gap)))
        shown = min(fitting, self.count)
        if not shown:
            return {}
        width = shown * (size.width() + gap) - gap
        left = round((room.center().x() - width / 2) * ratio) / ratio
        top = fitted(self._pixels(), room, ratio).top()
        frames = np.linspace(0, self.count - 1, shown).round().astype(int).tolist()
        return {
            frame: QRectF(QPointF(left + number * (size.width() + gap), top), size)
            for number, frame in enumerate(frames)
        }

    def place(self, frame: int) -> float:
        """x of the middle of that frame, were it seen."""
        first, last = self._ends()
        return first + (last - first) * frame / max(1, self.count - 1)

    def frame_at(self, x: float) -> int:
        """The frame there, or the nearest."""
        first, last = self._ends()
        share = (x - first) / (last - first) if last > first else 0.0
        return round(min(max(share, 0.0), 1.0) * max(0, self.count - 1))

    def sizeHint(self) -> QSize:
        return QSize(400, 64 + 2 * RIM + MARKS)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 32 + 2 * RIM + MARKS)

    # --- Qt ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self.is_empty:
            self._is_dragging = True
            self.choose(self.frame_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_dragging and not self.is_empty:
            self.choose(self.frame_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._is_dragging = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last, here = self.count - 1, self._frame
        stops = sorted({0, last, *self._anchors})
        targets = {
            Qt.Key.Key_Left: here - 1,
            Qt.Key.Key_Right: here + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_PageUp: max((stop for stop in stops if stop < here), default=0),
            Qt.Key.Key_PageDown: min((stop for stop in stops if stop > here), default=last),
        }
        key = Qt.Key(event.key())
        if key in targets and not self.is_empty:
            self.choose(targets[key])
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._player.stop()
        super().hideEvent(event)

    # --- inside ---

    def _paint(self, painter: QPainter) -> None:
        row = self.row()
        for frame, place in row.items():
            self._paint_frame(painter, frame, place)
        self._paint_current(painter, row[0])
        self._paint_anchors(painter, row[0].bottom() + MARKS / 2 + 1)

    def _paint_frame(self, painter: QPainter, frame: int, place: QRectF) -> None:
        if (thumbnail := self._thumbnail(frame)) is None:
            painter.fillRect(place, self._theme.colors.hover)
        else:
            painter.drawPixmap(place.topLeft(), thumbnail)

    def _paint_current(self, painter: QPainter, first: QRectF) -> None:
        """The current frame itself, at its place over the others."""
        ratio, colors = self.devicePixelRatioF(), self._theme.colors
        here = QRectF(first)
        here.moveLeft(round((self.place(self._frame) - first.width() / 2) * ratio) / ratio)
        for color, reach in ((colors.window, 4), (colors.accent, 3)):
            painter.fillRect(here.adjusted(-reach, -reach, reach, reach), color)
        painter.fillRect(here, colors.window)
        self._paint_frame(painter, self._frame, here)

    def _paint_anchors(self, painter: QPainter, y: float) -> None:
        colors = self._theme.colors
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for anchor in sorted(self._anchors):
            middle = QPointF(self.place(anchor), y)
            corners = (QPointF(-DIAMOND, 0), QPointF(0, -DIAMOND), QPointF(DIAMOND, 0), QPointF(0, DIAMOND))
            painter.setBrush(colors.accent if anchor == self._frame else colors.muted)
            painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))

    def _shown(self) -> QRectF:
        row = list(self.row().values())
        return row[0].united(row[-1]).adjusted(0, 0, 0, MARKS)

    def _room(self) -> QRectF:
        return super()._room().adjusted(0, 0, 0, -MARKS)

    def _described(self) -> str:
        return f"Frame {self._frame + 1} of {self.count}{', an anchor' if self._frame in self._anchors else ''}"

    def _pixels(self) -> QSize:
        """Of a frame."""
        return QSize(self._shape[1], self._shape[0])

    def _thumbnail_size(self) -> QSizeF:
        return fitted(self._pixels(), self._room(), self.devicePixelRatioF()).size()

    def _thumbnail(self, frame: int) -> QPixmap | None:
        size, ratio = self._thumbnail_size(), self.devicePixelRatioF()
        if self._thumbnails_are_for != (size, ratio):
            self._thumbnails, self._thumbnails_are_for = {}, (size, ratio)
        values = self._frames[frame]
        if values is None:
            return None
        if frame not in self._thumbnails:
            self._thumbnails[frame] = Picture(values).pixmap(size, ratio)
        return self._thumbnails[frame]

    def _ends(self) -> tuple[float, float]:
        """x of the middle of the first and of the last frame."""
        places = list(self.row().values())
        if len(places) == 1 < self.count:  # one at a time, moved over the whole room
            half = places[0].width() / 2
            return self._room().left() + half, max(self._room().right() - half, self._room().left() + half + 1)
        return places[0].center().x(), places[-1].center().x()

    def _reach(self, frame: int) -> None:
        self._frame = frame
        self.update()
        self.frame_chosen.emit(frame)

    def _tell_playing(self, is_playing: bool) -> None:
        self._describe()
        self.playing_changed.emit(is_playing)
