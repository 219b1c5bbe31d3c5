"""The map: random places side by side, like ones close together, to look around in and to choose from."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ganstudio.events import Preparing, Warned
from ganstudio.exploration.blending import neighbours
from ganstudio.exploration.facts import Facts
from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.views import Map
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.map import MapWish, Step, draw_map, map_methods, open_reals
from ganstudio.ui.explore.map_bar import METHODS, MapBar
from ganstudio.ui.explore.map_selection import MapSelection
from ganstudio.ui.explore.page import Page
from ganstudio.ui.explore.place_map import PlaceMap
from ganstudio.ui.explore.progress_line import ProgressLine
from ganstudio.ui.explore.toggle import toggle
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.class_menu import spoken
from ganstudio.ui.widgets.note import Note, sentence

WORK, REAL = "map", "map.real"  # questions that take long
EMPTY = "Press “Draw the map”: random places appear, and those that are alike lie side by side."
BLENDED = 4  # places around the point
REAL_HINT = "Lay as many real samples beside, on the same map"


class MapPage(Page):
    """What is drawn stays when the generator learns on, and says so."""

    id: ClassVar[str] = "map"
    title: ClassVar[str] = "Map"
    hint: ClassVar[str] = "Random places side by side, like ones close together: look around, or choose some"

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(explorer, theme, parent)
        self._map: Map | None = None
        self._drawn: tuple[MapWish, Look] | None = None  # how it was asked for
        self._spots: dict[int, tuple[float, float]] = {}  # of places that came from the map, by their hash
        self._drags = 0  # of the point, so that each is undone alone
        self._no_real: str | None = None  # why no real samples can be had, empty where they can; None until known
        self._bar = MapBar()
        self._bar.drawn.connect(self._draw)
        self._bar.changed.connect(self._show_real)
        self._progress = ProgressLine("map")
        self._progress.cancelled.connect(self._give_up)
        self._note = Note(theme)
        self._note.setObjectName("map.note")
        self._view = PlaceMap(theme)
        self._view.setObjectName("map.view")
        self._view.picked.connect(self._take)
        self._view.moved.connect(self._blend)
        self._view.released.connect(self._end_drag)
        self._selection = MapSelection(explorer, self._view)
        self._about = QLabel()
        self._about.setObjectName("map.about")
        self._about.setProperty("look", "muted")
        self._about.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACING, 0, 0)
        column.setSpacing(SPACING)
        for widget in (self._bar, self._progress, self._note, self._selection):
            column.addWidget(widget)
        column.addWidget(self._view, 1)
        column.addLayout(self._shown())
        column.addWidget(self._about)
        if explorer.facts is not None:
            self.begin(explorer.facts)

    def begin(self, facts: Facts) -> None:
        for question in (WORK, REAL):
            self.explorer.forget(question)
        self._map = self._drawn = self._no_real = None
        self._spots.clear()
        self._view.clear(EMPTY)
        self._selection.show_map(None)
        self._bar.begin(facts)
        self._note.say("")
        self._end()
        has_pictures = facts.is_pictures
        self._thumbnails.setEnabled(has_pictures)
        self._thumbnails.setToolTip(
            "Small pictures where there is room, else dots" if has_pictures else "These samples are no pictures"
        )
        self.explorer.ask("map.methods", map_methods, self._bar.show_methods, rank=3)

    def refresh(self) -> None:
        self._show_real()
        self._show_point()
        self._tell()

    # --- drawing ---

    def _draw(self) -> None:
        facts, exploration = self.explorer.facts, self.explorer.exploration
        if facts is None:
            return
        kind, kinds = exploration.wall.of_class, len(facts.classes)
        classes = tuple(float(number == kind) for number in range(kinds)) if 0 <= kind < kinds else ()
        wish = self._bar.wish(classes, with_real=self._real.isEnabled() and self._real.isChecked())
        self._note.say("")
        hear = partial(self._hear, wish, exploration.look)
        question = partial(draw_map, wish, exploration.look)
        self.explorer.work(WORK, question, hear, self._fail, ended=self._end, rank=2)
        self._progress.begin("Drawing the map")
        self._bar.show_working(True)

    def _hear(self, wish: MapWish, look: Look, answer: Step | Map) -> None:
        facts = self.explorer.facts
        if isinstance(answer, Preparing):
            self._progress.show_step(answer)
        elif isinstance(answer, Warned):
            self._note.say(sentence(answer.message), "advice")
        elif facts is not None:
            is_same = self._map is not None and np.array_equal(self._map.places, answer.places)
            self._map, self._drawn = answer, (wish, look)
            if not is_same:
                self._spots.clear()
            self._view.show_places(answer, facts)
            self._view.set_real(self._real.isChecked())
            self._selection.show_map(answer)
            self.refresh()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, ProblemError):
            self._note.say("\n".join(sentence(problem.message) for problem in error.problems))
        else:
            self.explorer.tell("Drawing the map", error)

    def _give_up(self) -> None:
        self.explorer.forget(WORK)
        self._end()

    def _end(self) -> None:
        self._progress.hide()
        self._bar.show_working(False)
        self._tell()

    # --- the point, and places that are picked ---

    def _take(self, index: int) -> None:
        if self._map is not None:
            place = self._map.latents.place(index, f"map {index + 1}")
            x, y = self._map.places[index].tolist()
            self._remember(place, (x, y))
            self.explorer.go(place, "a place on the map")

    def _blend(self, x: float, y: float) -> None:
        if self._map is None:
            return
        latents, places, at = self._map.latents, self._map.places, np.array([x, y])
        values = neighbours(latents.values, places, at, BLENDED)
        classes = None
        if latents.classes is not None:
            weights = neighbours(latents.classes, places, at, BLENDED)
            classes = (weights / weights.sum())[None]
        place = Latents(latents.space, values[None], classes).place(0)
        self._remember(place, (x, y))
        exploration = self.explorer.exploration.revise("pose.place", place)
        self.explorer.edit(exploration, "the point on the map", subject=f"map {self._drags}")

    def _end_drag(self) -> None:
        self._drags += 1

    def _remember(self, place: Place, at: tuple[float, float]) -> None:
        self._spots[hash(place)] = at

    def _show_point(self) -> None:
        at = self._spots.get(hash(self.explorer.exploration.pose.place))
        if at is None:
            self._view.hide_point()
        elif at != self._view.point:
            self._view.place_point(*at)

    # --- what is shown ---

    def _shown(self) -> QHBoxLayout:
        self._thumbnails = toggle("map.thumbnails", "Thumbnails", "")
        self._thumbnails.setChecked(True)
        self._thumbnails.toggled.connect(self._view.set_thumbnails)
        self._density = toggle("map.density", "Density", "Where places lie close together")
        self._density.toggled.connect(self._view.set_density)
        self._real = toggle("map.real", "Real data", REAL_HINT)
        self._real.clicked.connect(self._lay_real)
        row = QHBoxLayout()
        row.setSpacing(SPACING // 2)
        show = QLabel("Show")
        show.setProperty("look", "muted")
        row.addWidget(show)
        for button in (self._thumbnails, self._density, self._real):
            row.addWidget(button)
        row.addStretch()
        return row

    def _lay_real(self, shown: bool) -> None:
        """The map is drawn again where there are none yet: the same, with real ones beside."""
        self._view.set_real(shown)
        if shown and self._map is not None and self._map.real_places is None:
            self._draw()

    def _show_real(self) -> None:
        """Whether real samples can be laid beside. The data is only opened once that is of use."""
        facts = self.explorer.facts
        if facts is None:
            return
        if self._bar.of == "latents":
            why_not = "Real samples have no place in z or w: choose what D sees, or pixels"
        elif not facts.source.is_run:
            why_not = "An exported generator does not know what it was trained on: open the run that it comes from"
        elif self._no_real is None:
            why_not = "The data of the run is being read"
            if not self.explorer.is_working(REAL) and self.isVisible():
                self.explorer.work(REAL, open_reals, lambda _: None, self._not_real, ended=self._real_ended, rank=1)
        else:
            why_not = self._no_real
        self._real.setEnabled(not why_not)
        self._real.setToolTip(f"<qt>{why_not or REAL_HINT}</qt>")

    def _not_real(self, error: Exception) -> None:
        if isinstance(error, ProblemError):
            self._no_real = "\n".join(sentence(problem.message) for problem in error.problems)
        else:
            self._no_real = "The data of the run cannot be read"
            self.explorer.tell("Reading the data", error)

    def _real_ended(self) -> None:
        self._no_real = self._no_real or ""
        self._show_real()

    def _tell(self) -> None:
        """What the map shows, and whether it is of what the generator is now."""
        facts, made = self.explorer.facts, self._map
        if facts is None or made is None or self._drawn is None:
            self._about.setText("")
            self._about.hide()
            return
        wish, look = self._drawn
        now = self.explorer.exploration.look
        self._about.setText(" ".join([told(made, wish, facts), *outdated(made, look, facts, now)]))
        self._about.show()


def told(made: Map, wish: MapWish, facts: Facts) -> str:
    """What a map shows, in a sentence."""
    of = f" of {spoken(facts.classes[wish.classes.index(1.0)])}" if wish.classes else ""
    words = [f"{len(made.places):,} places{of} by {METHODS[wish.by][0]}"]
    if made.explained is not None:
        across, up = made.explained
        words.append(f"{across:.0%} of the variance lies across, {up:.0%} up")
    return f"{'; '.join(words)}."


def outdated(made: Map, look: Look, facts: Facts, look_now: Look) -> list[str]:
    """Why a map would be another one now, in a sentence if it would."""
    if made.step != facts.step:
        return [f"Of step {made.step:,}; draw it again for step {facts.step:,}."]
    if look != look_now:
        return ["ψ or the noise has changed since; draw it again to see places so."]
    return []
