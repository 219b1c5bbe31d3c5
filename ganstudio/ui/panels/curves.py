"""The curves of a run: losses and penalties, D's scores of real and generated samples, and below them its health."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from operator import attrgetter

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QStackedLayout, QVBoxLayout, QWidget

from ganstudio.events import Event, Finished, Measured, Paused, Progress, Started
from ganstudio.penalties import PENALTIES
from ganstudio.session.session import Session
from ganstudio.ui.labels import short
from ganstudio.ui.panels.health import Health
from ganstudio.ui.theme import SPACING, Colors, Theme
from ganstudio.ui.widgets.curve_plot import CurvePlot
from ganstudio.ui.widgets.sight import Sight

REDRAW = 200  # ms between two drawings of new values; more often costs training and looks the same
REDRAW_MOVED = 30  # ms after a person moved the plot
SMOOTHEST = 0.995
LOSSES, SCORES = ("loss.D", "loss.G"), ("score.real", "score.fake")


class Curves(QWidget):
    """Plots over the same steps, drawn only when they are seen and something is new."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_following = True
        self._is_built = False
        self._losses = CurvePlot("Loss", theme)
        self._losses.log.setObjectName("curves.log")
        self._scores = CurvePlot("D's score", theme)
        self._scores.log.hide()
        self.health = Health(theme)
        self._plots = (self._losses, self._scores, self.health)
        self._add_curves()
        self._empty = QLabel("Press Train to see the curves move.")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("look", "muted")
        self._empty.setWordWrap(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._redraw)
        self._shown = QWidget()
        column = QVBoxLayout(self._shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for plot, share in zip(self._plots, (4, 4, 3), strict=True):
            column.addWidget(plot, share)
        column.addLayout(self._controls())
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._shown)
        for plot in self._plots:
            plot.moved.connect(self._moved)
            plot.hovered.connect(self._hovered)
        self._sight = Sight(self)
        self._sight.changed.connect(self._redraw)
        session.run_opened.connect(self._clear)
        session.happened.connect(self._take)
        session.recalled.connect(self._recall)
        theme.changed.connect(self._recolor)

    def build(self) -> None:
        """Makes the plots. Imports pyqtgraph, so not before the window is painted."""
        first, *others = (plot.build() for plot in self._plots)
        for other in others:
            other.setXLink(first)
        self._is_built = True
        self._number_steps()
        self._schedule(0)

    def _controls(self) -> QHBoxLayout:
        self._smoothing = QSlider(Qt.Orientation.Horizontal)
        self._smoothing.setObjectName("curves.smoothing")
        self._smoothing.setAccessibleName("Smoothing of the curves")
        self._smoothing.setToolTip("Smoothing: a moving average; the values themselves stay faintly behind it")
        self._smoothing.setRange(0, 100)
        self._smoothing.setMaximumWidth(180)
        self._smoothing.valueChanged.connect(self._smooth)
        self._all = QPushButton("All")
        self._all.setObjectName("curves.all")
        self._all.setAccessibleName("Show the whole run")
        self._all.setToolTip(
            "Show the whole run and follow it. Drag to move, wheel to zoom, Ctrl+wheel for the values."
        )
        self._all.clicked.connect(self._show_all)
        label = QLabel("Smoothing")
        label.setBuddy(self._smoothing)
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 4)
        row.setSpacing(SPACING)
        row.addWidget(label)
        row.addWidget(self._smoothing, 1)
        row.addStretch(1)
        row.addWidget(self._all)
        return row

    # --- events ---

    def _take(self, event: Event) -> None:
        self._recall((event,))

    def _recall(self, events: tuple[Event, ...]) -> None:
        found: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))  # steps and values by name
        for event in events:
            match event:
                case Progress(step=step, scalars=values) | Measured(step=step, values=values):
                    for name, value in values.items():
                        steps, column = found[name]
                        steps.append(step)
                        column.append(value)
                case Started():
                    self._extend(found)
                    found.clear()
                    for plot in self._plots:
                        plot.cut(event.step)
                    self._name_scores(event.score)
                case Paused() | Finished():
                    self._schedule(0)
        self._extend(found)

    def _extend(self, found: Mapping[str, tuple[Sequence[int], Sequence[float]]]) -> None:
        if not found:
            return
        for name, (steps, values) in found.items():
            if name in SCORES:
                self._scores.extend(name, steps, values)
            elif name in LOSSES or name.startswith("penalty."):
                if name not in self._losses.names:
                    self._add_penalty(name)
                self._losses.extend(name, steps, values)
            else:
                is_first = self.health.isHidden()
                self.health.take(name, steps, values)
                if is_first:
                    self._number_steps()
        self._stack.setCurrentWidget(self._shown)
        self._schedule(REDRAW)

    def _clear(self, run: object) -> None:
        self._losses.remove_curves(LOSSES)
        self._scores.remove_curves(SCORES)
        self.health.clear()
        self._number_steps()
        self._is_following = True
        for plot in self._plots:
            plot.show_all()
        self._empty.setText(
            "Press Train to see the curves move." if run is None else "The curves begin with the first steps."
        )
        self._stack.setCurrentWidget(self._empty)

    def _name_scores(self, score: str) -> None:
        is_probability = score == "probability"
        self._scores.set_title("D: probability of “real”" if is_probability else "D: critic score")
        self._scores.set_range((0.0, 1.0) if is_probability else None)

    # --- drawing ---

    def _schedule(self, wait: int) -> None:
        if not self._timer.isActive() or self._timer.remainingTime() > wait:
            self._timer.start(wait)

    def _redraw(self) -> None:
        if not self._is_built or not self._sight.is_seen:
            return  # it is drawn when it is shown again
        spans = [span for plot in self._plots if (span := plot.span) is not None]
        if self._is_following and spans:
            self._losses.show_steps(min(first for first, _ in spans), max(last for _, last in spans))
        for plot in self._plots:
            plot.redraw()

    def _moved(self, along_steps: bool) -> None:
        self._is_following = self._is_following and not along_steps
        self._schedule(REDRAW_MOVED)

    def _hovered(self, step: float | None) -> None:
        for plot in self._plots:
            plot.show_cursor(step)
        self._losses.set_note("" if step is None else f"step {max(0, round(step)):,}")

    def _show_all(self) -> None:
        self._is_following = True
        for plot in self._plots:
            plot.show_all()
        self._schedule(0)

    def _smooth(self, position: int) -> None:
        weight = smoothing(position / 100)
        for plot in self._plots:
            plot.set_smoothing(weight)
        self._schedule(REDRAW_MOVED)

    def _number_steps(self) -> None:
        """Below the lowest plot only."""
        if self._is_built:
            lowest = self._scores if self.health.isHidden() else self.health
            for plot in self._plots:
                plot.number_steps(plot is lowest)

    def _recolor(self) -> None:
        for plot in self._plots:
            plot.recolor()
        self._schedule(0)

    # --- curves ---

    def _add_curves(self) -> None:
        self._losses.add_curve("loss.D", "D", attrgetter("d"))
        self._losses.add_curve("loss.G", "G", attrgetter("g"))
        self._scores.add_curve("score.real", "D(x)", attrgetter("real"))
        self._scores.add_curve("score.fake", "D(G(z))", attrgetter("fake"))

    def _add_penalty(self, name: str) -> None:
        _, _, rest = name.partition(".")
        kind, _, side = rest.partition(".")  # penalty.zcr is D's term, penalty.zcr.G that in G's loss
        label = short(PENALTIES[kind].label if kind in PENALTIES.names() else kind.replace("_", " "))
        extra = len(self._losses.names) - len(LOSSES)
        self._losses.add_curve(name, f"{label} in {side}" if side else label, partial(color_of_extra, extra))


def smoothing(position: float) -> float:
    """The share of the old average for a slider at 0 to 1; equal moves feel equally strong."""
    return SMOOTHEST * (1 - (1 - position) ** 2)


def color_of_extra(index: int, colors: Colors) -> QColor:
    return colors.more[index % len(colors.more)]
