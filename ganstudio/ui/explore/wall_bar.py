"""Which seeds the wall shows: the first of them, how many, the ones before and after, others by chance."""

from __future__ import annotations

import random

from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from ganstudio.exploration.exploration import Exploration, Wall
from ganstudio.exploration.place import MOST_SEED
from ganstudio.session.explorer import Explorer
from ganstudio.ui.explore.look_bar import DICE, tell_wrong
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.number_field import NumberField

MOST = 400  # samples


class WallBar(QWidget):
    """One row. What is typed out of range is marked and changes nothing."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer, self._theme = explorer, theme
        self._count = 1  # samples on the wall
        self._shown: Wall | None = None
        self._seed = NumberField(0, MOST_SEED)
        self._seed.setObjectName("explore.wall.seed")
        self._seed.setAccessibleName("First seed of the wall")
        self._seed.setToolTip("The seed of the first sample; the others follow it")
        self._seed.setMaximumWidth(112)
        self._seed.edited.connect(self._type_seed)
        self._back = self._button("explore.wall.back", "chevron-left", "The seeds before these (Page Up)", self.go_back)
        self._on = self._button("explore.wall.on", "chevron-right", "The seeds after these (Page Down)", self.go_on)
        self._resample = self._button("explore.wall.resample", "", "Other samples, by chance", self.resample)
        self._resample.setText("Resample")
        self._resample.setAccessibleName("Resample")
        self._samples = NumberField(1, MOST, "samples")
        self._samples.setObjectName("explore.wall.count")
        self._samples.setAccessibleName("How many samples the wall shows")
        self._samples.setToolTip("How many samples are shown at once, at most 400")
        self._samples.setFixedWidth(112)
        self._samples.edited.connect(self._type_count)
        for field in (self._seed, self._samples):
            field.editingFinished.connect(self._show_numbers)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING // 2)
        row.addWidget(QLabel("Seeds"))
        row.addSpacing(SPACING // 2)
        for widget in (self._seed, self._back, self._on, self._resample):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self._samples)
        theme.changed.connect(self._colour)
        self._colour()

    def show_wall(self, exploration: Exploration, count: int, *, is_fixed: bool) -> None:
        """count: samples that are shown. is_fixed: a person does not choose how many."""
        wall, self._count = exploration.wall, count
        self._samples.setVisible(not is_fixed)
        if wall != self._shown:  # what is being typed stays when only the generator is another
            self._shown = wall
            self._show_numbers()
        self._back.setEnabled(wall.seed > 0)
        self._on.setEnabled(wall.seed + count <= MOST_SEED)

    def go_back(self) -> None:
        self._show_from(self._explorer.exploration.wall.seed - self._count, "earlier seeds")

    def go_on(self) -> None:
        if self._on.isEnabled():
            self._show_from(self._explorer.exploration.wall.seed + self._count, "later seeds")

    def resample(self) -> None:
        self._show_from(random.randrange(DICE), "other samples")

    def _show_numbers(self) -> None:
        wall = self._explorer.exploration.wall
        for field, number in ((self._seed, wall.seed), (self._samples, wall.count)):
            field.show_number(number)
            tell_wrong(field, False)

    def _show_from(self, seed: int, text: str) -> None:
        self._explorer.propose("wall.seed", min(max(seed, 0), MOST_SEED), text, merges=False)

    def _type_seed(self, seed: object) -> None:
        tell_wrong(self._seed, bool(self._explorer.propose("wall.seed", seed, "seeds of the wall")))

    def _type_count(self, count: object) -> None:
        tell_wrong(self._samples, bool(self._explorer.propose("wall.count", count, "number of samples")))

    def _button(self, name: str, icon: str, hint: str, does: object) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(hint)
        button.setToolTip(hint)
        button.setProperty("look", "toggle")
        if icon:
            button.setStyleSheet("padding: 4px 5px")  # as narrow as arrows are
            button.setProperty("icon_name", icon)
        button.clicked.connect(does)
        return button

    def _colour(self) -> None:
        for button in (self._back, self._on):
            button.setIcon(self._theme.icon(button.property("icon_name")))
