"""What the studio had to say: notices, warnings and faults, the newest last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.events import Event, Failed, Finished, Warned
from ganstudio.session.notice import Notice
from ganstudio.session.session import Session
from ganstudio.ui.details import show_details
from ganstudio.ui.panels.base import Panel, Place
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.note import sentence

ICONS: Mapping[str, str] = MappingProxyType(
    {"info": "information-outline", "warning": "alert-outline", "error": "alert-circle-outline"}
)
NOTICE = Qt.ItemDataRole.UserRole
KEPT = 500  # messages


class Messages(Panel):
    """A list that shows itself when there is something new, and goes away when it is cleared."""

    id: ClassVar[str] = "messages"
    title: ClassVar[str] = "Messages"
    place: ClassVar[Place] = "bottom"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._list = QListWidget()
        self._list.setAccessibleName("Messages")
        self._list.setWordWrap(True)
        self._list.setIconSize(QSize(16, 16))
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._details = QPushButton("Details…")
        self._details.setAccessibleName("Details of the message")
        self._clear = QPushButton("Clear")
        self._clear.setAccessibleName("Clear the messages")
        buttons = QVBoxLayout()
        buttons.addWidget(self._details)
        buttons.addWidget(self._clear)
        buttons.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 8)
        layout.addWidget(self._list, 1)
        layout.addLayout(buttons)
        self._list.currentItemChanged.connect(self._selected)
        self._list.itemActivated.connect(self._show_details)
        self._details.clicked.connect(self._show_details)
        self._clear.clicked.connect(self._forget_all)
        theme.changed.connect(self._color)
        session.noticed.connect(self.add)
        session.happened.connect(self._hear)
        session.recalled.connect(self._recall)
        self._selected()

    def sizeHint(self) -> QSize:
        return QSize(400, 96)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 70)

    @property
    def texts(self) -> list[str]:
        return [self._list.item(row).data(NOTICE).text for row in range(self._list.count())]

    def add(self, notice: Notice) -> None:
        """One more message; the same one again only renews its time."""
        last = self._list.item(self._list.count() - 1)
        if last is None or last.data(NOTICE) != notice:
            last = QListWidgetItem()
            last.setData(NOTICE, notice)
            self._list.addItem(last)
        last.setText(f"{datetime.now():%H:%M:%S}   {sentence(notice.text)}")
        if self._list.count() > KEPT:
            self._list.takeItem(0)
        self._color()
        self._list.setCurrentItem(last)
        self._list.scrollToBottom()
        self.wanted.emit(True)

    def _hear(self, event: Event) -> None:
        match event:
            case Warned(message=message, is_news=is_news):
                self.add(Notice(message, "info" if is_news else "warning"))
            case Finished(explanation=why) if why:
                self.add(Notice(f"Finished: {why}"))
            case Failed(message=message, details=details):
                self.add(Notice(message, "error", details))

    def _recall(self, events: tuple[Event, ...]) -> None:
        for event in events:
            self._hear(event)

    def _selected(self) -> None:
        item = self._list.currentItem()
        self._details.setEnabled(item is not None and bool(item.data(NOTICE).details))

    def _show_details(self) -> None:
        item = self._list.currentItem()
        if item is not None and item.data(NOTICE).details:
            show_details(self, item.data(NOTICE).text, item.data(NOTICE).details)

    def _forget_all(self) -> None:
        self._list.clear()
        self._selected()
        self.wanted.emit(False)

    def _color(self) -> None:
        colors = self.theme.colors
        shades = {"info": colors.accent, "warning": colors.warning, "error": colors.danger}
        for row in range(self._list.count()):
            item = self._list.item(row)
            severity = item.data(NOTICE).severity
            item.setIcon(self.theme.icon(ICONS[severity], shades[severity]))
