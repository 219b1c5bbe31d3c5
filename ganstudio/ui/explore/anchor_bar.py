"""The anchors of the journey: how to begin while there are none, then their pictures and what can be done with them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from ganstudio.exploration.exploration import Exploration
from ganstudio.exploration.facts import Drawn, Facts
from ganstudio.exploration.journey import MOST_ANCHORS
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.places import draw_places
from ganstudio.ui.explore.anchor_list import AnchorList
from ganstudio.ui.explore.described import described, thumbnail
from ganstudio.ui.explore.look_bar import DICE
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.sample_grid import picture_of

BEGIN = "A path leads from anchor to anchor. Begin with the picture in view, or with 4 at random."
ADD = "Leads the path on to the picture in view"
ADD_RANDOM = "Leads the path on to other pictures, by chance"
AT_ONCE = 4  # anchors by chance: as many as a grid has corners


class AnchorBar(QWidget):
    """Every change goes through the explorer, and comes back from there."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer, self._theme = explorer, theme
        self._named: object = None  # the anchors that stand in the list
        self._drawn_for: object = None
        self._pixmaps: dict[Place, QPixmap] = {}
        self._fresh: set[Place] = set()  # those whose pixmaps are drawn as things are now
        self._current = 0
        self._begin = QLabel(BEGIN)
        self._begin.setObjectName("explore.path.begin")
        self._begin.setProperty("look", "muted")
        self._begin.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._begin.setWordWrap(True)
        self._list = AnchorList()
        self._list.setObjectName("explore.path.anchors")
        self._list.setAccessibleName("Anchors of the path")
        self._list.taken.connect(self._go)
        self._list.moved.connect(self._move)
        self._list.removed.connect(self._remove)
        self._list.currentRowChanged.connect(self._choose)
        self._stack = QStackedWidget()
        self._stack.setFixedHeight(self._list.height())
        for widget in (self._begin, self._list):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING // 2)
        column.addWidget(self._stack)
        column.addLayout(self._buttons())
        theme.changed.connect(self._colour)
        self._colour()

    def begin(self) -> None:
        """Pictures of another generator are to come."""
        self._explorer.forget("path.anchors")
        self._named = self._drawn_for = None
        self._pixmaps.clear()
        self._fresh.clear()

    def show_anchors(self, exploration: Exploration, facts: Facts) -> None:
        anchors, drawn_for = exploration.anchors, (exploration.look, facts.source, facts.step)
        if anchors != self._named:
            self._named = anchors
            self._show_list(anchors, facts)
        if drawn_for != self._drawn_for:
            self._drawn_for = drawn_for
            self._fresh.clear()
            self._explorer.forget("path.anchors")
        self._draw_missing(exploration)

    # --- inside ---

    def _buttons(self) -> QHBoxLayout:
        self._add = self._button("add", "Add the picture in view", ADD)
        self._add.clicked.connect(self._add_here)
        self._random = self._button("random", f"Add {AT_ONCE} at random", ADD_RANDOM)
        self._random.clicked.connect(self._add_random)
        self._back = self._button("back", "", "Move this anchor to the left (Ctrl+Left)")
        self._back.clicked.connect(lambda: self._move(self._current, self._current - 1))
        self._on = self._button("on", "", "Move this anchor to the right (Ctrl+Right)")
        self._on.clicked.connect(lambda: self._move(self._current, self._current + 1))
        self._away = self._button("remove", "", "Remove this anchor (Delete)")
        self._away.clicked.connect(lambda: self._remove(self._current))
        row = QHBoxLayout()
        row.setSpacing(SPACING // 2)
        for button in (self._add, self._random):
            row.addWidget(button)
        row.addStretch()
        for button in (self._back, self._on, self._away):
            row.addWidget(button)
        return row

    def _button(self, name: str, text: str, hint: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"explore.path.{name}")
        button.setText(text)
        button.setAccessibleName(text or hint)
        button.setToolTip(hint)
        button.setProperty("look", "toggle")
        button.setProperty("compact", "true")
        return button

    def _colour(self) -> None:
        icons = ((self._back, "chevron-left"), (self._on, "chevron-right"), (self._away, "close"))
        for button, icon in icons:
            button.setIcon(self._theme.icon(icon))

    def _enable(self) -> None:
        anchors = self._explorer.exploration.anchors
        for button, more, hint in ((self._add, 1, ADD), (self._random, AT_ONCE, ADD_RANDOM)):
            has_room = len(anchors) + more <= MOST_ANCHORS
            button.setEnabled(has_room)
            button.setToolTip(hint if has_room else f"A path has at most {MOST_ANCHORS} anchors; remove some first")
        self._back.setEnabled(bool(anchors) and self._current > 0)
        self._on.setEnabled(self._current < len(anchors) - 1)
        self._away.setEnabled(bool(anchors))

    def _show_list(self, anchors: Sequence[Place], facts: Facts) -> None:
        self._stack.setCurrentIndex(bool(anchors))
        self._current = max(0, min(self._current, len(anchors) - 1))
        hints = [anchor.name or described(Pose(place=anchor), facts) for anchor in anchors]
        names = [hint if anchor.values else f"{anchor.seed:,}" for anchor, hint in zip(anchors, hints, strict=True)]
        self._list.show_names(names, hints, self._current)
        for index, anchor in enumerate(anchors):
            self._list.show_thumbnail(index, self._pixmaps.get(anchor))
        self._enable()

    def _draw_missing(self, exploration: Exploration) -> None:
        missing = tuple(dict.fromkeys(anchor for anchor in exploration.anchors if anchor not in self._fresh))
        if missing:
            question = partial(draw_places, missing, exploration.look)
            hear, failed = partial(self._show_thumbnail, missing), partial(self._leave_blank, missing)
            self._explorer.ask("path.anchors", question, hear, failed, rank=2)

    def _show_thumbnail(self, places: tuple[Place, ...], answer: tuple[int, Drawn]) -> None:
        number, drawn = answer
        place, picture = places[number], thumbnail(picture_of(drawn.samples, 1))
        self._pixmaps[place] = QPixmap.fromImage(picture)
        self._fresh.add(place)
        for index, anchor in enumerate(self._explorer.exploration.anchors[: self._list.count()]):
            if anchor == place:
                self._list.show_thumbnail(index, self._pixmaps[place])

    def _leave_blank(self, places: tuple[Place, ...], error: Exception) -> None:
        """Why a place is none for this generator is told where the path would be."""
        self._fresh.update(places)
        if not isinstance(error, ProblemError):
            self._explorer.tell("Drawing the anchors", error)

    def _choose(self, row: int) -> None:
        if row >= 0:
            self._current = row
            self._enable()

    # --- what a person does ---

    def _add_here(self) -> None:
        facts, place = self._explorer.facts, self._explorer.here()
        if facts is not None and place is not None:
            name = described(self._explorer.exploration.pose, facts)[:80]
            self._append((place.revise("name", name),), "new anchor")

    def _add_random(self) -> None:
        self._append(tuple(self._by_chance() for _ in range(AT_ONCE)), f"{AT_ONCE} new anchors")

    def _by_chance(self) -> Place:
        """Of the class that walls are of, or of any."""
        assert self._explorer.facts is not None
        count, of_class = len(self._explorer.facts.classes), self._explorer.exploration.wall.of_class
        chosen = of_class if 0 <= of_class < count else random.randrange(count) if count else 0
        return Place(seed=random.randrange(DICE), classes=tuple(float(number == chosen) for number in range(count)))

    def _append(self, places: tuple[Place, ...], text: str) -> None:
        self._current = len(self._explorer.exploration.anchors)
        self._set((*self._explorer.exploration.anchors, *places), text)

    def _go(self, row: int) -> None:
        place = self._explorer.exploration.anchors[row]
        self._explorer.propose("pose", Pose(place=place), f"anchor {row + 1}", merges=False)

    def _move(self, row: int, target: int) -> None:
        anchors = list(self._explorer.exploration.anchors)
        if 0 <= row < len(anchors) and 0 <= target < len(anchors):
            anchors.insert(target, anchors.pop(row))
            self._current = target
            self._set(tuple(anchors), "order of the anchors")

    def _remove(self, row: int) -> None:
        anchors = self._explorer.exploration.anchors
        self._set((*anchors[:row], *anchors[row + 1 :]), f"removal of anchor {row + 1}")

    def _set(self, anchors: tuple[Place, ...], text: str) -> None:
        self._explorer.put("anchors", anchors, text)
