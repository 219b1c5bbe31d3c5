"""The session: what the window shows and does. Panels read it and listen to it; none knows another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from ganstudio.commands import Commands, LookAt, Pause, Resume, Snapshot, Step, Watch
from ganstudio.events import Event, Paused, Resumed, Samples, Saved, Started, Weights
from ganstudio.experiment import Experiment
from ganstudio.plan import Plan
from ganstudio.runs import Run
from ganstudio.session.checker import Check
from ganstudio.session.editing import Editing
from ganstudio.session.engine import Engine
from ganstudio.session.explorer import Explorer
from ganstudio.session.notice import Notice, Severity
from ganstudio.session.opened import OpenRun
from ganstudio.session.past_runs import PastRun, PastRuns
from ganstudio.session.state import State
from ganstudio.session.thumbnails import Thumbnails
from ganstudio.session.training import Training
from ganstudio.session.worker import History, Opened, Said, continued_run, new_run

__all__ = ["Check", "Notice", "Session", "State"]


class Session(Editing):
    """The experiment being edited, and the run being trained or looked at."""

    state_changed = Signal(object)  # State
    happened = Signal(object)  # Event of the open run
    recalled = Signal(object)  # tuple[Event, ...] of a past run that is opened, to be taken as if each happened now
    run_opened = Signal(object)  # Run or None: clear what is shown, its history follows as events
    runs_changed = Signal()  # list the library again
    runs_listed = Signal(object)  # list[RunInfo], the answer to list_runs
    engine_prepared = Signal()
    networks_described = Signal(object)  # (NetworkSummary of G, of D), for the newest experiment that can run
    real_rows = Signal(object)  # (N, D) float32 of the open run's data, where its samples are no pictures
    drawing_changed = Signal(bool)  # samples of a class are being drawn beside the window, or no longer

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept.runs_moved.connect(self.runs_changed)
        self.checked.connect(self._act_on_check)
        self._past = PastRuns(self)
        self._past.listed.connect(self.runs_listed)
        self._past.opened.connect(self._past_run_opened)
        self._past.told.connect(self._replayed)
        self._past.ended.connect(self._replay_ended)
        self._past.deleted.connect(self._run_deleted)
        for read in (self._past.settings_read, self._past.start_made):
            read.connect(self._document.replace_by_run)
        self.thumbnails = Thumbnails(self)
        self._engine = Engine(self)
        self._engine.prepared.connect(self.engine_prepared)
        self._engine.described.connect(self.networks_described)
        self._engine.real_rows.connect(self.real_rows)
        self._engine.class_drawn.connect(self._class_drawn)
        for part in (self._past, self._engine):
            part.noticed.connect(self.noticed)
        self._training = Training(self)
        self._training.said.connect(self._said)
        self._training.state_changed.connect(self.state_changed)
        self._training.ended.connect(self.runs_changed)
        self.explorer = Explorer(self._training.command, self._engine.wait_until_warm, self)
        self.explorer.noticed.connect(self.noticed)
        self.run_opened.connect(self.explorer.show_run)
        self._training.ended.connect(self.explorer.training_ended)
        self._open: OpenRun | None = None
        self._samples: Samples | None = None
        self._train_when_checked = self._continue_when_opened = False
        self._is_watched = True

    # --- training ---

    @property
    def state(self) -> State:
        return self._training.state

    def train(self) -> None:
        """Starts a new run of the experiment, as soon as its check is done."""
        if self.state.is_active:
            return
        match self.check:
            case None:
                self._train_when_checked = True
            case Check(plan=Plan() as plan):
                self._start(partial(new_run, plan, self.preferences.runs, self._engine.wait_until_warm))
            case Check(problems=problems):
                self._tell(f"This experiment cannot run yet: {problems[0]}.", "warning")

    def resume_run(self) -> None:
        """Goes on training the open run from its newest checkpoint; a complete one to the steps now in the form."""
        self._past.finish()
        if self._open is None or self.why_not_resume:
            self._tell(self.why_not_resume, "warning")
            return
        steps = self._open.longer(self.experiment.training.steps)
        self._start(partial(continued_run, self._open.run, steps, self._engine.wait_until_warm))

    def pause(self) -> None:
        self._training.command(Pause())

    def resume(self) -> None:
        self._training.command(Resume())

    def step(self) -> None:
        """One step, then a pause."""
        self._training.command(Step())

    def snapshot(self) -> None:
        """A sample grid and a checkpoint, now."""
        self._training.command(Snapshot())

    def stop(self) -> None:
        """Ends the run with a checkpoint."""
        self._training.stop()

    # --- runs ---

    @property
    def run(self) -> Run | None:
        """The run that is trained or looked at."""
        return self._open.run if self._open else None

    @property
    def run_experiment(self) -> Experiment | None:
        """What that run is a run of."""
        return self._open.experiment if self._open else None

    @property
    def has_checkpoint(self) -> bool:
        """Whether the open run has weights on the disk."""
        return self._open is not None and self._open.has_checkpoint

    @property
    def can_resume(self) -> bool:
        return not self.why_not_resume

    @property
    def why_not_resume(self) -> str:
        """Why the open run cannot go on, in a sentence; empty when it can."""
        if self._open is None:
            return "Open a run first: double-click one in the list of runs."
        if self.state.is_active:
            return "A run is in progress."
        return self._open.why_not_resume(self.experiment.training.steps)

    def open_run(self, folder: Path) -> None:
        """Shows a past run: its curves, its samples, its settings."""
        if self.state.is_active:
            self._tell("Stop the run in progress before you open another one.", "warning")
            return
        self._continue_when_opened = False
        self._past.open(folder)

    def continue_run(self, folder: Path) -> None:
        """Opens a past run and goes on training it."""
        if self.run is not None and self.run.folder == folder:
            self.resume_run()
        else:
            self.open_run(folder)
            self._continue_when_opened = True

    def use_settings_of(self, folder: Path) -> None:
        """Shows a run's experiment in the form, without opening the run."""
        self._past.read_settings(folder)

    def start_from(self, folder: Path) -> None:
        """Shows a run's experiment in the form once more, as the next one, which starts from the weights of the run."""
        self._past.start_from(folder)

    def delete_run(self, folder: Path) -> None:
        """Moves a run to the trash."""
        is_open = self.run is not None and self.run.folder == folder
        if is_open and self.state.is_active:
            self._tell("Stop this run before you delete it.", "warning")
        else:
            self._past.delete(folder)

    @property
    def samples(self) -> Samples | None:
        """The samples that a person looks at, such as to export them."""
        return self._samples

    def look_at(self, samples: Samples) -> None:
        self._samples = samples

    def look_at_class(self, classes: tuple[str, ...], index: int | None) -> None:
        """Shows samples of one of the open run's classes, None: of all in turn. They come as events of the run.

        A run in progress draws them itself; of another, the newest checkpoint does, where one class is wanted.
        """
        self._forget_class()
        if self.state.is_active:
            self._training.command(LookAt(index))
        elif self._open is None or index is None:
            return
        elif not self._open.has_checkpoint:
            self._tell("There is no generator to draw with yet: the run has no checkpoint.", "warning")
        else:
            self.drawing_changed.emit(True)
            self._engine.draw_class(self._open.run, classes[index])

    def watch(self, is_watched: bool) -> None:
        """Whether samples of the run in progress can be seen; while they cannot, none are drawn to be looked at."""
        self._is_watched = is_watched
        self._training.command(Watch(is_watched))

    def list_runs(self) -> None:
        """Lists the library beside the window; the answer comes as `runs_listed`."""
        self._past.list_runs(self.preferences.runs)

    def sample_values(self, samples: Samples) -> np.ndarray:
        """The samples of a grid of the open run: (N, H, W, C) uint8 or (N, D) float32. Raises OSError or ValueError."""
        if samples.values is not None:
            return samples.values
        if self._open is None:
            raise ValueError("no run is open")
        return self._open.run.load_samples(samples)

    def export_samples(self, path: Path, samples: Samples) -> None:
        """Writes samples as the path's suffix says: a PNG, an array (.npz), and rows of numbers as CSV."""
        if self._open is not None:
            self._past.export_samples(self._open.run, samples, path)

    def export_generator(self, path: Path) -> None:
        """Writes the generator of the open run's newest checkpoint as safetensors."""
        if self._open is None or not self.has_checkpoint:
            self._tell("There is no generator to export yet: the run has no checkpoint. Snapshot makes one.", "warning")
            return
        self._engine.export_generator(self._open.run, path)

    # --- beginning and end ---

    def prepare_engine(self) -> None:
        """Loads the engine beside the window, so that the first Train begins sooner."""
        self._engine.prepare()
        self._kept.tell_problems()

    def shutdown(self, *, wait_ms: int = 10_000) -> bool:
        """Stops training with a checkpoint and ends all work beside the window. False when that takes longer."""
        deadline = QDeadlineTimer(wait_ms)
        self._train_when_checked = False
        if not self._training.stop_and_wait(deadline):
            return False
        parts = (self._checker, self._tables, self._past, self._engine, self.explorer, self.thumbnails)
        closed = [part.close(deadline.remainingTime() / 1000) for part in parts]
        if all(closed):
            self._document.close()
        return all(closed)

    # --- inside ---

    def _start(self, history: Callable[[Commands], History]) -> None:
        self._forget_class()
        self._train_when_checked = self._continue_when_opened = False
        self._past.forget_opening()
        self._training.start(history)
        if not self._is_watched:
            self._training.command(Watch(False))

    @Slot(object)
    def _said(self, item: Said) -> None:
        if isinstance(item, Opened):
            self._past.cancel()
            self._show_run(OpenRun(item.run, item.experiment))
            self.runs_changed.emit()
        elif isinstance(item, Weights):
            self.explorer.take_weights(item)
        else:
            self._tell_event(item)
            if isinstance(item, Started) and self.run is not None:
                self.explorer.training_began(self.run)
            if isinstance(item, Saved):
                self.explorer.has_saved()
            if isinstance(item, Started | Saved | Paused | Resumed):
                self.runs_changed.emit()

    @Slot(object)
    def _tell_event(self, event: Event) -> None:
        self._mark(event)
        self.happened.emit(event)

    def _mark(self, event: Event) -> None:
        if self._open is not None:
            self._open = self._open.after(event)
            if isinstance(event, Started) and len(event.sample_shape) == 1:
                self._engine.draw_real_rows(self._open.experiment)

    @Slot(object)
    def _past_run_opened(self, past: PastRun) -> None:
        self._show_run(OpenRun(past.run, past.experiment, past.info.has_checkpoint))
        self._document.replace_by_run(past.experiment)
        self._past.replay(past.events)
        if self._continue_when_opened:
            self.resume_run()

    @Slot(object)
    def _replayed(self, events: tuple[Event, ...]) -> None:
        for event in events:
            if not isinstance(event, Saved):  # it may be gone since; what is there now is known
                self._mark(event)
        self.recalled.emit(events)

    @Slot()
    def _replay_ended(self) -> None:
        self.state_changed.emit(self.state)  # whether the run can go on is known by now

    @Slot(object)
    def _run_deleted(self, folder: Path) -> None:
        if self.run is not None and self.run.folder == folder and not self.state.is_active:
            self._past.cancel()
            self._forget_class()
            self._open = self._samples = None
            self.run_opened.emit(None)
            self.state_changed.emit(self.state)
        self.runs_changed.emit()

    @Slot(object)
    def _class_drawn(self, samples: Samples | None) -> None:
        self.drawing_changed.emit(False)
        if samples is not None:
            self.happened.emit(samples)

    def _forget_class(self) -> None:
        self._engine.forget_class()
        self.drawing_changed.emit(False)

    def _show_run(self, run: OpenRun) -> None:
        self._forget_class()
        self._open, self._samples = run, None
        self.run_opened.emit(run.run)

    @Slot(object)
    def _act_on_check(self, check: Check) -> None:
        if check.plan is not None:
            self._engine.describe(check.plan)
        if self._train_when_checked:
            self._train_when_checked = False
            self.train()

    def _tell(self, text: str, severity: Severity = "info", details: str = "") -> None:
        self.noticed.emit(Notice(text, severity, details))
