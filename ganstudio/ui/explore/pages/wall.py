"""The wall: samples of seeds that follow one another, or those that look like the picture in view, to pick from."""

from __future__ import annotations

import random
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ganstudio.events import Preparing
from ganstudio.exploration.exploration import Wall
from ganstudio.exploration.facts import Facts
from ganstudio.exploration.place import Place
from ganstudio.exploration.views import Similar
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.wall import CANDIDATES, draw_reals, draw_wall, find_similar
from ganstudio.ui.explore.described import described
from ganstudio.ui.explore.line import in_a_row
from ganstudio.ui.explore.look_bar import DICE
from ganstudio.ui.explore.page import Page
from ganstudio.ui.explore.toggle import toggle
from ganstudio.ui.explore.wall_bar import WallBar
from ganstudio.ui.explore.wall_classes import ClassBlend
from ganstudio.ui.explore.wall_numbers import Numbers
from ganstudio.ui.explore.wall_places import (
    is_alike,
    is_cloud,
    is_same,
    label_of_seed,
    label_of_similar,
    places_of_seeds,
    sample_word,
)
from ganstudio.ui.explore.wall_samples import WallSamples
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.sentence_label import SentenceLabel

SIMILAR, REAL = "wall.similar", "wall.real"  # questions that take long
DRAWN = "wall"


