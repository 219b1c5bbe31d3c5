"""The actions as Qt has them: made from ACTIONS' data, put into menus and toolbar, and kept up to date."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QToolButton

from ganstudio.events import Event, Samples, Saved
from ganstudio.ui.actions import EXPORTS, MENUS, TOOLBAR, TRAIN, VIEW, Action, every_action

if TYPE_CHECKING:
    from ganstudio.ui.window import Window


class ActionSet(QObject):
    """Every action of the window by its id."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._made: dict[str, tuple[Action, QAction]] = {}
        for action in every_action():
            made = QAction(action.text, window)
            made.setObjectName(action.id)
            made.setShortcuts(action.shortcuts())
            made.setCheckable(action.checked is not None)
            made.triggered.connect(partial(self._do, action))
            self._made[action.id] = (action, made)
        session = window.session
        for changed in (
            session.state_changed,
            session.checked,
            session.experiment_changed,
            session.run_opened,
            session.runs_changed,
            session.preferences_changed,
            session.undo_stack.canUndoChanged,
            session.undo_stack.canRedoChanged,
            session.explorer.undo_stack.canUndoChanged,
            session.explorer.undo_stack.canRedoChanged,
            window.undo_changed,
            window.refusals_changed,
            window.theme.changed,
        ):
            changed.connect(self.refresh)
        session.happened.connect(self._hear)
        self.refresh()

    def __getitem__(self, id: str) -> QAction:
        return self._made[id][1]

    def fill_menus(self, bar: QMenuBar) -> QMenu:
        """Adds every menu and returns the one for what can be seen."""
        view = None
        for menu in MENUS:
            made = bar.addMenu(menu.title)
            made.setToolTipsVisible(True)
            for entry in menu.entries:
                if entry is None:
                    made.addSeparator()
                else:
                    made.addAction(self[entry.id])
            if menu.title == VIEW:
                view = made
        assert view is not None
        return view

    def fill_toolbar(self, bar: QToolBar) -> None:
        for action in TOOLBAR:
            bar.addAction(self[action.id])
            bar.widgetForAction(self[action.id]).setAccessibleName(plain(action.text))
        bar.widgetForAction(self[TRAIN.id]).setProperty("look", "accent")
        bar.addSeparator()
        export = QToolButton()
        export.setObjectName("export")
        export.setText("Export")
        export.setAccessibleName("Export")
        export.setToolTip("Save samples or the generator to a file")
        export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        export.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(export)
        menu.setToolTipsVisible(True)
        for action in EXPORTS:
            menu.addAction(self[action.id])
        export.setMenu(menu)
        bar.addWidget(export)
        self._export = export
        self.refresh()

    def refresh(self) -> None:
        """Shows of each action whether it can be done now."""
        window = self._window
        for action, made in self._made.values():
            why_not = action.why_not(window)
            text, icon = action.in_state.get(window.session.state, (action.text, action.icon))
            made.setText(text)
            made.setEnabled(not why_not)
            made.setToolTip(tooltip(action, why_not))
            if action.checked is not None:
                made.setChecked(action.checked(window))
            if icon:
                white = window.theme.colors.on_button if action is TRAIN else None
                made.setIcon(window.theme.icon(icon, white))
        if hasattr(self, "_export"):
            self._export.setIcon(window.theme.icon("tray-arrow-up"))

    def _hear(self, event: Event) -> None:
        has_more_to_offer = not all(self[action.id].isEnabled() for action in EXPORTS)
        if isinstance(event, Samples | Saved) and has_more_to_offer:  # now there is something to export
            self.refresh()

    def _do(self, action: Action) -> None:
        action.does(self._window)
        self.refresh()


def tooltip(action: Action, why_not: str) -> str:
    keys = key_text(action.shortcuts())
    text = f"<qt><b>{escape(plain(action.text))}</b>"
    text += f" &nbsp;<span>{escape(keys)}</span>" if keys else ""
    text += f"<br>{escape(action.hint)}"
    if why_not:
        text += f"<p style='margin-top:6px'>{escape(why_not)}</p>".replace("\n", "<br>")
    return f"{text}</qt>"


def key_text(keys: Sequence[QKeySequence]) -> str:
    """The key that people use; desktops know more for some, such as F14 for Undo."""
    return keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""


def plain(text: str) -> str:
    """A menu's text without its mnemonic and dots."""
    return text.replace("&", "").removesuffix("…")
