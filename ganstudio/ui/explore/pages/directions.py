"""Directions that change something: found, moved along by sliders, and saved under names."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.exploration.exploration import Exploration
from ganstudio.exploration.facts import Facts
from ganstudio.exploration.pose import Direction, Slider
from ganstudio.exploration.sliders import Way, renamed, way, with_slider
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.directions import draw_along, refusals
from ganstudio.session.questions.layers import measure_styles
from ganstudio.ui.explore.direction_list import DirectionList
from ganstudio.ui.explore.direction_row import AMOUNTS, DirectionRow
from ganstudio.ui.explore.direction_search import WORK, DirectionSearch
from ganstudio.ui.explore.layer_range import Sides
from ganstudio.ui.explore.page import Page
from ganstudio.ui.theme import SPACING, Theme

EMPTY = "Press “Find”: each direction becomes a slider that moves the picture in view, in standard deviations (σ)."
LONGEST = 80  # characters of a name


class DirectionsPage(Page):
    """Saved directions on top, then those that move the picture in view, then those found last."""

    id: ClassVar[str] = "directions"
    title: ClassVar[str] = "Directions"
    hint: ClassVar[str] = "Find directions that change something, and move the picture in view along them"

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(explorer, theme, parent)
        self._found: tuple[Slider, ...] = ()
        self._sides: Sides = ()
        self._checked: tuple[object, ...] = ()  # what it was last asked about what can be moved
        self._reasons: dict[Way, str] = {}
        self._search = DirectionSearch(explorer, theme)
        self._search.found.connect(self._take_found)
        self._saved_list = DirectionList("Saved", theme, is_saved=True)
        self._used_list = DirectionList("In use", theme)
        self._found_list = DirectionList("Found", theme)
        self._lists = (self._saved_list, self._used_list, self._found_list)
        for name, one in zip(("saved", "used", "found"), self._lists, strict=True):
            one.setObjectName(f"directions.{name}")
            one.moved.connect(self._move)
            one.rested.connect(self.refresh)
            one.kept.connect(self._press_star)
            one.renamed.connect(self._rename)
            one.removed.connect(self._remove)
            one.unfolded.connect(self._unfold)
            one.gone.connect(self._forget_strip)
        self._empty = QLabel(EMPTY)
        self._empty.setObjectName("directions.empty")
        self._empty.setProperty("look", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._reset = QToolButton()
        self._reset.setObjectName("directions.reset")
        self._reset.setText("Reset all")
        self._reset.setProperty("look", "toggle")
        self._reset.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._reset.clicked.connect(self._reset_all)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, SPACING, 0)
        inside.setSpacing(SPACING)
        for one in self._lists:
            inside.addWidget(one)
        inside.addWidget(self._empty, 1)
        inside.addStretch()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(holder)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self._reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACING, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(self._search)
        column.addWidget(self._area, 1)
        column.addLayout(foot)
        theme.changed.connect(self._colour)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)
        self._colour()
        if explorer.facts is not None:
            self.begin(explorer.facts)

    # --- what the panel asks for ---

    def begin(self, facts: Facts) -> None:
        self._found, self._checked, self._reasons = (), (), {}
        self._sides = ((0, 0),) * facts.layers
        self.explorer.forget(WORK)
        for one in self._lists:
            one.show_sliders((), facts, (), self._sides)
        self._search.begin(facts)
        self._search.show_sides(self._sides)
        if facts.has_styles:
            self.explorer.ask(f"{WORK}.sides", measure_styles, self._show_sides, rank=3)

    def refresh(self) -> None:
        facts, exploration = self.explorer.facts, self.explorer.exploration
        if facts is None:
            return
        sliders = exploration.pose.sliders
        saved = tuple(Slider(direction=direction) for direction in exploration.directions)
        self._saved_list.show_sliders(saved, facts, sliders, self._sides)
        self._found_list.show_sliders(self._found, facts, sliders, self._sides)
        self._used_list.show_sliders(self._in_use((*saved, *self._found), sliders), facts, sliders, self._sides)
        self._found_list.show_stars(exploration.directions)
        self._search.show_favourites(exploration.favourites)
        self._empty.setVisible(not any(True for one in self._lists for _ in one))
        self._reset.setEnabled(bool(sliders))
        self._reset.setToolTip("Take back every slider" if sliders else "No slider is moved")
        self._check(exploration)
        for row in self._rows():
            self._draw_strip(row)

    # --- inside ---

    def _rows(self) -> list[DirectionRow]:
        return [row for one in self._lists for row in one]

    def _in_use(self, listed: tuple[Slider, ...], sliders: tuple[Slider, ...]) -> tuple[Slider, ...]:
        """Sliders whose directions are nowhere else, and those that a person is moving through 0."""
        elsewhere = {way(slider.direction) for slider in listed}
        moved = {way(one.direction): one for one in sliders if one.amount and way(one.direction) not in elsewhere}
        held = {
            way(row.direction): row.slider
            for row in self._used_list
            if row.is_held and way(row.direction) not in elsewhere
        }
        before = [way(row.direction) for row in self._used_list]
        ways = [one for one in before if one in moved or one in held]
        ways += [one for one in moved if one not in before]
        return tuple(moved.get(one) or held[one] for one in ways)

    def _follow_focus(self) -> None:
        """A slider in use that nobody is at any more goes when it is at 0."""
        if any(not row.slider.amount and not row.is_held for row in self._used_list):
            self._refresh_if_seen()

    def _colour(self) -> None:
        self._reset.setIcon(self.theme.icon("restore"))

    def _show_sides(self, sides: Sides) -> None:
        self._sides = sides
        self._search.show_sides(sides)
        self._refresh_if_seen()

    def _take_found(self, found: tuple[Slider, ...]) -> None:
        self._found = found
        self._refresh_if_seen()
        self._area.verticalScrollBar().setValue(0)

    # --- sliders ---

    def _move(self, slider: Slider) -> None:
        exploration = self.explorer.exploration
        along = way(slider.direction)
        if saved := next((one for one in exploration.directions if way(one) == along), None):
            slider = slider.revise("direction", saved)  # by its own name
        try:
            moved = exploration.revise("pose.sliders", with_slider(exploration.pose.sliders, slider))
        except ProblemError as error:
            self.explorer.tell("Moving the slider", error)
            return
        name = slider.direction.name
        self.explorer.edit(moved, f"slider “{name}”", f"slider {hash(along)}")

    def _reset_all(self) -> None:
        self.explorer.propose("pose.sliders", (), "reset of all sliders", merges=False)

    # --- saving ---

    def _press_star(self, direction: Direction) -> None:
        if any(way(direction) == way(saved) for saved in self.explorer.exploration.directions):
            self._remove(direction)
            return
        name = self._asked_name("Save this direction", direction.name)
        if name:
            named = direction.revise("name", name)
            self._set_saved((*self.explorer.exploration.directions, named), named, f"direction “{name}”")

    def _rename(self, direction: Direction) -> None:
        name = self._asked_name("Rename this direction", direction.name)
        if name:
            named = direction.revise("name", name)
            saved = self.explorer.exploration.directions
            changed = tuple(named if way(one) == way(named) else one for one in saved)
            self._set_saved(changed, named, f"new name of “{direction.name}”")

    def _remove(self, direction: Direction) -> None:
        saved = self.explorer.exploration.directions
        left = tuple(one for one in saved if way(one) != way(direction))
        self.explorer.propose("directions", left, f"removal of “{direction.name}”", merges=False)

    def _asked_name(self, title: str, proposed: str) -> str:
        name, wanted = QInputDialog.getText(self, title, "Its name", text=proposed)
        return name.strip()[:LONGEST] if wanted else ""

    def _set_saved(self, saved: tuple[Direction, ...], named: Direction, text: str) -> None:
        """With the slider along it called as it is."""
        exploration = self.explorer.exploration
        try:
            exploration = exploration.revise("directions", saved)
            exploration = exploration.revise("pose.sliders", renamed(exploration.pose.sliders, named))
        except ProblemError as error:
            self.explorer.tell("Saving the direction", error)
        else:
            self.explorer.edit(exploration, text)

    # --- what directions change, and what they cannot move ---

    def _unfold(self, row: DirectionRow, is_unfolded: bool) -> None:
        if is_unfolded:
            self._draw_strip(row)
        else:
            self._forget_strip(row)

    def _draw_strip(self, row: DirectionRow) -> None:
        facts, exploration = self.explorer.facts, self.explorer.exploration
        if facts is None or not row.is_unfolded or not facts.is_pictures or self._reasons.get(way(row.direction)):
            return
        still = row.slider.revise("amount", 0.0)
        pose = exploration.pose.revise("sliders", with_slider(exploration.pose.sliders, still))
        wanted = (pose, exploration.look, still, facts.source, facts.step)
        if wanted != row.drawn:
            row.drawn = wanted
            question = partial(draw_along, pose, exploration.look, still, AMOUNTS)
            hear = partial(self._show_picture, row)
            self.explorer.ask(self._strip(row), question, hear, partial(self._not_drawn, row), rank=3)

    def _show_picture(self, row: DirectionRow, answer: tuple[int, object]) -> None:
        row.strip.set_picture(*answer)  # type: ignore[arg-type]  # (H, W, C) uint8

    def _not_drawn(self, row: DirectionRow, error: Exception) -> None:
        """The picture in view cannot be drawn either, which is told there."""
        row.drawn = ()
        if not isinstance(error, ProblemError):
            self.explorer.tell("Drawing along a direction", error)

    def _forget_strip(self, row: DirectionRow) -> None:
        row.drawn = ()
        self.explorer.forget(self._strip(row))

    def _strip(self, row: DirectionRow) -> str:
        return f"{WORK}.strip {id(row)}"

    def _check(self, exploration: Exploration) -> None:
        """Asks which directions can move the picture in view; again only when it or they are others."""
        facts, place = self.explorer.facts, exploration.pose.place
        directions = tuple(row.direction for row in self._rows())
        wanted = (place, directions, facts and facts.source)
        if wanted == self._checked:
            self._show_reasons()
            return
        if self._checked[:1] != wanted[:1]:
            self._reasons = {}
        self._checked = wanted
        self._show_reasons()
        if directions:
            hear = partial(self._hear_reason, directions)
            self.explorer.ask(f"{WORK}.refusals", partial(refusals, place, directions), hear, rank=1)

    def _hear_reason(self, directions: tuple[Direction, ...], answer: tuple[int, str]) -> None:
        number, reason = answer
        along = way(directions[number])
        if reason != self._reasons.get(along, ""):
            self._reasons[along] = reason
            self._show_reasons()

    def _show_reasons(self) -> None:
        for one in self._lists:
            one.refuse(self._reasons)
