"""The library of runs: newest first, each with its picture, state and steps."""

from __future__ import annotations

import time
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QModelIndex, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ganstudio.events import Event, Progress, Samples
from ganstudio.runs import Run, RunInfo, RunState
from ganstudio.session.opened import why_not_resume
from ganstudio.session.session import Session
from ganstudio.ui.panels.base import Panel, Place
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.run_list import INFO, RunDelegate, RunList

NO_WEIGHTS = "It ended before its first checkpoint, so it has no weights to start from."


class Runs(Panel):
    """Opens, continues and deletes past runs."""

    id: ClassVar[str] = "runs"
    title: ClassVar[str] = "Runs"
    place: ClassVar[Place] = "right"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._told = 0.0  # when the row of the run in progress was last brought up to date
        self._model = RunList(session.thumbnails, self)
        self._list = QListView()
        self._list.setObjectName("runs.list")
        self._list.setAccessibleName("Runs, newest first")
        self._list.setModel(self._model)
        self._list.setItemDelegate(RunDelegate(theme, self._list))
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setProperty("look", "plain")
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._show_menu)
        self._list.doubleClicked.connect(self._open_index)
        self._list.selectionModel().selectionChanged.connect(self._update)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(QKeySequence(key), self._list, self._open, context=Qt.ShortcutContext.WidgetShortcut)
        QShortcut(QKeySequence.StandardKey.Delete, self._list, self._delete, context=Qt.ShortcutContext.WidgetShortcut)
        self._empty = QLabel("Your runs are kept here. The first one appears when you press Train.")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setProperty("look", "muted")
        self._empty.setMargin(16)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING, 0, SPACING, SPACING)
        column.setSpacing(SPACING)
        column.addWidget(self._stack, 1)
        column.addWidget(self._make_reason())
        column.addLayout(self._buttons())
        session.runs_listed.connect(self._show_runs)
        session.runs_changed.connect(session.list_runs)
        session.run_opened.connect(self._mark)
        session.happened.connect(self._take)
        session.state_changed.connect(self._update)
        session.experiment_changed.connect(self._update)
        theme.changed.connect(self._list.viewport().update)
        self._update()

    def ready(self) -> None:
        self.session.list_runs()

    def _make_reason(self) -> QLabel:
        self._reason = QLabel()
        self._reason.setObjectName("runs.reason")
        self._reason.setWordWrap(True)
        self._reason.setProperty("look", "muted")
        return self._reason

    def _buttons(self) -> QHBoxLayout:
        self._open_button = QPushButton("Open")
        self._open_button.setObjectName("runs.open")
        self._open_button.setAccessibleName("Open the selected run")
        self._open_button.clicked.connect(self._open)
        self._continue_button = QPushButton("Continue")
        self._continue_button.setObjectName("runs.continue")
        self._continue_button.setAccessibleName("Go on training the selected run")
        self._continue_button.clicked.connect(self._continue)
        row = QHBoxLayout()
        row.addWidget(self._open_button)
        row.addWidget(self._continue_button)
        return row

    # --- what is shown ---

    def _show_runs(self, runs: list[RunInfo]) -> None:
        selected, opened = self._selected(), self.session.run
        self._model.show_runs(runs)
        self._stack.setCurrentWidget(self._list if runs else self._empty)
        if selected is not None:
            self._select(selected.folder)
        elif opened is not None:
            self._select(opened.folder)
        self._update()

    def _mark(self, run: Run | None) -> None:
        self._model.mark(run.folder if run is not None else None)
        self._list.clearSelection()
        if run is not None:
            self._select(run.folder)
        self._update()

    def _take(self, event: Event) -> None:
        """Keeps the row of the run in progress up to date, about once a second."""
        if self.session.run is None or not self.session.state.is_active:
            return
        match event:
            case Progress() if time.monotonic() - self._told > 1:
                self._told = time.monotonic()
                self._model.show_progress(self.session.run.folder, event.step)
            case Samples(file=str(file)) if file:
                self._model.show_picture(self.session.run.folder, self.session.run.folder / file)

    def _select(self, folder: Path) -> None:
        row = self._model.row_of(folder)
        if row is not None:
            self._list.setCurrentIndex(self._model.index(row))

    def _selected(self) -> RunInfo | None:
        indexes = self._list.selectionModel().selectedIndexes()
        info: RunInfo | None = indexes[0].data(INFO) if indexes else None
        return info

    def _update(self, *_: object) -> None:
        info = self._selected()
        is_busy = self.session.state.is_active
        reason = self._why_not_continue(info) if info is not None else ""
        self._open_button.setEnabled(info is not None and not is_busy)
        self._continue_button.setEnabled(info is not None and not is_busy and not reason)
        self._continue_button.setToolTip(reason or "Go on from its newest checkpoint")
        self._reason.setText("" if is_busy else reason)
        self._reason.setVisible(bool(self._reason.text()))

    def _why_not_continue(self, info: RunInfo) -> str:
        if info.state in (RunState.RUNNING, RunState.PAUSED):
            return "This run is being trained right now."
        is_complete = info.state is RunState.FINISHED and info.step >= info.steps  # no rule ended it before
        return why_not_resume(info.has_checkpoint, is_complete, info.steps, self.session.experiment.training.steps)

    # --- what can be done ---

    def _open_index(self, index: QModelIndex) -> None:
        self._open()

    def _open(self) -> None:
        if (info := self._selected()) is not None:
            self.session.open_run(info.folder)

    def _continue(self) -> None:
        if (info := self._selected()) is not None:
            self.session.continue_run(info.folder)

    def _use_settings(self) -> None:
        if (info := self._selected()) is not None:
            self.session.use_settings_of(info.folder)

    def _start_from(self) -> None:
        if (info := self._selected()) is not None:
            self.session.start_from(info.folder)

    def _show_folder(self) -> None:
        if (info := self._selected()) is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(info.folder)))

    def _delete(self) -> None:
        info = self._selected()
        if info is None:
            return
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle("Delete run")
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(f"Move “{info.name}” of {info.created:%d %B %Y, %H:%M} to the trash?")
        question.setInformativeText("Its curves, samples, checkpoints and exports go with it.")
        delete = question.addButton("Move to trash", QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        question.exec()
        if question.clickedButton() is delete:
            self.session.delete_run(info.folder)

    def _show_menu(self, position: QPoint) -> None:
        index = self._list.indexAt(position)
        if not index.isValid():
            return
        self._list.setCurrentIndex(index)
        info: RunInfo = index.data(INFO)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        start_hint = "Its settings in the form, to train on from its weights" if info.has_checkpoint else NO_WEIGHTS
        for text, call, is_possible, hint in (
            ("Open", self._open, self._open_button.isEnabled(), ""),
            ("Continue", self._continue, self._continue_button.isEnabled(), self._continue_button.toolTip()),
            ("Use its settings", self._use_settings, True, "Its settings in the form"),
            ("Start a new run from this one", self._start_from, info.has_checkpoint, start_hint),
            ("Show in file manager", self._show_folder, True, ""),
            ("Delete…", self._delete, True, ""),
        ):
            if text == "Delete…":
                menu.addSeparator()
            action = QAction(text, menu)
            action.triggered.connect(call)
            action.setEnabled(is_possible)
            action.setToolTip(hint)
            menu.addAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._list.viewport().mapToGlobal(position))
