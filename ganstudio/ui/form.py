"""A form for any record of options, made from its declarations alone."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any

from PySide6.QtWidgets import QFrame, QLabel

from ganstudio.options import Declaration, Options
from ganstudio.problems import Problem
from ganstudio.ui.rows import Propose, Row, ValueRow, divider, stack, words
from ganstudio.ui.theme import Theme

SCHEDULE = "_schedule"  # ends the name of an option that says how another changes during a run


class Form(Row):
    """A row for each option of a class.

    defaults: the values that the reset arrows lead back to. path: where the record stands, empty for the outermost.
    """

    def __init__(self, defaults: Options, path: str, propose: Propose, theme: Theme) -> None:
        super().__init__(path, theme)
        self._rows: dict[str, Row] = {}
        self._dividers: dict[str, QFrame] = {}
        layout = stack(self)
        layout.addWidget(self.note)
        for declared in in_order(type(defaults).declared()):
            below = f"{path}.{declared.name}" if path else declared.name
            row = row_for(declared, getattr(defaults, declared.name), below, propose, theme)
            row.refused_changed.connect(self.refused_changed)
            if self._rows and not is_single(declared) and not scheduled(declared.name):
                self._dividers[declared.name] = divider()
                layout.addWidget(self._dividers[declared.name])
            self._rows[declared.name] = row
            layout.addWidget(row)
        if not self._rows:
            self.hide()

    def show_value(self, value: Any) -> None:
        for name, row in self._rows.items():
            row.show_value(getattr(value, name))

    def rows(self) -> Iterator[Row]:
        yield self
        yield from self.inner_rows()

    def inner_rows(self) -> Iterator[Row]:
        """All rows but this one, for an owner that has a note of its own."""
        for row in self._rows.values():
            yield from row.rows()

    def narrow(self, text: str) -> bool:
        found = [row.narrow(text) for row in self._rows.values()]
        for line in self._dividers.values():
            line.setVisible(not text)
        self.setVisible(any(found))
        return any(found)

    def forget(self) -> None:
        for row in self._rows.values():
            row.forget()

    def ready(self) -> None:
        for row in self._rows.values():
            row.ready()


class GroupRow(Row):
    """A record inside a record, under a heading of its own."""

    def __init__(self, declared: Declaration, default: Options, path: str, propose: Propose, theme: Theme) -> None:
        super().__init__(path, theme)
        self._form = Form(default, path, propose, theme)
        self._form.refused_changed.connect(self.refused_changed)
        self._words = words(declared, path)
        heading = QLabel(declared.label)
        heading.setProperty("look", "title")
        heading.setToolTip(declared.help)
        layout = stack(self)
        layout.addWidget(heading)
        layout.addWidget(self._form)

    def show_value(self, value: Any) -> None:
        self._form.show_value(value)

    def rows(self) -> Iterator[Row]:
        yield from self._form.rows()

    def narrow(self, text: str) -> bool:
        found = self._form.narrow("" if text in self._words else text)
        self.setVisible(found)
        return found

    def forget(self) -> None:
        self._form.forget()

    def ready(self) -> None:
        self._form.ready()


def row_for(
    declared: Declaration, default: Any, path: str, propose: Propose, theme: Theme, *, titled: bool = True
) -> Row:
    """The row that an option is shown in. `titled`: with its name, where the surroundings do not give it."""
    from ganstudio.ui.kind_list import KindsRow  # which hold forms themselves
    from ganstudio.ui.kinds import KindRow

    if declared.kinds is not None:
        if isinstance(default, tuple):
            return KindsRow(declared, path, propose, theme)
        return KindRow(declared, default, path, propose, theme, titled=titled)
    if declared.is_group:
        return GroupRow(declared, default, path, propose, theme) if titled else Form(default, path, propose, theme)
    return ValueRow(declared, default, path, propose, theme)


def in_order(declared: Sequence[Declaration]) -> list[Declaration]:
    """Single values first; the schedule of an option, `x_schedule`, right below `x`."""
    names = [one.name for one in declared]
    homes = {one.name: scheduled(one.name) if scheduled(one.name) in names else one.name for one in declared}
    single = {one.name for one in declared if is_single(one)}
    return sorted(declared, key=lambda one: (homes[one.name] not in single, names.index(homes[one.name])))


def scheduled(name: str) -> str:
    """The option whose schedule an option of that name is, or nothing."""
    return name.removesuffix(SCHEDULE) if name.endswith(SCHEDULE) else ""


def is_single(declared: Declaration) -> bool:
    """One value, rather than several with options of their own."""
    return not declared.is_group and declared.kinds is None


def mark(form: Row, problems: Sequence[Problem], advice: Sequence[Problem]) -> tuple[Problem, ...]:
    """Shows each problem at the row it is about, or at the nearest one around it. Returns those without any."""
    rows = {row.path: row for row in form.rows() if row.path}
    placed: dict[str, tuple[list[Problem], list[Problem]]] = {path: ([], []) for path in rows}
    homeless = []
    for index, found in enumerate((problems, advice)):
        for problem in found:
            path = place(problem.path, rows)
            if path:
                placed[path][index].append(problem)
            else:
                homeless.append(problem)
    for path, (wrong, better) in placed.items():
        rows[path].mark(wrong, better)
    return tuple(homeless)


def place(path: str, rows: Container[str]) -> str:
    """The longest beginning of a dotted path that is in `rows`, or nothing."""
    while path and path not in rows:
        path = path.rpartition(".")[0]
    return path
