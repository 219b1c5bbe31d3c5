"""The training samples nearest to the picture in view, so that a copy shows, and many random samples checked so."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ganstudio.events import Preparing
from ganstudio.exploration.facts import Facts
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose
from ganstudio.exploration.views import By, Neighbours
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.nearest import Step, Unknown, nearest_to
from ganstudio.ui.explore.copy_check import CopyCheck, word_of
from ganstudio.ui.explore.nearest_column import NearestColumn
from ganstudio.ui.explore.nearest_favourites import FEW, NearestFavourites
from ganstudio.ui.explore.page import Page
from ganstudio.ui.explore.progress_line import ProgressLine
from ganstudio.ui.explore.toggle import toggle
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.note import sentence

WORK = "nearest"
SHOWN = 6  # nearest training samples
PAUSE = 600  # ms without an edit, after which it is looked again
EXPORTED = (
    "An exported generator does not know what it was trained on. Open the run that it comes from, and see here "
    "whether its pictures are copies."
)
Wanted = tuple[tuple[Pose, ...], Look, int]


class NearestPage(Page):
    """Looks again when asked, or a moment after the last edit."""

    id: ClassVar[str] = "nearest"
    title: ClassVar[str] = "Nearest"
    hint: ClassVar[str] = "The training pictures nearest to the picture in view: does the generator copy?"

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(explorer, theme, parent)
        self._asked: Wanted | None = None  # what is shown, or being looked for
        self._due: Wanted | None = None  # what is looked for after a pause
        self._unknown: dict[By, str] = {}
        self._timer = QTimer(self, interval=PAUSE, singleShot=True)
        self._timer.timeout.connect(self._look_if_due)
        self._columns: dict[By, NearestColumn] = {
            "pixels": NearestColumn("pixels", theme),
            "features": NearestColumn("features", theme),
        }
        self._favourites = NearestFavourites()
        self._audit = CopyCheck(explorer, theme)
        self._views = QStackedWidget()
        for view in (self._view(), self._audit):
            self._views.addWidget(view)
        self._choices = QButtonGroup(self)
        choices = QHBoxLayout()
        choices.setSpacing(SPACING // 2)
        for number, (name, text, hint) in enumerate(
            (
                ("nearest.one", "", ""),
                ("nearest.many", "Random samples", "How many of many random samples may be copies"),
            )
        ):
            button = toggle(name, text, hint)
            button.setChecked(number == 0)
            self._choices.addButton(button, number)
            choices.addWidget(button)
        choices.addStretch()
        self._choices.idClicked.connect(self._views.setCurrentIndex)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACING, 0, 0)
        column.setSpacing(SPACING)
        column.addLayout(choices)
        column.addWidget(self._views, 1)
        if explorer.facts is not None and not self.why_not(explorer.facts):
            self.begin(explorer.facts)

    def why_not(self, facts: Facts) -> str:
        return "" if facts.source.is_run else EXPORTED

    def begin(self, facts: Facts) -> None:
        self.explorer.forget(WORK)
        self._timer.stop()
        self._asked = self._due = None
        self._unknown = {}
        for column in self._columns.values():
            column.begin(is_pictures=facts.is_pictures)
        self._favourites.clear()
        self._stack.setCurrentIndex(1)
        word = word_of(facts)
        self._choices.button(0).setText(f"{word.capitalize()} in view")
        self._choices.button(0).setToolTip(f"The training {word}s nearest to the {word} in view")
        self._reason.setText("Press “Look now” to see what in the training data is nearest.")
        self._audit.begin(facts)
        self._end()

    def refresh(self) -> None:
        wanted = self._wanted()
        self._audit.refresh()
        if wanted == self._asked or not self._keep.isChecked():
            self._timer.stop()
            self._due = None
        elif wanted != self._due:
            self._due = wanted
            self._timer.start()
        self._tell()

    # --- looking ---

    def _wanted(self) -> Wanted:
        exploration, facts = self.explorer.exploration, self.explorer.facts
        poses = (exploration.pose, *(Pose(place=place) for place in self._few()))
        return poses, exploration.look, facts.step if facts else 0

    def _few(self) -> tuple[Place, ...]:
        """The favourites, where they are few."""
        favourites = self.explorer.exploration.favourites
        return favourites if len(favourites) <= FEW else ()

    def _look_if_due(self) -> None:
        if not self.isVisible() or self.explorer.facts is None:
            self._due = None
            return
        is_only_renewed = self._asked is not None and self._asked[:2] == self._wanted()[:2]
        if self.explorer.is_working(WORK) and is_only_renewed:
            return  # a generator that learns on is looked at to the end, else a slow look would never be
        self._look()

    def _look(self) -> None:
        self._timer.stop()
        self._asked = self._due = self._wanted()
        poses, look, _ = self._asked
        hear = partial(self._hear, self._few())
        self.explorer.work(WORK, partial(nearest_to, poses, look, SHOWN), hear, self._fail, ended=self._ended, rank=1)
        self._state.setCurrentWidget(self._progress)
        self._progress.begin("Looking")
        self._now.hide()
        self._tell()

    def _hear(self, favourites: tuple[Place, ...], answer: Step | np.ndarray | Neighbours | Unknown) -> None:
        if isinstance(answer, Preparing):
            self._progress.show_step(answer)
        elif isinstance(answer, np.ndarray):
            self._unknown = {}
            self._favourites.show_places(favourites, answer[1:])
        elif isinstance(answer, Neighbours):
            self._columns[answer.by].take(answer)
            self._favourites.take(answer)
            self._stack.setCurrentIndex(0)
        elif isinstance(answer, Unknown):
            self._unknown[answer.by] = answer.reason
            self._columns[answer.by].take(answer)
            if len(self._unknown) == len(self._columns):
                self._say(self._unknown["pixels"])

    def _fail(self, error: Exception) -> None:
        if isinstance(error, ProblemError):
            self._say("; ".join(problem.message for problem in error.problems))
        else:
            self.explorer.tell("Looking for the nearest", error)

    def _say(self, reason: str) -> None:
        """Nothing can be compared."""
        self._reason.setText(sentence(reason))
        self._stack.setCurrentIndex(1)

    def _give_up(self) -> None:
        self.explorer.forget(WORK)
        self._asked = None
        self._end()

    def _ended(self) -> None:
        self._end()
        self._due = None
        if self.isVisible():
            self.refresh()

    def _end(self) -> None:
        self._state.setCurrentWidget(self._about)
        self._now.show()
        self._tell()

    # --- what is shown ---

    def _view(self) -> QWidget:
        both = QHBoxLayout()
        both.setSpacing(2 * SPACING)
        for column in self._columns.values():
            both.addWidget(column, 1)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACING)
        inside.addLayout(both, 1)
        inside.addWidget(self._favourites)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        self._reason = QLabel()
        self._reason.setObjectName("nearest.reason")
        self._reason.setProperty("look", "muted")
        self._reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._reason.setWordWrap(True)
        self._stack = QStackedWidget()
        for widget in (area, self._reason):
            self._stack.addWidget(widget)
        self._progress = ProgressLine("nearest")
        self._progress.cancelled.connect(self._give_up)
        self._about = QLabel()
        self._about.setObjectName("nearest.about")
        self._about.setProperty("look", "muted")
        self._about.setWordWrap(True)
        self._state = QStackedWidget()  # so that nothing moves while it looks
        for state in (self._about, self._progress):
            self._state.addWidget(state)
        self._keep = toggle("nearest.keep", "Keep looking", "Look again a moment after every change")
        self._keep.setChecked(True)
        self._keep.toggled.connect(self._refresh_if_seen)
        self._now = QPushButton("Look now")
        self._now.setObjectName("nearest.now")
        self._now.clicked.connect(self._look)
        foot = QHBoxLayout()
        foot.setSpacing(SPACING)
        foot.addWidget(self._state, 1)
        for button in (self._keep, self._now):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        view = QWidget()
        column_of_all = QVBoxLayout(view)
        column_of_all.setContentsMargins(0, 0, 0, 0)
        column_of_all.setSpacing(SPACING)
        column_of_all.addWidget(self._stack, 1)
        column_of_all.addLayout(foot)
        return view

    def _tell(self) -> None:
        """Whether what is shown is of the picture in view."""
        facts, asked, wanted = self.explorer.facts, self._asked, self._wanted()
        text = ""
        is_awaited = self._timer.isActive() or self.explorer.is_working(WORK)
        if facts is not None and asked is not None and asked != wanted and not is_awaited:
            if asked[:2] == wanted[:2]:
                text = f"Of step {asked[2]:,}, not of step {wanted[2]:,}."
            elif asked[0][:1] != wanted[0][:1] or asked[1] != wanted[1]:
                text = f"Of an earlier {word_of(facts)}."
        self._about.setText(text)
