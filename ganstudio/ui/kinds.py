"""Rows for options that are chosen from a catalog: one kind from a menu, or several by check boxes."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from ganstudio.catalog import Kind
from ganstudio.options import Declaration
from ganstudio.ui.form import Form
from ganstudio.ui.rows import Propose, ResetButton, Row, arrange, row_label, stack, tooltip, words
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.formula import Formula
from ganstudio.ui.widgets.menu import Menu


class KindRow(Row):
    """A kind chosen from a menu, with that kind's own form. Each kind comes back as it was last set.

    titled: whether the option's name stands beside the menu.
    """

    def __init__(
        self,
        declared: Declaration,
        default: Kind,
        path: str,
        propose: Propose,
        theme: Theme,
        *,
        titled: bool = True,
    ) -> None:
        super().__init__(path, theme)
        assert declared.kinds is not None
        self._propose = propose
        self._default = default
        self._words = words(declared, path)
        self._kinds = {name: kind_class(declared, name) for name in declared.kinds.names()}
        self._remembered: dict[str, Kind] = {}
        self._pages: dict[str, KindPage] = {}
        self._chosen = default.kind_name()
        self._is_ready = False
        self._menu = Menu()
        self._menu.setObjectName(path)
        self._menu.setAccessibleName(declared.label)
        self._menu.setAccessibleDescription(declared.help)
        for name, kind in self._kinds.items():
            self._menu.addItem(kind.label, name)
            self._menu.setItemData(self._menu.count() - 1, kind.summary(), Qt.ItemDataRole.ToolTipRole)
        self._menu.activated.connect(self._choose)
        label = row_label(declared.label)
        label.setBuddy(self._menu)
        for widget in (label, self._menu):
            widget.setToolTip(tooltip(declared, default.label, path))
        self._reset = ResetButton(f"Back to the default: {default.label}", path, theme)
        self._reset.clicked.connect(self._take_default)
        head = QWidget()
        arrange(head, label if titled else None, self._menu, self._reset, self.note, is_wide=False)
        self._layout = stack(self)
        if titled:
            label.setProperty("look", "kind")
        self._layout.addWidget(head)

    def show_value(self, value: Any) -> None:
        self._chosen = value.kind_name()
        self._remembered[self._chosen] = value
        with QSignalBlocker(self._menu):
            self._menu.setCurrentIndex(self._menu.findData(self._chosen))
        self._reset.setVisible(self._chosen != self._default.kind_name())
        page = self._page()
        for other in self._pages.values():
            other.setVisible(other is page)
        page.form.show_value(value)

    def rows(self) -> Iterator[Row]:
        yield self
        yield from self._page().form.inner_rows()

    def narrow(self, text: str) -> bool:
        own = text in self._words
        inside = self._page().form.narrow("" if own else text)
        self.setVisible(own or inside)
        return own or inside

    def forget(self) -> None:
        self._remembered.clear()
        for page in self._pages.values():
            page.form.forget()

    def ready(self) -> None:
        self._is_ready = True
        for page in self._pages.values():
            page.ready()

    def _page(self) -> KindPage:
        page = self._pages.get(self._chosen)
        if page is None:
            default = self._default if self._chosen == self._default.kind_name() else made(self._kinds[self._chosen])
            page = self._pages[self._chosen] = KindPage(default, self.path, self._propose, self.theme)
            page.form.refused_changed.connect(self.refused_changed)
            self._layout.addWidget(page)
            if self._is_ready:
                page.ready()
        return page

    def _choose(self, index: int) -> None:
        name = self._menu.itemData(index)
        self._take(self._remembered.get(name) or made(self._kinds[name]))

    def _take_default(self) -> None:
        self._take(self._remembered.get(self._default.kind_name(), self._default))
        self._menu.setFocus()

    def _take(self, value: Kind) -> None:
        refused = self._propose(self.path, value)
        if refused:
            self.show_value(self._remembered[self._chosen])
            self.mark(refused, ())
        self.refused_changed.emit()


class KindsRow(Row):
    """Any number of kinds at once: a check box for each, and its form when it is on."""

    def __init__(self, declared: Declaration, path: str, propose: Propose, theme: Theme) -> None:
        super().__init__(path, theme)
        assert declared.kinds is not None
        self._propose = propose
        self._words = words(declared, path)
        self._entries = {
            name: KindEntry(kind_class(declared, name), f"{path}.{name}", propose, theme)
            for name in declared.kinds.names()
        }
        layout = stack(self)
        layout.addWidget(self.note)
        for entry in self._entries.values():
            layout.addWidget(entry)
            entry.toggled.connect(self._toggle)
            entry.refused_changed.connect(self.refused_changed)

    def show_value(self, value: Any) -> None:
        chosen = {kind.kind_name(): kind for kind in value}
        for name, entry in self._entries.items():
            entry.show_value(chosen.get(name))

    def rows(self) -> Iterator[Row]:
        yield self
        for entry in self._entries.values():
            yield from entry.rows()

    def narrow(self, text: str) -> bool:
        found = [entry.narrow("" if text in self._words else text) for entry in self._entries.values()]
        self.setVisible(any(found))
        return any(found)

    def forget(self) -> None:
        for entry in self._entries.values():
            entry.forget()

    def ready(self) -> None:
        for entry in self._entries.values():
            entry.ready()

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
        self._default = made(kind)
        self._words = f"{kind.label} {path} {kind.summary()}".lower()
        self.value: Kind = self._default
        self._box = QCheckBox(kind.label)
        self._box.setObjectName(path)
        self._box.setAccessibleName(kind.label)
        self._box.setAccessibleDescription(kind.summary())
        self._box.setToolTip(kind_tooltip(kind, path))
        self._box.clicked.connect(self.toggled)
        self._page = KindPage(self._default, path, propose, theme)
        self._page.form.refused_changed.connect(self.refused_changed)
        layout = stack(self)
        for part in (self._box, self.note, self._page):
            layout.addWidget(part)
        self.show_value(None)

    @property
    def is_on(self) -> bool:
        return self._box.isChecked()

    def show_value(self, value: Any) -> None:
        """The kind as it is set, None where it is off."""
        with QSignalBlocker(self._box):
            self._box.setChecked(value is not None)
        self._page.setVisible(value is not None)
        if value is not None:
            self.value = value
            self._page.form.show_value(value)

    def rows(self) -> Iterator[Row]:
        yield self
        if self.is_on:
            yield from self._page.form.inner_rows()

    def narrow(self, text: str) -> bool:
        own = text in self._words
        inside = self._page.form.narrow("" if own else text) and self.is_on
        self.setVisible(own or inside)
        return own or inside

    def forget(self) -> None:
        self.value = self._default
        self._page.form.forget()
        self._page.form.show_value(self._default)

    def ready(self) -> None:
        self._page.ready()


class KindPage(QWidget):
    """What a kind is, and its options."""

    def __init__(self, default: Kind, path: str, propose: Propose, theme: Theme) -> None:
        super().__init__()
        kind = type(default)
        self.form = Form(default, path, propose, theme)
        self.form.note.setObjectName("")  # the row around it speaks for both
        self._formula = Formula(kind.formula, theme) if kind.formula else None
        layout = stack(self)
        about = stack(told := QWidget())
        about.setContentsMargins(0, 0, 6, 0)
        about.setSpacing(6)
        summary = QLabel(kind.summary())
        summary.setProperty("look", "muted")
        paper = QLabel(kind.paper)
        paper.setProperty("look", "paper")
        for label in (summary, paper):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        about.addWidget(summary)
        if self._formula is not None:
            about.addWidget(self._formula)
        if kind.paper:
            about.addWidget(paper)
        layout.addWidget(told)
        layout.addWidget(self.form)

    def ready(self) -> None:
        if self._formula is not None:
            self._formula.ready()
        self.form.ready()


def kind_class(declared: Declaration, name: str) -> type[Kind]:
    assert declared.kinds is not None
    kind = declared.kinds[name]
    assert issubclass(kind, Kind), f"{kind} is no kind of a catalog"
    return kind


def made(kind: type[Kind]) -> Kind:
    """The kind with its defaults."""
    return kind.model_validate({})


def kind_tooltip(kind: type[Kind], path: str) -> str:
    return f"<qt><b>{escape(kind.label)}</b><br>{escape(kind.summary())}<p><code>{escape(path)}</code></p></qt>"
