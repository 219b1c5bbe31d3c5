"""A row for an option that takes any number of kinds from a catalog: a check box for each, and its options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout

from ganstudio.catalog import Kind
from ganstudio.options import Declaration
from ganstudio.ui.kinds import KindPage, kind_class, kind_tooltip, made
from ganstudio.ui.rows import Propose, Row, divider, stack, words
from ganstudio.ui.theme import SPACING, Theme

FEW = 5  # kinds that need no sorting


class KindsRow(Row):
    """Any number of kinds at once: a check box for each, and its form when it is on.

    Of many kinds those that a document has switched on stand above a line, the others close together below it.
    """

    def __init__(self, declared: Declaration, path: str, propose: Propose, theme: Theme) -> None:
        super().__init__(path, theme)
        assert declared.kinds is not None
        self._propose = propose
        self._words = words(declared, path)
        self._entries = {
            name: KindEntry(kind_class(declared, name), f"{path}.{name}", propose, theme)
            for name in declared.kinds.names()
        }
        self._is_sorted = len(self._entries) <= FEW  # as they are
        self._above, self._below = QVBoxLayout(), QVBoxLayout()
        self._above.setSpacing(SPACING)
        self._below.setSpacing(SPACING if self._is_sorted else 0)
        self._line = divider()
        self._line.hide()
        for entry in self._entries.values():
            self._below.addWidget(entry)
            entry.toggled.connect(self._toggle)
            entry.refused_changed.connect(self.refused_changed)
        layout = stack(self)
        layout.addWidget(self.note)
        layout.addLayout(self._above)
        layout.addWidget(self._line)
        layout.addLayout(self._below)

    def show_value(self, value: Any) -> None:
        chosen = {kind.kind_name(): kind for kind in value}
        for name, entry in self._entries.items():
            entry.show_value(chosen.get(name))
        if not self._is_sorted:
            self._sort()

    def rows(self) -> Iterator[Row]:
        yield self
        for entry in self._entries.values():
            yield from entry.rows()

    def narrow(self, text: str) -> bool:
        found = [entry.narrow("" if text in self._words else text) for entry in self._entries.values()]
        self.setVisible(any(found))
        return any(found)

    def forget(self) -> None:
        self._is_sorted = len(self._entries) <= FEW
        for entry in self._entries.values():
            entry.forget()

    def ready(self) -> None:
        for entry in self._entries.values():
            entry.ready()

    def _sort(self) -> None:
        """Puts those that are on above the line. Not when one is switched: it would leave from under the mouse."""
        self._is_sorted = True
        on = [entry for entry in self._entries.values() if entry.is_on]
        for entry in self._entries.values():
            self._above.removeWidget(entry)
            self._below.removeWidget(entry)
            (self._above if entry in on else self._below).addWidget(entry)
        self._line.setVisible(bool(on))

    def _toggle(self) -> None:
        self._propose(self.path, tuple(entry.value for entry in self._entries.values() if entry.is_on))
        self.refused_changed.emit()


class KindEntry(Row):
    """One kind that can be on or off. Off, it keeps what it was last set to.

    value: that setting. toggled: switched by a person.
    """

    toggled = Signal()

    def __init__(self, kind: type[Kind], path: str, propose: Propose, theme: Theme) -> None:
        super().__init__(path, theme)
        self._propose = propose
        self._default = made(kind)
        self._words = f"{kind.label} {path} {kind.summary()}".lower()
        self.value: Kind = self._default
        self._is_ready = False
        self._page: KindPage | None = None  # made when it is first needed
        self._box = QCheckBox()
        self._box.setObjectName(path)
        self._box.setAccessibleName(kind.label)
        self._box.setAccessibleDescription(kind.summary())
        self._box.clicked.connect(self.toggled)
        label = Caption(kind.label)
        label.clicked.connect(self._box.click)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._box, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(label, 1)
        for widget in (self._box, label):
            widget.setToolTip(kind_tooltip(kind, path))
        self._layout = stack(self)
        self._layout.addLayout(head)
        self._layout.addWidget(self.note)

    @property
    def is_on(self) -> bool:
        return self._box.isChecked()

    def show_value(self, value: Any) -> None:
        """The kind as it is set, None where it is off."""
        with QSignalBlocker(self._box):
            self._box.setChecked(value is not None)
        if value is not None:
            self.value = value
            self._made_page().form.show_value(value)
        if self._page is not None:
            self._page.setVisible(value is not None)

    def rows(self) -> Iterator[Row]:
        yield self
        if self._page is not None and self.is_on:
            yield from self._page.form.inner_rows()

    def narrow(self, text: str) -> bool:
        own = text in self._words
        inside = self._page is not None and self._page.form.narrow("" if own else text) and self.is_on
        self.setVisible(own or inside)
        return own or inside

    def forget(self) -> None:
        self.value = self._default
        if self._page is not None:
            self._page.form.forget()
            self._page.form.show_value(self._default)

    def ready(self) -> None:
        self._is_ready = True
        if self._page is not None:
            self._page.ready()

    def _made_page(self) -> KindPage:
        if self._page is None:
            self._page = KindPage(self._default, self.path, self._propose, self.theme)
            self._page.setContentsMargins(0, 0, 0, SPACING)
            self._page.form.refused_changed.connect(self.refused_changed)
            self._layout.addWidget(self._page)
            if self._is_ready:
                self._page.ready()
        return self._page


class Caption(QLabel):
    """The text of a check box, on as many lines as it needs. clicked: by the mouse."""

    clicked = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setWordWrap(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
