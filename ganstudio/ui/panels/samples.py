"""The samples of a run: the newest while it trains, and every kept one under a slider."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from ganstudio.events import Event, Samples, Started
from ganstudio.session.session import Session, State
from ganstudio.ui.theme import SPACING, Theme
from ganstudio.ui.widgets.class_menu import ClassMenu
from ganstudio.ui.widgets.marginals import Marginals
from ganstudio.ui.widgets.point_cloud import PointCloud
from ganstudio.ui.widgets.sample_grid import SampleGrid
from ganstudio.ui.widgets.sentence_label import SentenceLabel
from ganstudio.ui.widgets.sight import Sight
from ganstudio.ui.widgets.time_series import TimeSeries

REDRAW = 100  # ms between two drawings
REMEMBERED = 40  # grids of the past that are kept in memory
FIRST = "[t+0]"  # ends the name of the first number of a time series


class SampleHistory(QWidget):
    """One grid of pictures, one cloud of points, one set of rows, and the way back to earlier ones."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._kept: list[Samples] = []  # have a file; their values are read when they are looked at
        self._newest: Samples | None = None  # drawn only to be looked at, and gone with the next
        self._is_live = True
        self._is_drawing = False  # of a class, beside the window
        self._memory: dict[int, np.ndarray] = {}
        self._grid = SampleGrid(theme)
        self._points = PointCloud(theme)
        self._marginals = Marginals(theme)
        self._series = TimeSeries(theme)
        self._shape: tuple[int, ...] = ()  # of one sample of the open run
        self._rows: PointCloud | Marginals | TimeSeries = self._points  # shows rows of numbers of the open run
        self._empty = QLabel("Samples of the generator appear here.")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("look", "muted")
        self._empty.setWordWrap(True)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._stack = QStackedWidget()
        for widget in (self._empty, self._grid, self._points, self._marginals, self._series):
            self._stack.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addLayout(self._heading())
        column.addWidget(self._stack, 1)
        column.addLayout(self._scrubber())
        self._update_slider()
        self._grid.chosen.connect(self._tell_choice)
        self._sight = Sight(self)
        self._sight.changed.connect(self._seen)
        session.watch(False)  # until it is shown
        session.run_opened.connect(self._clear)
        session.happened.connect(self._take)
        session.recalled.connect(self._recall)
        session.real_rows.connect(self._show_real)
        session.state_changed.connect(self._state_changed)
        session.drawing_changed.connect(self._drawing_changed)

    @property
    def shown(self) -> Samples | None:
        """The samples under the slider."""
        return self._history[self._slider.value()] if self._history else None

    def _heading(self) -> QHBoxLayout:
        title = QLabel("Samples")
        title.setProperty("look", "title")
        self._caption = SentenceLabel()
        self._caption.setObjectName("samples.caption")
        self._caption.setProperty("look", "muted")
        self._caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout()
        row.setContentsMargins(8, 2, 8, 0)
        row.setSpacing(SPACING)
        row.addWidget(title)
        row.addWidget(self._caption, 1)
        return row

    def _scrubber(self) -> QHBoxLayout:
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("samples.history")
        self._slider.setAccessibleName("Samples over the run")
        self._slider.setToolTip("Earlier samples of this run; arrow keys move one by one")
        self._slider.setPageStep(10)
        self._slider.valueChanged.connect(self._scrubbed)
        self._classes = ClassMenu()
        self._classes.setObjectName("samples.class")
        self._classes.chosen.connect(self._choose_class)
        self._live = QToolButton()
        self._live.setObjectName("samples.live")
        self._live.setText("Live")
        self._live.setProperty("look", "toggle")
        self._live.setCheckable(True)
        self._live.setChecked(True)
        self._live.setAccessibleName("Follow the newest samples")
        self._live.setToolTip("Show the newest samples as they come")
        self._live.clicked.connect(self._follow)
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 4)
        for widget in (self._slider, self._live):  # the menu between them stays in its place
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        row.addWidget(self._slider, 1)
        row.addWidget(self._classes)
        row.addWidget(self._live)
        return row

    @property
    def _history(self) -> list[Samples]:
        return self._kept if self._newest is None else [*self._kept, self._newest]

    # --- events ---

    def _take(self, event: Event) -> None:
        match event:
            case Started():
                self._kept = [samples for samples in self._kept if samples.step <= event.step]
                self._newest = None
                self._memory.clear()
                self._choose_view(event)
                self._classes.show_classes(event.classes)
                self._update_slider()
                if self._classes.choice is not None and self._session.state.is_active:
                    self._look_at_class()  # a run that goes on begins with all of them
            case Samples():
                self._add(event)
                self._update_slider()
                self._schedule()

    def _recall(self, events: tuple[Event, ...]) -> None:
        for event in events:
            if isinstance(event, Samples):
                self._add(event)
            else:
                self._take(event)
        self._update_slider()
        self._schedule()

    def _choose_view(self, started: Started) -> None:
        self._shape = started.sample_shape
        if started.is_series:
            series = [name.removesuffix(FIRST) for name in started.columns if name.endswith(FIRST)]
            self._rows = self._series
            self._rows.show_names(series)
        else:
            self._rows = self._marginals if started.is_rows else self._points
            self._rows.show_names(started.columns)

    def _add(self, samples: Samples) -> None:
        if samples.file:
            if self._kept and self._kept[-1].step == samples.step:
                self._kept.pop()
            self._kept.append(replace(samples, values=None))
            if self._classes.choice is None:
                self._newest = None
            if samples.values is not None:
                self._remember(samples.step, samples.values)
        else:
            self._newest = samples

    def _clear(self, run: object) -> None:
        self._kept, self._newest, self._is_live = [], None, True
        self._classes.show_classes(())
        self._memory.clear()
        self._grid.clear()
        self._rows.clear()
        self._caption.say("")
        self._stack.setCurrentWidget(self._empty)
        self._update_slider()

    # --- classes ---

    def _choose_class(self, index: int | None) -> None:
        if index is None and not self._session.state.is_active:
            self._newest = None  # the last that is kept shows all of them
        self._follow()
        self._look_at_class()

    def _look_at_class(self) -> None:
        self._session.look_at_class(self._classes.classes, self._classes.choice)

    def _state_changed(self, state: State) -> None:
        if state is State.IDLE and self._classes.choice is not None:
            self._look_at_class()  # as the run has left it

    def _drawing_changed(self, is_drawing: bool) -> None:
        self._is_drawing = is_drawing
        self._tell_choice(self._grid.choice)

    def _labels(self, samples: Samples) -> tuple[str, ...]:
        """The classes that the samples show, in turn; none where the networks are told of none."""
        return (samples.of_class,) if samples.of_class else self._classes.classes

    # --- what is shown ---

    def _update_slider(self) -> None:
        count = len(self._history)
        self._slider.blockSignals(True)
        self._slider.setRange(0, max(0, count - 1))
        if self._is_live:
            self._slider.setValue(count - 1)
        self._slider.blockSignals(False)
        self._slider.setVisible(count > 1)
        self._live.setVisible(count > 1)
        self._live.setChecked(self._is_live)

    def _scrubbed(self, position: int) -> None:
        self._is_live = position == len(self._history) - 1
        self._live.setChecked(self._is_live)
        self._show()

    def _follow(self) -> None:
        self._is_live = True
        self._update_slider()
        self._show()

    def _seen(self, is_seen: bool) -> None:
        self._session.watch(is_seen)
        if is_seen:
            self._show()

    def _schedule(self) -> None:
        if not self._timer.isActive():
            self._timer.start(REDRAW)

    def _show(self) -> None:
        samples = self.shown
        if samples is None or not self._sight.is_seen:
            return  # they are shown when they can be seen again
        self._session.look_at(samples)
        try:
            values = self._values(samples)
        except (OSError, ValueError) as error:
            self._empty.setText(f"The samples of step {samples.step:,} cannot be read: {error}.")
            self._stack.setCurrentWidget(self._empty)
            return
        if values.ndim == 2:
            self._rows.show_rows(values)
            self._stack.setCurrentWidget(self._rows)
        else:
            self._grid.show_samples(values, [f"class {name}" for name in self._labels(samples)])
            self._stack.setCurrentWidget(self._grid)
        self._tell_choice(self._grid.choice)

    def _show_real(self, rows: np.ndarray) -> None:
        if rows.shape[1:] == self._shape:  # the data of an old run may have other columns by now
            self._rows.show_real(rows)

    def _values(self, samples: Samples) -> np.ndarray:
        if samples.values is not None:
            return samples.values
        if samples.step not in self._memory:
            self._remember(samples.step, self._session.sample_values(samples))
        return self._memory[samples.step]

    def _remember(self, step: int, values: np.ndarray) -> None:
        self._memory[step] = values
        while len(self._memory) > REMEMBERED:
            del self._memory[next(iter(self._memory))]

    def _tell_choice(self, index: int | None) -> None:
        samples = self.shown
        if samples is None:
            return
        labels = self._labels(samples)
        experiment = self._session.run_experiment
        parts = [f"step {samples.step:,}"]
        if experiment is not None and experiment.training.ema.is_on:
            parts.append("EMA")
        if index is not None:
            parts.append(f"sample {index + 1}")
        if labels and index is not None:
            parts.append(f"class {labels[index % len(labels)]}")
        elif self._classes.choice is not None:
            parts.append(f"class {samples.of_class}" if samples.of_class else "all classes")
        if self._is_drawing:
            parts.append("drawing…")
        self._caption.say(" · ".join(parts))
