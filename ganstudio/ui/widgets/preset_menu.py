"""A menu of the ready-made experiments, under headings, each with its story."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QStandardItem
from PySide6.QtWidgets import QWidget

from ganstudio.conditionings.unconditional import Unconditional
from ganstudio.datasets import DATASETS
from ganstudio.datasets.csv_rows import CsvRows
from ganstudio.datasets.plane import Planar
from ganstudio.experiment import Experiment
from ganstudio.ui.widgets.menu import Menu

WIDEST = 320  # px of the opened menu
ENTRY = 22  # px
MOST = 26  # entries seen at once
DATA = DATASETS.names()


class PresetMenu(Menu):
    """chosen: the preset's name. Shows nothing chosen for an experiment that is none of them."""

    chosen = Signal(str)

    def __init__(self, presets: Mapping[str, Experiment], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("Your own")
        self.setMaxVisibleItems(MOST)
        self.setStyleSheet("combobox-popup: 0")  # a list that scrolls, instead of one over the whole screen
        groups: dict[str, list[str]] = {}
        for name, experiment in sorted(presets.items(), key=in_order):
            groups.setdefault(group(experiment), []).append(name)
        for title in sorted(groups, key=place):
            self._add_heading(title)
            for name in groups[title]:
                text = presets[name].name.removeprefix(f"{title}: ")
                self.addItem(text[:1].upper() + text[1:], name)
                self.setItemData(self.count() - 1, QSize(0, ENTRY), Qt.ItemDataRole.SizeHintRole)
                story = f"<qt>{escape(presets[name].notes)}</qt>"
                self.setItemData(self.count() - 1, story, Qt.ItemDataRole.ToolTipRole)
        names = map(self.itemText, range(self.count()))
        self.view().setMinimumWidth(min(max(map(self.fontMetrics().horizontalAdvance, names)) + 40, WIDEST))
        self.view().setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))

    def show_preset(self, name: str | None) -> None:
        self.setCurrentIndex(-1 if name is None else self.findData(name))

    def _add_heading(self, title: str) -> None:
        if self.count():
            self.insertSeparator(self.count())
        self.addItem(title)
        heading = self.model().item(self.count() - 1)  # type: ignore[attr-defined]
        assert isinstance(heading, QStandardItem)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        heading.setSizeHint(QSize(0, ENTRY))


PICTURES, CLASSES, FEW, POINTS, ROWS = FIRST = (
    "Pictures",
    "Classes and codes",
    "Few pictures",
    "Points",
    "Tables and time series",
)


def group(experiment: Experiment) -> str:
    """“Textbook” of “Textbook: small MLP”, else what the data is and what the networks make of it."""
    title, colon, _ = experiment.name.partition(": ")
    if colon:
        return title
    match experiment.data:
        case Planar():
            return POINTS
        case CsvRows():
            return ROWS
    if not isinstance(experiment.architecture.conditioning, Unconditional):
        return CLASSES
    return FEW if experiment.augment.is_on or experiment.transfer.source else PICTURES


def place(title: str) -> tuple[int, str]:
    """Where a heading stands: those named here first, then the others by name."""
    return (FIRST.index(title), "") if title in FIRST else (len(FIRST), title)


def in_order(named: tuple[str, Experiment]) -> tuple[int, bool, str]:
    """By the menu of data; the preset that is named after its data first."""
    name, experiment = named
    data = experiment.data.kind_name()
    return DATA.index(data), name != data, experiment.name
