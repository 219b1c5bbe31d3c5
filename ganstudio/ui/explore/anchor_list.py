"""The anchors of a journey in a row, in their order, to be gone to, moved and removed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

SIDE = 48  # px of a thumbnail
CELL = QSize(SIDE + 28, SIDE + 28)  # px
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class AnchorList(QListWidget):
    """One row, which scrolls. A click or Enter goes to an anchor; a drag, or Ctrl with an arrow key, moves it; Delete
    removes it."""

    taken = Signal(int)
    moved = Signal(int, int)  # the anchor there is to stand there
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("look", "plain")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setItemDelegate(BelowIcon(self))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(CELL.height() + 2 * self.frameWidth() + self.horizontalScrollBar().sizeHint().height())
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.itemClicked.connect(lambda item: self.taken.emit(self.row(item)))

    def show_names(self, names: Sequence[str], hints: Sequence[str], current: int) -> None:
        """hints: all that is to be said of each. Thumbnails are to follow."""
        with QSignalBlocker(self):
            while self.count() > len(names):
                self.takeItem(self.count() - 1)
            while self.count() < len(names):
                self.addItem(QListWidgetItem())
            for index, (name, hint) in enumerate(zip(names, hints, strict=True)):
                item = self.item(index)
                item.setText(name)
                item.setToolTip(f"{index + 1}. {hint}")
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)  # it falls between two, not into one
            self.setCurrentRow(min(current, len(names) - 1))

    def show_thumbnail(self, index: int, thumbnail: QPixmap | None) -> None:
        icon = QIcon()
        if thumbnail is not None:
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # in its own colours, be it selected
                icon.addPixmap(thumbnail, mode)
        self.item(index).setIcon(icon)

    def gap_at(self, at: QPoint) -> int:
        """Before which anchor something falls that is dropped there."""
        middles = [self.visualItemRect(self.item(index)).center().x() for index in range(self.count())]
        return sum(middle < at.x() for middle in middles)

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.currentRow(), Qt.Key(event.key())
        if row < 0:
            super().keyPressEvent(event)
        elif key in STEPS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if 0 <= row + STEPS[key] < self.count():
                self.moved.emit(row, row + STEPS[key])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(row)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit(row)
        else:
            super().keyPressEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # draws where it would fall
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """The list is drawn anew once the anchors are in their new order; it moves nothing by itself."""
        row, gap = self.currentRow(), self.gap_at(event.position().toPoint())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.setState(QAbstractItemView.State.NoState)
        self.viewport().update()
        target = gap - (gap > row)
        if row >= 0 and target != row:
            self.moved.emit(row, target)


class BelowIcon(QStyledItemDelegate):
    """Paints the name below the thumbnail, both in the middle."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.decorationPosition = QStyleOptionViewItem.Position.Top
        option.decorationAlignment = Qt.AlignmentFlag.AlignCenter
        option.displayAlignment = Qt.AlignmentFlag.AlignCenter

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return CELL
