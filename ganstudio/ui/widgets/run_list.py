"""Runs as rows: picture, name, state, steps and date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ganstudio.runs import RunInfo, RunState
from ganstudio.session.thumbnails import Thumbnails
from ganstudio.ui.theme import Colors, Theme

Index = QModelIndex | QPersistentModelIndex
INFO, PICTURE, OPEN = (Qt.ItemDataRole.UserRole + number for number in range(3))
PICTURE_SIDE, PADDING = 48, 8  # px


class RunList(QAbstractListModel):
    """Runs in the order they come. Rows change in place where only their contents changed."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: list[RunInfo] = []
        self._open: Path | None = None
        self._thumbnails = thumbnails
        thumbnails.arrived.connect(self._picture_arrived)

    def show_runs(self, runs: list[RunInfo]) -> None:
        if [run.folder for run in runs] == [run.folder for run in self._runs]:
            self._runs = runs
            self._changed()
            return
        self.beginResetModel()
        self._runs = runs
        self.endResetModel()

    def mark(self, folder: Path | None) -> None:
        """Shows that run as the open one."""
        self._open = folder
        self._changed()

    def show_progress(self, folder: Path, step: int) -> None:
        self._revise(folder, step=step, state=RunState.RUNNING)

    def show_picture(self, folder: Path, file: Path) -> None:
        self._revise(folder, thumbnail=file)

    def row_of(self, folder: Path) -> int | None:
        return next((row for row, run in enumerate(self._runs) if run.folder == folder), None)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._runs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        run = self._runs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return run.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            told = f"{run.name}: {run.state.value}, {steps_of(run)}, {run.created:%d %B %Y, %H:%M}"
            return f"<qt>{escape(told)}</qt>" if role == Qt.ItemDataRole.ToolTipRole else told
        if role == INFO:
            return run
        if role == PICTURE:
            return self._thumbnails.of(run.thumbnail, run.columns) if run.thumbnail is not None else None
        if role == OPEN:
            return run.folder == self._open
        return None

    def _picture_arrived(self, file: Path) -> None:
        for row, run in enumerate(self._runs):
            if run.thumbnail == file:
                self.dataChanged.emit(self.index(row), self.index(row), [PICTURE])

    def _revise(self, folder: Path, **changes: Any) -> None:
        row = self.row_of(folder)
        if row is not None:
            self._runs[row] = replace(self._runs[row], **changes)
            self.dataChanged.emit(self.index(row), self.index(row))

    def _changed(self) -> None:
        if self._runs:
            self.dataChanged.emit(self.index(0), self.index(len(self._runs) - 1))


class RunDelegate(QStyledItemDelegate):
    """Paints one run."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(180, PICTURE_SIDE + 2 * PADDING + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        run: RunInfo = index.data(INFO)
        colors = self._theme.colors
        state, rect = option.state, option.rect.adjusted(0, 1, 0, -3)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        if is_selected or state & QStyle.StateFlag.State_MouseOver or index.data(OPEN):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.hover if is_selected else colors.panel)
            painter.drawRoundedRect(rect, 7, 7)
        if index.data(OPEN):
            painter.setBrush(colors.accent)
            painter.drawRoundedRect(QRect(rect.left(), rect.top() + 10, 3, rect.height() - 20), 1.5, 1.5)
        if is_selected and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colors.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
        picture = QRect(rect.left() + PADDING, rect.top() + PADDING, PICTURE_SIDE, PICTURE_SIDE)
        self._paint_picture(painter, picture, index.data(PICTURE))
        text = rect.adjusted(PICTURE_SIDE + 2 * PADDING + 2, PADDING - 2, -PADDING, -PADDING + 2)
        self._paint_text(painter, text, run, option.font)
        painter.restore()

    def _paint_picture(self, painter: QPainter, rect: QRect, picture: QImage | None) -> None:
        painter.setPen(self._theme.colors.grid)
        painter.setBrush(self._theme.colors.panel)
        painter.drawRoundedRect(rect, 4, 4)
        if picture is not None and not picture.isNull():
            size = picture.size().scaled(rect.size() - QSize(2, 2), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(rect.topLeft(), size)
            place.moveCenter(rect.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, picture)

    def _paint_text(self, painter: QPainter, rect: QRect, run: RunInfo, font: QFont) -> None:
        colors = self._theme.colors
        line = rect.height() // 3
        name, small = QFont(font), QFont(font)
        name.setWeight(QFont.Weight.DemiBold)
        small.setPointSizeF(font.pointSizeF() * 0.88)
        rows = [QRect(rect.left(), rect.top() + line * row, rect.width(), line) for row in range(3)]
        for row, text, face, color in (
            (rows[0], run.name, name, colors.text),
            (rows[1], run.state.value.capitalize(), small, color_of(run.state, colors)),
            (rows[2], f"{steps_of(run)} · {when(run.created)}", small, colors.muted),
        ):
            painter.setFont(face)
            painter.setPen(color)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, row.width())
            painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def color_of(state: RunState, colors: Colors) -> QColor:
    return {
        RunState.RUNNING: colors.accent,
        RunState.PAUSED: colors.accent,
        RunState.FINISHED: colors.ok,
        RunState.FAILED: colors.danger,
        RunState.INTERRUPTED: colors.warning,
    }.get(state, colors.muted)


def steps_of(run: RunInfo) -> str:
    return f"{run.step:,} steps" if run.step >= run.steps else f"{run.step:,} of {run.steps:,} steps"


def when(moment: datetime, today: date | None = None) -> str:
    """The time of today's runs, the day of earlier ones."""
    day = today or date.today()
    if moment.date() == day:
        return f"{moment:%H:%M}"
    return f"{moment.day} {moment:%b}" if moment.year == day.year else f"{moment:%d.%m.%Y}"
