"""Many small plots of the same size, side by side; as many rows as fit, and the rest by scrolling."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget

from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.painting import paint_key, small

NARROWEST, LOWEST, HIGHEST = 150, 96, 220  # px, of one plot
KEY = 24  # px


class PaneGrid(QAbstractScrollArea):
    """Paints only the plots in view. A subclass says how many there are and paints one.

    together: that many belong in one row, where there is room.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.together = 1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.verticalScrollBar().setSingleStep(24)
        theme.changed.connect(self.viewport().update)

    @property
    def count(self) -> int:
        """How many plots there are."""
        raise NotImplementedError

    @property
    def remark(self) -> str:
        """A few words at the right of the key."""
        return ""

    @property
    def has_real(self) -> bool:
        """Whether anything real is shown beside what is generated."""
        return True

    def paint_pane(self, painter: QPainter, pane: QRect, index: int) -> None:
        """Paints one plot; antialiasing is on, the letters are small."""
        raise NotImplementedError

    def refresh(self) -> None:
        """There is something else to show."""
        self._set_range()
        self.viewport().update()

    def pane(self, index: int) -> QRect:
        """Where that plot stands in the view, scrolled as it is."""
        columns, size = self._columns(), self._size()
        row, column = divmod(index, columns)
        top = KEY + row * size.height() - self.verticalScrollBar().value()
        return QRect(column * size.width(), top, size.width(), size.height())

    def sizeHint(self) -> QSize:
        return QSize(400, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST + 20, 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_range()

    def paintEvent(self, event: QPaintEvent) -> None:
        view = self.viewport().rect()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_key(painter, self.theme.colors, SPACING + 4, KEY - 8, has_real=self.has_real)
        painter.setFont(small(painter.font()))
        painter.setPen(self.theme.colors.muted)
        head = QRect(0, 0, view.width() - SPACING, KEY - 4)
        painter.drawText(head, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.remark)
        painter.setClipRect(view.adjusted(0, KEY, 0, 0))
        for index in range(self.count):
            pane = self.pane(index)
            if pane.bottom() >= KEY and pane.top() <= view.bottom():
                painter.save()
                self.paint_pane(painter, pane, index)
                painter.restore()

    def is_first_in_row(self, index: int) -> bool:
        return index % self._columns() == 0

    def _columns(self) -> int:
        fitting = max(1, self.viewport().width() // NARROWEST)
        if self.together > 1:
            return fitting // self.together * self.together or fitting
        rows = -(-self.count // fitting)
        return max(1, -(-self.count // rows)) if rows else 1  # no last row that is nearly empty

    def _size(self) -> QSize:
        columns = self._columns()
        rows = max(1, -(-self.count // columns))
        height = (self.viewport().height() - KEY) // rows
        return QSize(self.viewport().width() // columns, min(max(height, LOWEST), HIGHEST))

    def _set_range(self) -> None:
        rows = -(-self.count // self._columns())
        room = self.viewport().height() - KEY
        self.verticalScrollBar().setPageStep(max(1, room))
        self.verticalScrollBar().setRange(0, max(0, rows * self._size().height() - room))
