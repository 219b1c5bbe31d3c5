"""A row for an option that is chosen from a catalog: a menu of kinds, what the chosen one is, and its options."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QLabel, QWidget

from ganstudio.catalog import Kind
from ganstudio.options import Declaration
from ganstudio.ui.data_facts import Fact, published
from ganstudio.ui.form import Form, scheduled
from ganstudio.ui.rows import LABEL, Propose, ResetButton, Row, arrange, row_label, stack, tooltip, words
from ganstudio.ui.theme import Theme
from ganstudio.ui.widgets.facts import Facts
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
        label.setToolTip(tooltip(declared, default.label, path))
        self._reset = ResetButton(f"Back to the default: {default.label}", path, theme)
        self._reset.clicked.connect(self._take_default)
        head = QWidget()
        arrange(head, label if titled else None, self._menu, self._reset, self.note, is_wide=False)
        self._layout = stack(self)
        if titled and not scheduled(declared.name):
            label.setProperty("look", "kind")
        self._layout.addWidget(head)

    def show_value(self, value: Any) -> None:
        self._chosen = value.kind_name()
        self._remembered[self._chosen] = value
        with QSignalBlocker(self._menu):
            self._menu.setCurrentIndex(self._menu.findData(self._chosen))
        self._menu.setToolTip(kind_tooltip(type(value), self.path))
        self._reset.setVisible(self._chosen != self._default.kind_name())
        page = self._page()
        is_needless = self._chosen == self._default.kind_name() and page.is_bare  # the menu says it all
        for other in self._pages.values():
            other.setVisible(other is page and not is_needless)
        page.form.show_value(value)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """What was found out about the chosen kind."""
        self._page().facts.show_facts(facts)

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


class KindPage(QWidget):
    """What a kind is, and its options. is_bare: it has neither options nor a formula."""

    def __init__(self, default: Kind, path: str, propose: Propose, theme: Theme) -> None:
        super().__init__()
        kind = type(default)
        self.form = Form(default, path, propose, theme)
        self.form.note.setObjectName("")  # the row around it speaks for both
        self.is_bare = not kind.formula and not kind.declared()
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
        self.facts = Facts(LABEL)
        self.facts.show_facts(published(kind))
        about.addWidget(self.facts)
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
