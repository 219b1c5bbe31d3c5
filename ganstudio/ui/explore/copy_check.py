"""Many random samples at once, those nearest to a training sample first, so that copying shows."""

from __future__ import annotations

import random
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ganstudio.events import Preparing
from ganstudio.exploration.exploration import Wall
from ganstudio.exploration.facts import Facts
from ganstudio.exploration.place import Place
from ganstudio.exploration.views import By
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.nearest import Audit, Step, audit
from ganstudio.ui.explore.look_bar import DICE
from ganstudio.ui.explore.progress_line import ProgressLine
from ganstudio.ui.explore.wall_grid import WallGrid
from ganstudio.ui.explore.wall_places import label_of_seed, places_of_seeds
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.note import sentence

WORK = "nearest.audit"
CHECKED = 64  # samples
EMPTY = (
    f"Press “Check {CHECKED} samples”: random samples appear, those nearest to a training {{word}} first, "
    "and how many are suspiciously close."
)
BY: dict[By, str] = {"pixels": "pixels", "features": "what D sees"}


class CopyCheck(QWidget):
    """A click takes a sample into view."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explorer = explorer
        self._places: tuple[Place, ...] = ()  # in the order in which they are shown
        self._step: int | None = None  # of the generator that was checked
        self._said = ""
        self._about = QLabel()
        self._about.setObjectName("nearest.audit.about")
        self._about.setWordWrap(True)
        self._about.setProperty("look", "muted")
        self._grid = AuditGrid(theme, fills=True)
        self._grid.setObjectName("nearest.audit.grid")
        self._grid.setAccessibleName("Samples, those nearest to a training picture first")
        self._grid.taken.connect(self._take)
        self._list = QListWidget()
        self._list.setObjectName("nearest.audit.list")
        self._list.setAccessibleName("Samples, those nearest to a training sample first")
        self._list.itemActivated.connect(lambda item: self._take(self._list.row(item)))
        self._list.itemClicked.connect(lambda item: self._take(self._list.row(item)))
        self._shown = QStackedWidget()
        for widget in (self._grid, self._list):
            self._shown.addWidget(widget)
        self._progress = ProgressLine(WORK)
        self._progress.cancelled.connect(self._give_up)
        self._check = QPushButton(f"Check {CHECKED} samples")
        self._check.setObjectName("nearest.check")
        self._check.clicked.connect(self._begin_check)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self._check)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(self._about)
        column.addWidget(self._shown, 1)
        column.addWidget(self._progress)
        column.addLayout(foot)

    def begin(self, facts: Facts) -> None:
        """Another generator is there."""
        self._explorer.forget(WORK)
        self._places, self._step = (), None
        self._grid.show_copied(0)
        self._grid.clear()
        self._list.clear()
        self._said = EMPTY.format(word=word_of(facts))
        self._shown.setCurrentIndex(not facts.is_pictures)
        self._end()

    def refresh(self) -> None:
        """Says so where the generator has learnt on since the check."""
        facts = self._explorer.facts
        if facts is not None:
            is_old = self._step is not None and self._step != facts.step
            later = f" Of step {self._step:,}; check again for step {facts.step:,}." if is_old else ""
            self._about.setText(f"{self._said}{later}")

    # --- inside ---

    def _begin_check(self) -> None:
        facts, exploration = self._explorer.facts, self._explorer.exploration
        if facts is None:
            return
        wall = Wall(seed=random.randrange(DICE), count=CHECKED, of_class=exploration.wall.of_class)
        places = places_of_seeds(wall, facts)[:CHECKED]
        self._explorer.work(
            WORK,
            partial(audit, places, exploration.look),
            partial(self._hear, places, facts.step),
            self._fail,
            ended=self._end,
            rank=2,
        )
        self._progress.begin("Checking")
        self._check.setEnabled(False)
        self._check.setToolTip("Samples are being checked")

    def _hear(self, places: tuple[Place, ...], step: int, answer: Step | Audit) -> None:
        facts = self._explorer.facts
        if isinstance(answer, Preparing):
            self._progress.show_step(answer)
        elif isinstance(answer, Audit) and facts is not None:
            self._places, self._step = tuple(places[number] for number in answer.order.tolist()), step
            labels = [
                f"{label_of_seed(place, facts)}: {ratio:.2f} of the usual distance"
                for place, ratio in zip(self._places, answer.ratios.tolist(), strict=True)
            ]
            if facts.is_pictures:
                self._grid.show_copied(int(answer.copied.sum()))
                self._grid.mark(None)
                self._grid.show_samples(answer.samples, labels)
            else:
                self._list.clear()
                for label in labels:
                    self._list.addItem(QListWidgetItem(label))
            self._said = told(answer, word_of(facts))
            self.refresh()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, ProblemError):
            self._said = "\n".join(sentence(problem.message) for problem in error.problems)
        else:
            self._explorer.tell("Checking samples", error)

    def _give_up(self) -> None:
        self._explorer.forget(WORK)
        self._end()

    def _end(self) -> None:
        self._progress.hide()
        self._check.setEnabled(True)
        self._check.setToolTip("")
        self.refresh()

    def _take(self, index: int) -> None:
        if index < len(self._places):
            place = self._places[index]
            self._grid.mark(index)
            self._explorer.go(place, f"seed {place.seed:,}")


class AuditGrid(WallGrid):
    """The first of its samples, which may be copies, have a frame that warns."""

    _copied = 0

    def show_copied(self, count: int) -> None:
        self._copied = count

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._values is None or self._hovered is not None:
            return
        painter = QPainter(self)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for index in range(min(self._copied, len(self._values))):
            if index != self._chosen:
                self._outline(painter, self.cell(index), self._theme.colors.danger)


def told(found: Audit, word: str) -> str:
    """How many samples are suspiciously close, in a sentence."""
    copied, count = int(found.copied.sum()), len(found.order)
    by = " and by ".join(BY[one] for one in found.by) if word == "picture" else "their numbers"
    if not copied:
        return (
            f"None of {count} samples is suspiciously close to a training {word}, by {by}; the nearest come first "
            f"({found.ratios[0]:.2f} of the usual distance)."
        )
    are = "is" if copied == 1 else "are"
    return (
        f"{copied} of {count} samples {are} suspiciously close to a training {word}, by {by}: the nearest come first."
    )


def word_of(facts: Facts) -> str:
    return "picture" if facts.is_pictures else "sample"
