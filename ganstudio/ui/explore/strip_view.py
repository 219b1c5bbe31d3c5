"""The frames of a journey: a strip to choose from, the chosen one large, and a player."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from ganstudio.exploration.facts import Facts
from ganstudio.exploration.journey import LatentPath
from ganstudio.exploration.place import Place
from ganstudio.exploration.pose import Pose
from ganstudio.problems import ProblemError
from ganstudio.session.explorer import Explorer
from ganstudio.session.questions.path import Frames, draw_path, place_on_path, shown_shape
from ganstudio.ui.explore.journey_form import JourneyForm
from ganstudio.ui.explore.paths import anchor_frames, problems_of
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.film_strip import FilmStrip
from ganstudio.ui.widgets.menu import Menu
from ganstudio.ui.widgets.note import sentence
from ganstudio.ui.widgets.picture_view import PictureView
from ganstudio.ui.widgets.player import Loop
from ganstudio.ui.widgets.sentence_label import SentenceLabel

EMPTY = "The frames of the path appear here."
LONG = 100  # seconds, beyond which nobody counts tenths
LOOPS: dict[Loop, str] = {"loop": "Loop", "there and back": "To and fro", "once": "Once"}


class StripView(QWidget):
    """Frames are drawn anew as soon as path, look or generator are others. A person who chooses a frame has it in view;
    playing changes nothing."""

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # so that Space works after a click on Play
        self._explorer, self._theme = explorer, theme
        self._path = LatentPath()
        self._route: object = None  # what decides which places are drawn
        self._drawn: object = None  # the same, with what decides how they come out
        self._is_playing = False
        self._view = PictureView(theme, "Frame of the path")
        self._view.setObjectName("explore.path.view")
        self._form = JourneyForm(explorer, theme)
        self._upper = QStackedWidget()
        for widget in (self._view, self._form):
            self._upper.addWidget(widget)
        self._strip = FilmStrip(theme, "Frames of the path")
        self._strip.setObjectName("explore.path.strip")
        self._strip.frame_chosen.connect(self._choose)
        self._strip.playing_changed.connect(self._show_playing)
        self._reason = QLabel()
        self._reason.setObjectName("explore.path.problem")
        self._reason.setProperty("look", "muted")
        self._reason.setWordWrap(True)
        self._reason.setMargin(SPACING)
        self._reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._reason.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING // 2)
        column.addWidget(self._upper, 1)
        column.addWidget(self._strip)
        column.addWidget(self._reason)
        column.addLayout(self._foot())
        theme.changed.connect(self._colour)
        self._colour()

    @property
    def is_drawn(self) -> bool:
        """Whether there are frames, or will be in a moment."""
        return not self._strip.is_empty

    def begin(self) -> None:
        """Frames of another generator are to come."""
        self._clear("")

    def show_path(self, path: LatentPath, facts: Facts) -> None:
        problems = problems_of(path, facts)
        self._path = path
        self._form.show_journey(path.journey, facts, problems)
        self._show_loop(path)
        if problems:
            self._clear(" ".join(sentence(problem.message) for problem in problems) if path.anchors else EMPTY)
            return
        route = (path.met, path.journey.revise("fps", 1.0), facts.source)
        drawn = (route, path.look, facts.step)
        if drawn != self._drawn:
            if route != self._route:
                self._expect(path, facts)
            self._route, self._drawn = route, drawn
            question = partial(draw_path, path, (self._strip.frame, *self._strip.row()))
            self._explorer.ask("path.strip", question, self._take, self._fail, rank=1)
        if self._is_playing:
            self._start()  # at the speed that is set now
        self._tell()

    def _foot(self) -> QHBoxLayout:
        self._play = QToolButton()
        self._play.setObjectName("explore.path.play")
        self._play.setProperty("look", "toggle")
        self._play.setProperty("compact", "true")
        self._play.clicked.connect(self._toggle)
        self._loop = Menu()
        self._loop.setObjectName("explore.path.loop")
        self._loop.setAccessibleName("What follows the last frame")
        self._loop.setToolTip("What follows the last frame when the path is played")
        for loop, text in LOOPS.items():
            self._loop.addItem(text, loop)
        self._loop.setMinimumContentsLength(len(LOOPS["there and back"]))
        self._is_loop_chosen = False
        self._loop.activated.connect(self._choose_loop)
        self._caption = SentenceLabel()
        self._caption.setObjectName("explore.path.caption")
        self._caption.setProperty("look", "muted")
        self._options = QToolButton()
        self._options.setObjectName("explore.path.options")
        self._options.setText("Options")
        self._options.setAccessibleName("Options of the path")
        self._options.setToolTip("How the path leads from anchor to anchor, in how many frames, how fast")
        self._options.setCheckable(True)
        self._options.setProperty("look", "toggle")
        self._options.setProperty("compact", "true")
        self._options.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._options.toggled.connect(self._show_options)
        row = QHBoxLayout()
        row.setSpacing(SPACING // 2)
        row.addWidget(self._play)
        row.addWidget(self._loop)
        row.addWidget(self._caption, 1)
        row.addWidget(self._options)
        return row

    def _show_options(self, shown: bool) -> None:
        self._upper.setCurrentWidget(self._form if shown else self._view)
        self._reason.setVisible(shown and self._strip.is_empty)

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self._play.isEnabled():
            self._toggle()
        else:
            super().keyPressEvent(event)

    # --- frames ---

    def _expect(self, path: LatentPath, facts: Facts) -> None:
        count = path.journey.frames
        self._strip.expect(count, shown_shape(facts.sample_shape, count), anchor_frames(path))
        self._strip.show()
        self._reason.hide()
        self._explorer.forget("path.place")
        self._play.setEnabled(True)
        self._play.setToolTip("Play the path (Space)")

    def _take(self, frames: Frames) -> None:
        for number, picture in zip(frames.numbers, frames.samples, strict=True):
            self._strip.set_frame(number, picture)
        if self._strip.frame in frames.numbers or self._view.is_empty:
            self._enlarge()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, ProblemError):
            self._clear(" ".join(sentence(problem.message) for problem in error.problems), self._drawn)
        else:
            self._explorer.tell("Drawing the path", error)

    def _clear(self, reason: str, drawn: object = None) -> None:
        """drawn: what is not to be asked for again."""
        for key in ("path.strip", "path.place"):
            self._explorer.forget(key)
        self._route, self._drawn = None, drawn
        self._strip.show_frames(None)
        self._strip.hide()
        self._view.show_picture(None)
        self._view.say(reason)
        self._reason.setText(reason)
        self._reason.setVisible(self._options.isChecked())
        self._play.setEnabled(False)
        self._play.setToolTip(reason)
        self._tell()

    def _choose(self, frame: int) -> None:
        self._enlarge()
        self._tell()
        if not self._is_playing:
            self._explorer.ask("path.place", partial(place_on_path, self._path, frame), self._go, rank=0)

    def _go(self, place: Place) -> None:
        exploration = self._explorer.exploration.revise("pose", Pose(place=place))
        self._explorer.edit(exploration, "frame of the path", "path.frame")

    def _enlarge(self) -> None:
        if not self._strip.is_empty and (picture := self._strip.picture(self._strip.frame)) is not None:
            self._view.show_picture(np.asarray(picture))

    def _tell(self) -> None:
        if self._strip.is_empty:
            self._caption.say("")
            return
        frame, count = self._strip.frame + 1, self._strip.count
        seconds = count / self._path.journey.fps
        self._caption.say(f"{frame:,} of {count:,} · {seconds:,.{seconds < LONG:d}f} s")

    # --- playing ---

    def _toggle(self) -> None:
        if self._is_playing:
            self._strip.stop()
        else:
            self._options.setChecked(False)
            self._start()

    def _start(self) -> None:
        self._strip.play(self._path.journey.fps, self._loop.currentData())

    def _choose_loop(self) -> None:
        self._is_loop_chosen = True
        if self._is_playing:
            self._start()

    def _show_loop(self, path: LatentPath) -> None:
        """Until a person chooses: round and round where the end is the beginning, else there and back."""
        if not self._is_loop_chosen:
            self._loop.setCurrentIndex(self._loop.findData("loop" if path.journey.walk.is_loop else "there and back"))

    def _show_playing(self, is_playing: bool) -> None:
        self._is_playing = is_playing
        self._colour()

    def _colour(self) -> None:
        self._play.setIcon(self._theme.icon("pause" if self._is_playing else "play"))
        self._play.setAccessibleName("Pause" if self._is_playing else "Play")
        self._options.setIcon(self._theme.icon("tune-variant"))
