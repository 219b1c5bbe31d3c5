"""The experiment as a form: what is edited here is what the next run will be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ganstudio.catalog import Kind
from ganstudio.datasets import Dataset
from ganstudio.experiment import Experiment, preset, presets
from ganstudio.options import Declaration, Options
from ganstudio.problems import Problem
from ganstudio.session.checker import Check
from ganstudio.session.session import Session
from ganstudio.ui.data_facts import found, is_own
from ganstudio.ui.form import is_single, mark, row_for, scheduled
from ganstudio.ui.kinds import KindRow
from ganstudio.ui.labels import short
from ganstudio.ui.panels.base import Panel, Place
from ganstudio.ui.rows import ARROW, LABEL, Row
from ganstudio.ui.theme import MARGIN, SPACING, Theme
from ganstudio.ui.widgets.note import Note, sentence
from ganstudio.ui.widgets.preset_menu import PresetMenu
from ganstudio.ui.widgets.section import Section

OPEN_AT_FIRST = ("data", "loss")
NARROWEST = 310  # px
NOTHING = "none"  # the name of kinds that leave something out


class ExperimentForm(Panel):
    """Presets, the experiment's name and notes, and a section for each of its parts."""

    id: ClassVar[str] = "experiment"
    title: ClassVar[str] = "Experiment"
    place: ClassVar[Place] = "left"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._rows: dict[str, Row] = {}
        self._sections: dict[str, Section] = {}
        self._found_in: Dataset | None = None  # the data that was last told of
        self._opened_before: tuple[str, ...] | None = None
        self._search = QLineEdit()
        self._search.setObjectName("search")
        self._search.setAccessibleName("Find an option")
        self._search.setPlaceholderText("Find an option…")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._narrow)
        self.setFocusProxy(self._search)
        self._ready_made = {name: preset(name) for name in presets()}
        self._presets = PresetMenu(self._ready_made)
        self._presets.setObjectName("presets")
        self._presets.setAccessibleName("Presets")
        self._presets.setToolTip("Ready-made experiments. Undo brings back what was here before.")
        self._presets.chosen.connect(self._take_preset)
        self.banner = Note(theme)
        self._build()
        self.setMinimumWidth(NARROWEST)
        session.document_opened.connect(self._forget)
        session.experiment_changed.connect(self._show)
        session.checked.connect(self._mark)
        self._show(session.experiment)
        if session.check is not None:
            self._mark(session.check)

    @property
    def refusals(self) -> tuple[Problem, ...]:
        return tuple(problem for row in self._all_rows() for problem in row.refused)

    def ready(self) -> None:
        for row in self._rows.values():
            row.ready()

    @property
    def kept(self) -> str:
        opened = self.opened_sections if self._opened_before is None else self._opened_before
        return " ".join(["open:", *opened])

    def restore(self, kept: str) -> None:
        self.open_sections(kept.split()[1:])

    def open_sections(self, names: Iterable[str]) -> None:
        """Unfolds those sections and folds all others."""
        chosen = set(names)
        for name, section in self._sections.items():
            section.set_open(name in chosen)

    @property
    def opened_sections(self) -> tuple[str, ...]:
        return tuple(name for name, section in self._sections.items() if section.is_open)

    def _build(self) -> None:
        column = QWidget()
        stack = QVBoxLayout(column)
        stack.setContentsMargins(MARGIN, 4, MARGIN - 2, MARGIN)
        stack.setSpacing(SPACING)
        first = QHBoxLayout()
        first.setSpacing(4)
        label = QLabel("Preset")
        label.setFixedWidth(LABEL)
        label.setBuddy(self._presets)
        first.addWidget(label)
        first.addWidget(self._presets, 1)
        first.addSpacing(ARROW + 4)
        stack.addLayout(first)
        stack.addWidget(self.banner)
        for declared in Experiment.declared():
            row = row_for(declared, declared.default, declared.name, self.session.propose, self.theme, titled=False)
            row.refused_changed.connect(self._refused_changed)
            self._rows[declared.name] = row
            stack.addWidget(row if is_single(declared) else self._sectioned(declared, row))
        stack.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(column)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        search = QHBoxLayout()
        search.setContentsMargins(MARGIN, 4, MARGIN - 2, SPACING)
        search.addWidget(self._search)
        outer.setSpacing(0)
        outer.addLayout(search)
        outer.addWidget(area)
        self.open_sections(OPEN_AT_FIRST)

    def _sectioned(self, declared: Declaration, row: Row) -> Section:
        section = Section(declared.label, row, self.theme)
        section.setObjectName(f"section:{declared.name}")
        section.heading.setToolTip(declared.help)
        self._sections[declared.name] = section
        return section

    def _take_preset(self, name: str) -> None:
        experiment = self._ready_made[name]
        self.session.use_experiment(experiment, experiment.name)

    def _show(self, experiment: Experiment) -> None:
        for name, row in self._rows.items():
            row.show_value(getattr(experiment, name))
        for name, section in self._sections.items():
            section.heading.show_summary(summary(getattr(experiment, name)))
        names = [name for name, ready_made in self._ready_made.items() if ready_made == experiment]
        with QSignalBlocker(self._presets):
            self._presets.show_preset(names[0] if names else None)
        self._count()

    def _narrow(self, typed: str) -> None:
        text = typed.strip().lower()
        if self._opened_before is None:
            self._opened_before = self.opened_sections
        found = {name for name, row in self._rows.items() if row.narrow(text)}
        for name, section in self._sections.items():
            if text in section.title.lower():
                self._rows[name].narrow("")
                found.add(name)
            section.setVisible(name in found)
        self.open_sections(found if text else self._opened_before)
        if not text:
            self._opened_before = None

    def _mark(self, check: Check) -> None:
        homeless = [
            problem
            for row in self._rows.values()
            for problem in mark(row, *(of(row, p) for p in (check.problems, check.advice)))
        ]
        homeless += [p for p in check.problems if p.path.partition(".")[0] not in self._rows]
        self.banner.say("\n".join(sentence(str(problem)) for problem in homeless))
        self._tell_data(check)
        self._count()

    def _tell_data(self, check: Check) -> None:
        """Shows what was found in a person's own files, as long as they are the data."""
        data, row = check.experiment.data, self._rows["data"]
        assert isinstance(row, KindRow)
        if check.plan is not None and is_own(data):
            self._found_in = data
            row.show_facts(found(check.plan.spec))
        elif is_own(data) and data != self._found_in:
            row.show_facts(())

    def _forget(self) -> None:
        for row in self._rows.values():
            row.forget()

    def _refused_changed(self) -> None:
        self._count()
        self.refusals_changed.emit()

    def _count(self) -> None:
        check = self.session.check
        for name, section in self._sections.items():
            row = self._rows[name]
            refused = sum(len(inner.refused) for inner in row.rows())
            problems = len(of(row, check.problems)) if check else 0
            section.heading.show_counts(refused + problems, len(of(row, check.advice)) if check else 0)

    def _all_rows(self) -> Iterator[Row]:
        for row in self._rows.values():
            yield from row.rows()


def of(row: Row, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those problems that are about the row or something in it."""
    return tuple(problem for problem in problems if f"{problem.path}.".startswith(f"{row.path}."))


def summary(value: Any) -> str:
    """What a folded section says of itself: the kinds that were chosen."""
    match value:
        case Kind() if value.kind_name() == NOTHING:
            return NOTHING
        case Kind():
            return value.label
        case ():
            return NOTHING
        case tuple():
            return ", ".join(short(kind.label) for kind in value)
        case Options():
            parts = {name: part for name, part in value if not scheduled(name)}
            kinds = [part for part in parts.values() if isinstance(part, Kind)]
            if 2 * len(kinds) < len(parts):
                return ""  # kinds are not what it is about
            labels = [short(kind.label) for kind in kinds if kind.kind_name() != NOTHING]
            return labels[0] if len(set(labels)) == 1 else " · ".join(labels)
        case _:
            return ""
