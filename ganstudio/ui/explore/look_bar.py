"""How places are looked at: the seed, the class, truncation, and noise where there is any."""

from __future__ import annotations

import random

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from ganstudio.exploration.exploration import Exploration
from ganstudio.exploration.facts import Facts
from ganstudio.exploration.place import MOST_SEED, Place
from ganstudio.options import Declaration
from ganstudio.session.explorer import Explorer
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.bipolar_slider import BipolarSlider
from ganstudio.ui.widgets.class_menu import ClassMenu
from ganstudio.ui.widgets.menu import Menu
from ganstudio.ui.widgets.number_field import NumberField

NOISES = {"fixed": "Fixed noise", "none": "No noise", "seed": "Noise seed"}
BESIDE = 46  # px of a menu beside its text
DICE = 1_000_000  # seeds that a throw may give: short enough to be read out
CLASS_HINT = "Which class the picture in view shows, and all of the wall; else the wall shows one after another."


class LookBar(QWidget):
    """One row of what holds for every picture of the explorer."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer, self._theme = explorer, theme
        self._seed = NumberField(0, MOST_SEED)
        self._seed.setObjectName("explore.seed")
        self._seed.setAccessibleName("Seed of the picture in view")
        self._seed.setToolTip("Type a seed to see its sample; the same seed is the same picture everywhere")
        self._seed.lineEdit().setPlaceholderText("no seed")
        self._seed.setFixedWidth(104)
        self._seed.edited.connect(self._type_seed)
        self._dice = QToolButton()
        self._dice.setObjectName("explore.dice")
        self._dice.setAccessibleName("Another seed")
        self._dice.setToolTip("Another picture, by chance")
        self._dice.setProperty("look", "toggle")
        self._dice.setStyleSheet("padding: 4px 6px")
        self._dice.clicked.connect(self._throw)
        self._classes = ClassMenu(hint=CLASS_HINT)
        self._classes.setObjectName("explore.class")
        self._classes.chosen.connect(self._choose_class)
        truncation = declared(explorer.exploration, "truncation")
        self._truncation = BipolarSlider(theme, truncation.label, low=-1, high=2, neutral=1, step=0.05)
        self._truncation.setObjectName("explore.truncation")
        self._truncation.setToolTip(f"<qt>{truncation.help}</qt>")
        self._truncation.changed.connect(self._truncate)
        self._noise = Menu()
        self._noise.setObjectName("explore.noise")
        self._noise.setAccessibleName("Noise")
        self._noise.setToolTip(f"<qt>{declared(explorer.exploration, 'noise').help}</qt>")
        for name, text in NOISES.items():
            self._noise.addItem(text, name)
        longest = max(map(self._noise.fontMetrics().horizontalAdvance, NOISES.values()))
        self._noise.setFixedWidth(longest + BESIDE)
        self._noise.activated.connect(self._choose_noise)
        self._noise_seed = NumberField(0, MOST_SEED)
        self._noise_seed.setObjectName("explore.noise_seed")
        self._noise_seed.setAccessibleName("Seed of the noise")
        self._noise_seed.setFixedWidth(72)
        self._noise_seed.edited.connect(self._type_noise_seed)
        for field in (self._seed, self._noise_seed):
            field.editingFinished.connect(lambda: self._show(explorer.exploration))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addWidget(QLabel("Seed"))
        for widget in (self._seed, self._dice, self._classes, self._noise, self._noise_seed):
            row.addWidget(widget)
        row.addSpacing(SPACING)
        row.addWidget(QLabel("ψ"))
        row.addWidget(self._truncation, 1)
        explorer.facts_changed.connect(self._begin)
        explorer.changed.connect(self._show)
        theme.changed.connect(self._colour)
        self._colour()
        self._begin(explorer.facts)

    def _begin(self, facts: Facts | None) -> None:
        self.setEnabled(facts is not None)
        self._classes.show_classes(facts.classes if facts else ())
        self._noise.setVisible(facts is not None and facts.has_noise)
        self._show(self._explorer.exploration)

    def _show(self, exploration: Exploration) -> None:
        place, look = exploration.pose.place, exploration.look
        self._seed.show_number(place.seed)
        if place.values:  # of no seed
            self._seed.lineEdit().clear()
        self._truncation.set_value(look.truncation)
        self._noise_seed.show_number(look.noise_seed)
        self._noise_seed.setVisible(self._noise.isVisibleTo(self) and look.noise == "seed")
        for field in (self._seed, self._noise_seed):
            tell_wrong(field, False)
        with QSignalBlocker(self._noise), QSignalBlocker(self._classes):
            self._noise.setCurrentIndex(self._noise.findData(look.noise))
            self._classes.setCurrentIndex(exploration.wall.of_class + 1)

    def _colour(self) -> None:
        self._dice.setIcon(self._theme.icon("dice-5-outline"))

    def _type_seed(self, seed: object) -> None:
        is_seed = isinstance(seed, int) and 0 <= seed <= MOST_SEED
        if isinstance(seed, int) and is_seed:
            self._go_to(seed)
        tell_wrong(self._seed, not is_seed)

    def _type_noise_seed(self, seed: object) -> None:
        tell_wrong(self._noise_seed, bool(self._explorer.propose("look.noise_seed", seed, "seed of the noise")))

    def _throw(self) -> None:
        self._go_to(random.randrange(DICE))

    def _go_to(self, seed: int) -> None:
        classes = self._explorer.exploration.pose.place.classes
        self._explorer.go(Place(seed=seed, classes=classes), f"seed {seed:,}")

    def _choose_class(self, index: int | None) -> None:
        self._explorer.choose_class(index)

    def _truncate(self, psi: float) -> None:
        self._explorer.propose("look.truncation", psi, "truncation")

    def _choose_noise(self, index: int) -> None:
        self._explorer.propose("look.noise", self._noise.itemData(index), "noise", merges=False)


def declared(exploration: Exploration, name: str) -> Declaration:
    """The declaration of an option of the look."""
    return next(option for option in type(exploration.look).declared() if option.name == name)


def tell_wrong(field: QWidget, is_wrong: bool) -> None:
    """Marks a field whose text cannot be taken."""
    state = "wrong" if is_wrong else ""
    if field.property("state") != state:
        field.setProperty("state", state)
        field.style().polish(field)
