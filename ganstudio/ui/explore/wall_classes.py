"""A blend of classes for the picture in view: how much it is to be of each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.exploration.pose import Pose
from ganstudio.session.explorer import Explorer
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.bipolar_slider import BipolarSlider
from ganstudio.ui.widgets.class_menu import ClassMenu, spoken
from ganstudio.ui.widgets.note import Note
from ganstudio.ui.widgets.sentence_label import SentenceLabel

MOST = 12  # sliders
HIGH = 148  # px, before they scroll
NAME = 96  # px, at most


class ClassBlend(QWidget):
    """One slider a class; of many classes, those that weigh most and those that were asked for."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer, self._theme = explorer, theme
        self._classes: tuple[str, ...] = ()
        self._asked: list[int] = []  # classes that were chosen in the menu, newest last
        self._sliders: dict[int, BipolarSlider] = {}
        self._shown: tuple[float, ...] = ()
        self._only = QPushButton()
        self._only.setObjectName("explore.wall.only")
        self._only.clicked.connect(self._take_only)
        self._more = ClassMenu("Another class…", "Gives a slider to one more class.")
        self._more.setObjectName("explore.wall.more")
        self._more.setAccessibleName("Another class to blend in")
        self._more.chosen.connect(self._ask_for)
        self._note = Note(theme)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = QHBoxLayout()
        head.setSpacing(SPACING)
        told = SentenceLabel()
        told.setProperty("look", "muted")
        told.say("How much of each class; only the shares count")
        head.addWidget(told, 1)
        head.addWidget(self._more)
        head.addWidget(self._only)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING // 2)
        column.addLayout(head)
        column.addWidget(self._scroll)
        column.addWidget(self._note)

    def begin(self, facts: Facts) -> None:
        if facts.classes == self._classes:
            return
        self._classes, self._asked = facts.classes, []
        self._more.show_classes(facts.classes if len(facts.classes) > MOST else ())
        self._arrange(self._wanted((1.0,)))

    def show_pose(self, pose: Pose) -> None:
        """The weights of the picture in view."""
        if not self._classes:
            return
        weights = self._weights(pose)
        if set(wanted := self._wanted(weights)) != set(self._sliders):
            self._arrange(wanted)
        for index, slider in self._sliders.items():
            slider.set_value(weights[index])
        strongest = weights.index(max(weights))
        self._only.setText(f"Only {shortened(self._classes[strongest])}")
        self._only.setToolTip(f"Nothing but {spoken(self._classes[strongest])}")
        self._only.setEnabled(sum(weight > 0 for weight in weights) > 1)
        if weights != self._shown:
            self._shown = weights
            self._note.say("")

    def _weights(self, pose: Pose) -> tuple[float, ...]:
        """One a class; none at all is the first class."""
        weights = pose.place.classes
        return weights if len(weights) == len(self._classes) else (1.0, *[0.0] * (len(self._classes) - 1))

    def _wanted(self, weights: tuple[float, ...]) -> list[int]:
        """The classes that have sliders, in their order."""
        if len(self._classes) <= MOST:
            return list(range(len(self._classes)))
        heavy = sorted((index for index, weight in enumerate(weights) if weight > 0), key=lambda i: -weights[i])
        told = [*heavy[:MOST], *reversed(self._asked), *self._sliders, *range(MOST)]
        return sorted(list(dict.fromkeys(told))[:MOST])

    def _arrange(self, wanted: list[int]) -> None:
        self._sliders = {}
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, SPACING, 0)
        grid.setHorizontalSpacing(SPACING)
        grid.setVerticalSpacing(0)
        for row, index in enumerate(wanted):
            name = spoken(self._classes[index])
            label = SentenceLabel()
            label.say(name)
            label.setMaximumWidth(NAME)
            slider = BipolarSlider(self._theme, f"Share of {name}", low=0, high=1, neutral=0, step=0.05)
            slider.setObjectName(f"explore.wall.class.{index}")
            slider.changed.connect(partial(self._weigh, index))
            self._sliders[index] = slider
            grid.addWidget(label, row, 0)
            grid.addWidget(slider, row, 1)
        grid.setColumnStretch(1, 1)
        self._scroll.setWidget(inside)
        self._scroll.setFixedHeight(min(inside.sizeHint().height() + 2, HIGH))

    def _weigh(self, index: int, weight: float) -> None:
        weights = list(self._weights(self._explorer.exploration.pose))
        weights[index] = weight
        if sum(weights) > 0:
            self._propose(tuple(weights), "blend of classes", merges=True)
        else:
            self.show_pose(self._explorer.exploration.pose)
            self._note.say("A picture is of some class: raise another one first.", "advice")

    def _take_only(self) -> None:
        weights = self._weights(self._explorer.exploration.pose)
        strongest = weights.index(max(weights))
        only = tuple(float(index == strongest) for index in range(len(weights)))
        self._propose(only, f"only {self._classes[strongest]}", merges=False)

    def _propose(self, weights: tuple[float, ...], text: str, *, merges: bool) -> None:
        self._explorer.propose("pose.place.classes", weights, text, merges=merges)

    def _ask_for(self, index: int | None) -> None:
        if index is None:
            return
        self._asked = [*(asked for asked in self._asked if asked != index), index]
        self._more.setCurrentIndex(0)
        self.show_pose(self._explorer.exploration.pose)
        self._sliders[index].setFocus()


def shortened(name: str) -> str:
    """Short enough for a button."""
    return name if len(name) <= 12 else f"{name[:11]}…"
