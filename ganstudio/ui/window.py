"""The window: docks and tabs made from PANELS, menus and toolbar from ACTIONS. It has no feature of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QUndoStack
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabWidget, QToolBar

from ganstudio.problems import Problem
from ganstudio.session.session import Session
from ganstudio.session.state import State
from ganstudio.ui import drops
from ganstudio.ui.action_set import ActionSet
from ganstudio.ui.open_and_save import may_replace, may_stop
from ganstudio.ui.panels.base import Panel
from ganstudio.ui.theme import Theme

AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
SIZE = QSize(1440, 900)
SMALLEST = QSize(1100, 680)
FRAME = QSize(8, 40)  # px, about what desktops put around a window
WIDTHS = {"left": 362, "right": 264}  # px
LAYOUT = 1  # raise it when docks are renamed, and older layouts are ignored


class Window(QMainWindow):
    """refusals_changed: see Panel. undo_changed: Undo takes back something else now. painted: it can be seen for the
    first time."""

    refusals_changed = Signal()
    undo_changed = Signal()
    painted = Signal()
    session: Session
    theme: Theme

    def __init__(self, session: Session, theme: Theme, layout: QSettings, panels: Sequence[type[Panel]]) -> None:
        super().__init__()
        self.session = session
        self.theme = theme
        self._settings = layout
        self._was_painted = False
        self._is_leaving = False
        self._edits_are_safe = False
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self._tabs.setAccessibleName("What to see of the run")
        self.setCentralWidget(self._tabs)
        self._docks: dict[str, QDockWidget] = {}
        self._panels = [panel(session, theme) for panel in panels]
        for panel in self._panels:
            self._place(panel)
            panel.refusals_changed.connect(self.refusals_changed)
        self.actions_by_id = ActionSet(self)
        view = self.actions_by_id.fill_menus(self.menuBar())
        for dock in self._docks.values():
            view.addAction(dock.toggleViewAction())
        self._fill_toolbar()
        self.setAcceptDrops(True)
        self.setMinimumSize(SMALLEST)
        for area in (Qt.Corner.BottomLeftCorner, Qt.Corner.TopLeftCorner):
            self.setCorner(area, AREAS["left"])
        for area in (Qt.Corner.BottomRightCorner, Qt.Corner.TopRightCorner):
            self.setCorner(area, AREAS["right"])
        self._standard_layout()
        self._standard_state = self.saveState(LAYOUT)
        self._restore_layout()
        self._tabs.currentChanged.connect(self._follow_work)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_work)
        session.experiment_changed.connect(self._show_title)
        session.state_changed.connect(self._close_when_idle)
        session.preferences_changed.connect(self._follow_preferences)
        self._show_title()

    @property
    def refusals(self) -> tuple[Problem, ...]:
        return tuple(problem for panel in self._panels for problem in panel.refusals)

    @property
    def undo_stack(self) -> QUndoStack:
        """What Undo takes back: edits of the panel that a person works in, else of the tab in view."""
        focused = QApplication.focusWidget()
        for panel in self._panels:
            if focused is not None and panel.isAncestorOf(focused):
                return panel.undo_stack
        in_view = self._tabs.currentWidget()
        return in_view.undo_stack if isinstance(in_view, Panel) else self.session.undo_stack

    def panel(self, id: str) -> Panel:
        return next(panel for panel in self._panels if panel.id == id)

    def dock(self, id: str) -> QDockWidget:
        return self._docks[id]

    def reset_layout(self) -> None:
        self.restoreState(self._standard_state, LAYOUT)
        self._standard_layout()

    def leave(self) -> None:
        """Closes without asking: a run in progress is stopped with a checkpoint."""
        self._edits_are_safe = self._is_leaving = True
        if self.session.state.is_active:
            self.session.stop()
        else:
            self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._make_ready)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        if not self._edits_are_safe and not may_replace(self):
            return
        if self.session.state.is_active:
            if not self._is_leaving and not may_stop(self):
                return
            self._edits_are_safe = self._is_leaving = True
            self.session.stop()  # closes when the checkpoint is written
            return
        self._keep_layout()
        self.hide()
        if self.session.shutdown():
            event.accept()
        else:
            self._is_leaving = self._edits_are_safe = True
            QTimer.singleShot(200, self.close)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        drops.take(self, [url.toLocalFile() for url in event.mimeData().urls()])

    def _place(self, panel: Panel) -> None:
        match panel.place:
            case "centre":
                self._tabs.addTab(panel, panel.title)
            case "status":
                self.statusBar().addPermanentWidget(panel, 1)
                self.statusBar().setSizeGripEnabled(False)
            case "left" | "right" | "bottom" as place:
                dock = QDockWidget(panel.title, self)
                dock.setObjectName(f"dock:{panel.id}")
                dock.setAccessibleName(panel.title)
                dock.setWidget(panel)
                self.addDockWidget(AREAS[place], dock)
                self._docks[panel.id] = dock
                panel.wanted.connect(dock.setVisible)

    def _fill_toolbar(self) -> None:
        bar = QToolBar("Toolbar")
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setIconSize(QSize(18, 18))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.toggleViewAction().setEnabled(False)
        self.actions_by_id.fill_toolbar(bar)
        self.addToolBar(bar)

    def _standard_layout(self) -> None:
        for panel in self._panels:
            if panel.id in self._docks:
                self._docks[panel.id].setVisible(panel.place != "bottom")
                if panel.place in WIDTHS:
                    self.resizeDocks([self._docks[panel.id]], [WIDTHS[panel.place]], Qt.Orientation.Horizontal)

    def _restore_layout(self) -> None:
        geometry, state = self._settings.value("geometry"), self._settings.value("state")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(SIZE.boundedTo(self.screen().availableSize() - FRAME))
        if isinstance(state, QByteArray):
            self.restoreState(state, LAYOUT)
        for panel in self._panels:
            if panel.place == "bottom":
                self._docks[panel.id].hide()  # it comes when there is something to say
            kept = self._settings.value(f"panels/{panel.id}")
            if isinstance(kept, str):
                panel.restore(kept)
        self._tabs.setCurrentIndex(0)

    def _keep_layout(self) -> None:
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("state", self.saveState(LAYOUT))
        for panel in self._panels:
            if panel.kept:
                self._settings.setValue(f"panels/{panel.id}", panel.kept)
        self._settings.sync()

    def _make_ready(self) -> None:
        self.painted.emit()
        for panel in self._panels:
            panel.ready()
        self.session.prepare_engine()

    def _follow_work(self) -> None:
        self.undo_changed.emit()

    def _show_title(self) -> None:
        self.setWindowTitle(f"{self.session.experiment.name}[*] – GAN Studio")
        self.setWindowModified(self.session.is_modified)

    def _close_when_idle(self, state: State) -> None:
        if state is State.IDLE and self._is_leaving:
            QTimer.singleShot(0, self.close)

    def _follow_preferences(self) -> None:
        self.theme.choose(self.session.preferences.theme)