class WallPage(Page):
    """What stands on the wall is asked for anew as soon as places, look or generator are others."""

    id: ClassVar[str] = "wall"
    title: ClassVar[str] = "Wall"
    hint: ClassVar[str] = "Many samples at once, by seed: click one to look at it"

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(explorer, theme, parent)
        self._facts: Facts | None = None  # of the generator that the wall was begun for
        self._seeds_of: tuple[Wall, tuple[str, ...]] | None = None  # what `_seeds` were made for
        self._seeds: tuple[Place, ...] = ()
        self._similar: tuple[Place, ...] = ()  # on the wall instead of seeds
        self._places: tuple[Place, ...] = ()  # on the wall
        self._labels: list[str] = []  # of them
        self._asked: tuple[object, ...] = ()  # what is drawn, or being drawn
        self._is_drawing = False
        self._bar = WallBar(explorer, theme)
        self._samples = WallSamples(theme)
        self._numbers = Numbers(explorer, theme)
        self._blend = ClassBlend(explorer, theme)
        self._head = QStackedWidget()
        for widget in (self._bar, self._similar_head(), self._progress_head()):
            self._head.addWidget(widget)
        self._head.setFixedHeight(self._bar.sizeHint().height())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACING, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(self._head)
        column.addWidget(self._samples, 1)
        column.addLayout(self._foot())
        for body in (self._numbers, self._blend):
            column.addWidget(body)
            body.hide()
        self._samples.taken.connect(self._take)
        self._samples.chosen.connect(self._tell)
        explorer.drawn.connect(self._mark)
        theme.changed.connect(self._colour)
        self._colour()
        if explorer.facts is not None:
            self.begin(explorer.facts)

    def begin(self, facts: Facts) -> None:
        before, self._facts = self._facts, facts
        for question in (SIMILAR, REAL):
            self.explorer.forget(question)
        self._show_seeds()
        self._asked, self._is_drawing = (), False
        self._blend.begin(facts)
        self._show_blend.setVisible(bool(facts.classes))
        if before is None or not is_alike(before, facts):  # else what is there stays until the new is
            self._places, self._seeds_of = (), None
            self._samples.begin(facts)
            self._numbers.begin()
            self._unfold(None)
        if not facts.is_pictures and facts.source.is_run:
            self.explorer.work(REAL, draw_reals, self._samples.show_real)

    def refresh(self) -> None:
        facts, exploration = self.explorer.facts, self.explorer.exploration
        if facts is None:
            return
        seeds = self._places_of_seeds(facts)
        self._bar.show_wall(exploration, len(seeds), is_fixed=is_cloud(facts))
        self._draw(self._similar or seeds, facts)
        self._blend.show_pose(exploration.pose)
        self._mark()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shows_seeds = self._head.currentWidget() is self._bar
        if event.key() == Qt.Key.Key_PageUp and shows_seeds:
            self._bar.go_back()
        elif event.key() == Qt.Key.Key_PageDown and shows_seeds:
            self._bar.go_on()
        else:
            super().keyPressEvent(event)

    # --- the samples ---

    def _places_of_seeds(self, facts: Facts) -> tuple[Place, ...]:
        wall = self.explorer.exploration.wall
        if self._seeds_of != (wall, facts.classes):
            self._seeds_of, self._seeds = (wall, facts.classes), places_of_seeds(wall, facts)
        return self._seeds

    def _draw(self, places: tuple[Place, ...], facts: Facts) -> None:
        look = self.explorer.exploration.look
        asked = (places, look, facts.source, facts.step)
        are_others = places is not self._places
        if asked == self._asked:
            return
        if self._is_drawing and not are_others and asked[:3] == self._asked[:3]:
            return  # the generator has learnt on: the wall is finished first, else a slow one would never be
        self._asked, self._places, self._is_drawing = asked, places, True
        if are_others:
            is_seeds = places is self._seeds
            self._labels = [
                label_of_seed(place, facts) if is_seeds else label_of_similar(index)
                for index, place in enumerate(places)
            ]
        self._samples.expect(self._labels, are_others=are_others)
        self.explorer.ask(DRAWN, partial(draw_wall, places, look), self._samples.take, ended=self._drawn, rank=1)

    def _drawn(self) -> None:
        self._is_drawing = False
        if self.isVisible():
            self.refresh()

    def _take(self, index: int) -> None:
        place = self._places[index]
        self.explorer.go(place, "a similar sample" if self._similar else f"seed {place.seed:,}")

    def _mark(self, _: object = None) -> None:
        place, facts = self.explorer.exploration.pose.place, self._facts
        if facts is None or not self.isVisible():
            return
        index = next((number for number, one in enumerate(self._places) if is_same(one, place, facts)), None)
        self._samples.mark(index, self.explorer.picture)
        self._numbers.show_place(self.explorer.picture)
        self._tell(index if self._samples.choice is None else self._samples.choice)

    def _tell(self, index: int | None) -> None:
        if index is not None and index < len(self._labels):
            self._caption.say(self._labels[index])
        elif self._facts is not None and (word := sample_word(self._facts)):
            self._caption.say(f"Pick a {word}")
        else:
            self._caption.say("")

    # --- samples that are alike ---

    def _find_similar(self) -> None:
        facts, exploration = self.explorer.facts, self.explorer.exploration
        if facts is None:
            return
        self._progress.setRange(0, 0)
        self._head.setCurrentIndex(2)
        self._find.setEnabled(False)
        question = partial(
            find_similar,
            exploration.pose,
            exploration.look,
            min(exploration.wall.count, CANDIDATES),
            random.randrange(DICE),
        )
        self._similar_to = described(exploration.pose, facts)
        self.explorer.work(SIMILAR, question, self._hear_similar, ended=self._similar_ended)

    def _hear_similar(self, answer: Preparing | Similar) -> None:
        if isinstance(answer, Preparing):
            self._progress.setRange(0, answer.total)
            self._progress.setValue(answer.done)
            return
        self._similar = tuple(answer.latents.place(index) for index in range(len(answer.latents)))
        by = "as D sees them" if answer.by == "features" else "number by number"
        if self._facts is not None and self._facts.is_pictures and answer.by == "pixels":
            by = "pixel by pixel"
        self._similar_title.say(f"Like {self._similar_to}, {by}")
        self.refresh()

    def _similar_ended(self) -> None:
        self._find.setEnabled(True)
        self._head.setCurrentIndex(1 if self._similar else 0)

    def _cancel(self) -> None:
        self.explorer.forget(SIMILAR)
        self._similar_ended()

    def _show_seeds(self) -> None:
        self._similar = ()
        self._similar_ended()

    def _back_to_seeds(self) -> None:
        self._show_seeds()
        self.refresh()

    # --- what stands around the samples ---

    def _similar_head(self) -> QWidget:
        self._similar_title = SentenceLabel()
        self._similar_title.setObjectName("explore.wall.similar_to")
        back = QPushButton("Back to seeds")
        back.setObjectName("explore.wall.back_to_seeds")
        back.clicked.connect(self._back_to_seeds)
        return in_a_row(self._similar_title, back)

    def _progress_head(self) -> QWidget:
        self._progress = QProgressBar()
        self._progress.setObjectName("explore.wall.progress")
        self._progress.setAccessibleName("Looking for similar samples")
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(SPACING)
        told = SentenceLabel()
        told.say("Looking for similar samples…")
        cancel = QPushButton("Cancel")
        cancel.setObjectName("explore.wall.cancel")
        cancel.clicked.connect(self._cancel)
        return in_a_row(told, self._progress, cancel)

    def _foot(self) -> QHBoxLayout:
        self._caption = SentenceLabel()
        self._caption.setObjectName("explore.wall.caption")
        self._caption.setProperty("look", "muted")
        self._find = toggle(
            "explore.wall.similar",
            "Similar",
            "Show the samples of random places that look most like the one in view",
            stays=False,
        )
        self._find.clicked.connect(self._find_similar)
        self._show_numbers = toggle(
            "explore.wall.show_numbers", "Numbers", "The numbers that the picture in view is made of, and a way to type"
        )
        self._show_blend = toggle(
            "explore.wall.show_blend", "Classes", "Make the picture in view a blend of several classes"
        )
        for button, body in ((self._show_numbers, self._numbers), (self._show_blend, self._blend)):
            button.clicked.connect(partial(self._fold_or_unfold, body))
        row = QHBoxLayout()
        row.setSpacing(SPACING // 2)
        row.addWidget(self._caption, 1)
        for button in (self._find, self._show_numbers, self._show_blend):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            row.addWidget(button)
        return row

    def _fold_or_unfold(self, body: QWidget) -> None:
        self._unfold(None if body.isVisible() else body)

    def _unfold(self, body: QWidget | None) -> None:
        """One of the parts below the samples, or none."""
        for button, one in ((self._show_numbers, self._numbers), (self._show_blend, self._blend)):
            one.setVisible(one is body)
            button.setChecked(one is body)
        self._numbers.show_place(self.explorer.picture)

    def _colour(self) -> None:
        for button, icon in (
            (self._find, "image-search-outline"),
            (self._show_numbers, "numeric"),
            (self._show_blend, "tune-variant"),
        ):
            button.setIcon(self.theme.icon(icon))
