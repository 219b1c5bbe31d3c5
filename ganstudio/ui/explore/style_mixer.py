"""Styles of other places, by layer: rows of what is mixed into the picture in view."""

from __future__ import annotations

import random
from functools import partial

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.exploration.facts import Facts
from ganstudio.exploration.place import MOST_SEED
from ganstudio.exploration.pose import MOST_LAYERS, Mix, Pose
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.layers import draw_sources, measure_styles
from ganstudio.ui.explore.layer_range import LayerRange, Sides
from ganstudio.ui.explore.look_bar import DICE
from ganstudio.ui.explore.style_bar import StyleBar
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.ui.widgets.picture_view import PictureView

SIDE = 80  # px of a picture that a style is taken from
EMPTY = (
    "Each layer of this generator follows a style: coarse layers shape, fine ones colour and detail. Add a second "
    "picture, and choose which layers follow its style instead."
)


class StyleMixer(QWidget):
    """One row for each mix; the lower ones win where their layers are the same."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer, self._theme = explorer, theme
        self._rows: list[MixRow] = []
        self._sides: Sides = ()
        self._sources: tuple[Pose | int, ...] = ()  # a pose and seeds, whose pictures were asked for
        self._drawn: tuple[object, ...] = ()  # how
        self._about = QLabel(EMPTY)
        self._about.setObjectName("layers.about")
        self._about.setProperty("look", "muted")
        self._about.setWordWrap(True)
        self._bar = StyleBar(theme)
        self._bar.setObjectName("layers.bar")
        self._pictures: dict[int, np.ndarray] = {}  # 0 is the picture in view as it is without mixes, the rest follow
        self._add = QPushButton("Add a second picture")
        self._add.setObjectName("layers.add")
        self._add.clicked.connect(self._add_mix)
        self._told = QLabel()
        self._told.setObjectName("layers.told")
        self._told.setProperty("look", "muted")
        self._told.setWordWrap(True)
        holder = QWidget()
        self._inside = QVBoxLayout(holder)
        self._inside.setContentsMargins(0, 0, SPACING, 0)
        self._inside.setSpacing(SPACING)
        self._inside.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        foot = QHBoxLayout()
        foot.addWidget(self._add)
        foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(self._about)
        column.addWidget(area, 1)
        column.addWidget(self._told)
        column.addWidget(self._bar)
        column.addLayout(foot)

    @property
    def rows(self) -> tuple[MixRow, ...]:
        return tuple(self._rows)

    def begin(self, facts: Facts) -> None:
        """Another generator is there."""
        self._sources, self._drawn, self._pictures = (), (), {}
        self._sides = ((0, 0),) * facts.layers
        self._show_count(0)
        if facts.has_styles:
            self._explorer.ask("layers.sides", measure_styles, self._show_sides, rank=3)

    def refresh(self) -> None:
        """Shows the mixes of the picture in view."""
        facts, exploration = self._explorer.facts, self._explorer.exploration
        if facts is None or not facts.has_styles:
            return
        pose, mixes = exploration.pose, exploration.pose.mixes
        self._show_count(len(mixes))
        sources: tuple[Pose | int, ...] = (pose.revise("mixes", ()), *(mix.seed for mix in mixes))
        wanted = (exploration.look, facts.source, facts.step)
        if (sources, wanted) != (self._sources, self._drawn) and facts.is_pictures:
            same = [number for number, source in enumerate(sources) if source in self._sources[number : number + 1]]
            self._pictures = {number: self._pictures[number] for number in same if number in self._pictures}
            self._sources, self._drawn = sources, wanted
            question = partial(draw_sources, pose, exploration.look)
            self._explorer.ask("layers.sources", question, self._hear, self._fail, rank=2)
        for row, mix in zip(self._rows, mixes, strict=True):
            row.show_mix(mix, self._sides)
        self._show_pictures()
        self._tell(mixes)

    # --- inside ---

    def _show_sides(self, sides: Sides) -> None:
        self._sides = sides
        self.refresh()

    def _show_count(self, count: int) -> None:
        while len(self._rows) > count:
            row = self._rows.pop()
            self._inside.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._rows) < count:
            row = MixRow(len(self._rows) + 2, self._theme)
            row.changed.connect(partial(self._set_mix, len(self._rows)))
            row.removed.connect(partial(self._remove, len(self._rows)))
            self._inside.insertWidget(len(self._rows), row)
            self._rows.append(row)
        self._about.setVisible(not count)
        self._add.setText("Add another picture" if count else "Add a second picture")
        is_full = count >= MOST_LAYERS
        self._add.setEnabled(not is_full)
        self._add.setToolTip(f"There can be at most {MOST_LAYERS}" if is_full else "Mix in the style of another seed")

    def _tell(self, mixes: tuple[Mix, ...]) -> None:
        """From which picture each layer takes its style."""
        layers, numbers = range(len(self._sides)), range(1, len(mixes) + 1)
        sources = [max((n for n in numbers if feels(mixes[n - 1], layer)), default=0) for layer in layers]
        names = ("the picture in view", *(f"seed {mix.seed:,}" for mix in mixes))
        self._bar.show_layers(self._sides, sources, names)
        unused = [names[number] for number in range(len(names)) if number not in sources]
        words = "Which picture each layer follows, from coarse to fine, with the pixels of its maps."
        self._told.setText(f"{words} None follows {' or '.join(unused)}." if unused else words)

    def _hear(self, answer: tuple[int, np.ndarray]) -> None:
        number, picture = answer
        self._pictures[number] = picture
        self._show_pictures()

    def _fail(self, error: Exception) -> None:
        """A pose that cannot be is told with the picture in view."""
        if not isinstance(error, ProblemError):
            self._explorer.tell("Drawing the pictures of styles", error)

    def _show_pictures(self) -> None:
        self._bar.show_pictures(self._pictures)
        for number, row in enumerate(self._rows, 1):
            row.show_picture(self._pictures.get(number))

    def _add_mix(self) -> None:
        middle = len(self._sides) // 2
        mix = Mix(seed=random.randrange(DICE), first_layer=middle)
        self._set((*self._explorer.exploration.pose.mixes, mix), f"style of seed {mix.seed:,}", merges=False)

    def _set_mix(self, index: int, mix: Mix) -> None:
        mixes = self._explorer.exploration.pose.mixes
        self._set((*mixes[:index], mix, *mixes[index + 1 :]), f"style of seed {mix.seed:,}", merges=True)

    def _remove(self, index: int) -> None:
        mixes = self._explorer.exploration.pose.mixes
        text = f"removal of the style of seed {mixes[index].seed:,}"
        self._set((*mixes[:index], *mixes[index + 1 :]), text, merges=False)

    def _set(self, mixes: tuple[Mix, ...], text: str, *, merges: bool) -> None:
        self._explorer.propose("pose.mixes", mixes, text, merges=merges)


class MixRow(QWidget):
    """A second picture and the layers that follow its style."""

    changed = Signal(object)  # Mix
    removed = Signal()

    def __init__(self, number: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._mix = theme, Mix()
        self._picture = PictureView(theme, f"Picture {number}", "…")
        self._picture.setFixedSize(QSize(SIDE, SIDE))
        self._seed = NumberField(0, MOST_SEED)
        self._seed.setObjectName("mix.seed")
        self._seed.setAccessibleName(f"Seed of picture {number}")
        self._seed.setMaximumWidth(120)
        self._seed.edited.connect(self._type_seed)
        self._dice = self._button("mix.dice", "Another seed, by chance", self._throw)
        self._cross = self._button("mix.remove", "Mix it in no more", self.removed)
        self._layers = LayerRange("mix.layers", f"picture {number}")
        self._layers.changed.connect(self._choose_layers)
        line = QHBoxLayout()
        line.setSpacing(SPACING)
        line.addWidget(QLabel("Seed"))
        line.addWidget(self._seed, 1)
        line.addWidget(self._dice)
        line.addStretch(1)
        line.addWidget(self._cross)
        beside = QVBoxLayout()
        beside.setSpacing(6)
        beside.addStretch()
        beside.addLayout(line)
        beside.addWidget(self._layers)
        beside.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addWidget(self._picture)
        row.addLayout(beside, 1)
        theme.changed.connect(self._colour)
        self._colour()

    @property
    def picture(self) -> np.ndarray | None:
        """(H, W, C) uint8, of the seed."""
        return self._picture.picture

    def show_mix(self, mix: Mix, sides: Sides) -> None:
        self._mix = mix
        self._seed.show_number(mix.seed)
        self._layers.show_sides(sides)
        self._layers.show_layers(mix.first_layer, mix.last_layer)

    def show_picture(self, picture: np.ndarray | None) -> None:
        """(H, W, C) uint8, of its seed, once it is drawn."""
        self._picture.show_picture(picture)

    # --- inside ---

    def _button(self, name: str, hint: str, does: object) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(hint)
        button.setToolTip(hint)
        button.setProperty("look", "toggle")
        button.clicked.connect(does)
        return button

    def _colour(self) -> None:
        self._dice.setIcon(self._theme.icon("dice-5-outline"))
        self._cross.setIcon(self._theme.icon("close"))

    def _type_seed(self, seed: object) -> None:
        if isinstance(seed, int) and 0 <= seed <= MOST_SEED:
            self.changed.emit(self._mix.revise("seed", seed))

    def _throw(self) -> None:
        self.changed.emit(self._mix.revise("seed", random.randrange(DICE)))

    def _choose_layers(self, first: int, last: int) -> None:
        self.changed.emit(self._mix.revise("first_layer", first).revise("last_layer", last))


def feels(mix: Mix, layer: int) -> bool:
    return mix.first_layer <= layer <= mix.last_layer
