"""One picture, as large as it can be; it can be copied, or dragged into another window."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QDrag, QGuiApplication, QKeySequence, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.picture import Picture
from ganstudio.ui.widgets.picture_canvas import PictureCanvas

EMPTY = "The picture appears here."
DRAGGED = QSize(96, 96)  # px, at most, of the picture that hangs on the mouse


class PictureView(PictureCanvas):
    """Ctrl+C, and the menu of the right button, copy the picture pixel for pixel; a drag carries it away."""

    def __init__(self, theme: Theme, name: str = "Picture", empty: str = EMPTY, parent: QWidget | None = None) -> None:
        """name: what it shows, for those who do not see it. empty: the sentence while there is no picture."""
        super().__init__(theme, name, empty, parent)
        self._picture: Picture | None = None
        self._pressed: QPoint | None = None
        self._copy = QAction("Copy picture", self)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.setEnabled(False)
        self._copy.triggered.connect(self.copy)
        self.addAction(self._copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    @property
    def is_empty(self) -> bool:
        return self._picture is None

    @property
    def picture(self) -> np.ndarray | None:
        """(H, W, C) uint8."""
        return self._picture.values if self._picture else None

    @property
    def area(self) -> QRectF:
        """Where the picture is in the widget."""
        return self._picture.area(self._room(), self.devicePixelRatioF()) if self._picture else QRectF()

    def show_picture(self, values: np.ndarray | None) -> None:
        """values: (H, W, C) uint8 with C 1, 3 or 4."""
        self._picture = None if values is None else Picture(values)
        self._copy.setEnabled(not self.is_empty)
        self.setCursor(Qt.CursorShape.ArrowCursor if self.is_empty else Qt.CursorShape.OpenHandCursor)
        self._describe()
        self.update()

    def copy(self) -> None:
        """To the clipboard."""
        if self._picture:
            QGuiApplication.clipboard().setMimeData(self._picture.to_take_along())

    # --- Qt ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        is_taken = event.button() == Qt.MouseButton.LeftButton and self.area.contains(at)
        self._pressed = at.toPoint() if is_taken else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        if (event.position().toPoint() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self._carry_away()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    # --- inside ---

    def _paint(self, painter: QPainter) -> None:
        assert self._picture
        area = self.area
        painter.drawPixmap(area.topLeft(), self._picture.pixmap(area.size(), self.devicePixelRatioF()))

    def _shown(self) -> QRectF:
        return self.area

    def _described(self) -> str:
        assert self._picture
        return f"{self._picture.size.width()} × {self._picture.size.height()} pixels"

    def _carry_away(self) -> None:
        assert self._picture
        drag = QDrag(self)
        drag.setMimeData(self._picture.to_take_along())
        thumbnail = self._thumbnail(self._picture)
        drag.setPixmap(thumbnail)
        drag.setHotSpot(QRectF(QPointF(), thumbnail.deviceIndependentSize()).center().toPoint())
        drag.exec(Qt.DropAction.CopyAction)

    def _thumbnail(self, picture: Picture) -> QPixmap:
        """What hangs on the mouse, apart from what is painted in the widget."""
        ratio, another = self.devicePixelRatioF(), Picture(picture.values)
        return another.pixmap(another.area(QRectF(QPointF(), DRAGGED), ratio).size(), ratio)
