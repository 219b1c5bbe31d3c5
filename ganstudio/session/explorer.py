"""The explorer: one generator, what is looked at in it, and everything that is asked of it beside the window."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.commands import Command, LendWeights
from ganstudio.events import Weights
from ganstudio.exploration.facts import Drawn, Facts, Source
from ganstudio.exploration.place import Place
from ganstudio.runs import Run
from ganstudio.session.exploring import Exploring
from ganstudio.session.keepsake import Keepsake, Kept
from ganstudio.session.lane import Hear, Lane, Question
from ganstudio.session.notice import Notice, explained
from ganstudio.session.questions.generator import draw_pose, load, read_kept, settle, take

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable

FOLLOWED_EVERY = 1500  # ms between two looks at the generator in training, at least
SHARE = 0.05  # of a core that following a run may take
Failed = Callable[[Exception], None]


class Explorer(Exploring):
    """Explores one generator. Quick questions have one lane; what takes long has another, with a copy of its own.

    facts_changed: another generator is there, or None. drawn: the picture in view. renewed: the same generator has
    learnt on, so what was drawn is out of date.
    """

    facts_changed = Signal(object)  # Facts or None
    drawn = Signal(object)  # Drawn: one sample
    renewed = Signal()
    following_changed = Signal(bool)

    def __init__(
        self, command: Callable[[Command], None], warm: Callable[[], None], parent: QObject | None = None
    ) -> None:
        """command: tells the run in progress something. warm: waits until the engine is loaded, if it is being so."""
        super().__init__(parent)
        self._command, self._warm = command, warm
        self._lane = Lane("explorer", self)
        self._jobs = Lane("explorer-jobs", self)
        self._jobs_are_ready = False
        self._facts: Facts | None = None
        self._drawn: Drawn | None = None
        self._training: Run | None = None  # the run in progress
        self._open: Run | None = None  # that the window shows
        self._wanted: Source | None = None  # of the generator that is being loaded
        self._weights: Weights | None = None  # newest, of a run that is followed
        self._jobs_weights: Weights | None = None  # those that the other lane has
        self._is_seen = self._is_lent = self._is_halted = False
        self._looked, self._spent = 0.0, 0.0  # s: when a run was asked last, and what its pictures had cost until then
        self._is_due = False  # the window shows a run that has not been taken up yet
        self._keepsake = Keepsake(self)
        self._keepsake.noticed.connect(self.noticed)
        self._pulse = QTimer(self, interval=FOLLOWED_EVERY)
        self._pulse.timeout.connect(self._renew_if_cheap)

    # --- the generator ---

    @property
    def facts(self) -> Facts | None:
        """The generator that is explored, None while there is none."""
        return self._facts

    @property
    def is_loading(self) -> bool:
        return self._wanted is not None

    @property
    def training(self) -> Run | None:
        """The run in progress, which can be followed."""
        return self._training

    @property
    def open_run(self) -> Run | None:
        """The run that the window shows."""
        return self._open

    def explore(self, source: Source) -> None:
        """Takes up another generator; what was kept of it comes with it."""
        self._wanted, self._weights = source, None
        self._jobs_are_ready = self._is_halted = self._is_due = False
        self._keepsake.flush()
        self._lane.load(self._loading(source), partial(self._loaded, source), partial(self._not_loaded, source))
        self._pulse_if_due()
        self.following_changed.emit(source.follows)

    def follow(self, run: Run, follow: bool) -> None:
        """Follows the run in progress from now on, or stays with what it has learnt until now."""
        if follow:
            self.explore(Source(run.folder, follows=True))
        elif self._source is not None and self._source.follows:
            self._is_halted = True
            self._pulse_if_due()
            self.following_changed.emit(False)

    @property
    def is_following(self) -> bool:
        """Whether the generator is renewed while its run is trained."""
        source, training = self._source, self._training
        return (
            training is not None
            and source is not None
            and source.follows
            and source.path == training.folder
            and not self._is_halted
        )

    def renew(self) -> None:
        """Asks the run that is followed for its weights, unless it still owes them."""
        if self._pulse.isActive() and not self._is_lent and self._facts is not None:
            self._is_lent = True
            self._looked, self._spent = time.monotonic(), self._lane.spent
            self._command(LendWeights())

    def see(self, seen: bool) -> None:
        """Whether anybody looks: a run in training is asked for its weights only then."""
        self._is_seen = seen
        if seen and (self._is_due or self._facts is None) and not self.is_loading:
            self._explore_open_run()
        self._pulse_if_due()

    # --- the picture in view ---

    def choose_class(self, index: int | None) -> None:
        """Looks at samples of that class; None: at walls of all classes in turn, with the picture in view as it is."""
        exploration = self._exploration.revise("wall.of_class", -1 if index is None else index)
        if index is not None and self._facts is not None:
            weights = tuple(float(number == index) for number in range(len(self._facts.classes)))
            exploration = exploration.revise("pose.place.classes", weights)
        self.edit(exploration, "class")

    def here(self, name: str = "") -> Place | None:
        """The picture in view as a place with numbers of its own, sliders and mixes included; None before it is drawn.

        A place that is nothing but a seed stays one.
        """
        pose = self._exploration.pose
        if not pose.mixes and not any(slider.amount for slider in pose.sliders):
            return pose.place.revise("name", name)
        return None if self._drawn is None else self._drawn.latents.place(0, name)

    @property
    def picture(self) -> Drawn | None:
        """The sample in view."""
        return self._drawn

    @property
    def is_drawing(self) -> bool:
        """Whether the picture in view is about to change."""
        return self.is_loading or self._lane.is_asked("picture") or self._lane.is_asked("weights")

    # --- questions ---

    def ask(
        self, key: str, question: Question, hear: Hear, failed: Failed | None = None, *, rank: int = 1, **more: Any
    ) -> None:
        """Asks something quick; see `Lane.ask`. Without `failed` the error is told as a message."""
        self._lane.ask(key, question, hear, failed or partial(self.tell, "Exploring"), rank=rank, **more)

    def work(self, key: str, question: Question, hear: Hear, failed: Failed | None = None, **more: Any) -> None:
        """Asks something that takes long, of a copy of the generator, or of the one that is being loaded; `forget`
        cancels it."""
        source = self._source
        if source is None:
            return
        failed = failed or partial(self.tell, "Exploring")
        if not self._jobs_are_ready:
            self._jobs_are_ready, self._jobs_weights = True, None
            self._jobs.load(self._loading(self._pinned(source)), lambda _: None, partial(self._no_copy, failed))
        if self._jobs_weights is not self._weights and self._jobs.is_free_of_work:  # those of work in progress stay
            assert self._weights is not None
            self._jobs_weights = self._weights
            self._jobs.ask("weights", partial(take, self._weights), lambda _: None, failed)
        self._jobs.ask(key, question, hear, failed, **more)

    def forget(self, key: str) -> None:
        """Nobody waits for that answer any more; what took long is given up."""
        self._lane.forget(key)
        self._jobs.forget(key)

    def is_working(self, key: str) -> bool:
        return self._jobs.is_asked(key)

    def tell(self, doing: str, error: Exception) -> None:
        self.noticed.emit(explained(error, doing))

    def notice(self, notice: Notice) -> None:
        self.noticed.emit(notice)

    # --- what the session tells ---

    def show_run(self, run: Run | None) -> None:
        """The window shows another run; its generator is taken up as soon as somebody looks and there is one."""
        self._open, self._is_due = run, run is not None
        if self._is_seen:
            self._explore_open_run()

    def has_saved(self) -> None:
        """The run in the window has a checkpoint."""
        if self._is_seen and self._is_due:
            self._explore_open_run()

    def training_began(self, run: Run) -> None:
        """A run has its networks and can lend weights from now on."""
        self._training, self._is_lent, self._is_due = run, False, True
        if self._is_seen:
            self._explore_open_run()

    def training_ended(self) -> None:
        run, self._training, self._is_lent = self._training, None, False
        self._pulse_if_due()
        if run is None or self._source is None or not self._source.follows:
            return
        self.following_changed.emit(False)
        if self._facts is None or self.is_loading:
            self._is_due = True
            if self._is_seen:
                self._explore_open_run()
        elif not self._is_halted and run.has_checkpoint():
            question, failed = partial(settle, Source(run.folder)), partial(self.tell, "Reading the last checkpoint")
            self._lane.ask("weights", question, self._settled, failed)

    def take_weights(self, weights: Weights) -> None:
        """The run in progress lends its weights. Those that come too late, for another generator, are let go."""
        self._is_lent = False
        facts = self._facts
        if facts is None or not facts.source.follows or self.is_loading or self._is_halted:
            return
        self._weights = weights
        self._lane.ask("weights", partial(take, weights), self._renewed, partial(self.tell, "Following the run"))

    def close(self, seconds: float) -> bool:
        self._pulse.stop()
        self._keepsake.flush()
        closed = [lane.close(seconds) for lane in (self._lane, self._jobs)]
        if all(closed):
            self.undo_stack.clear()
        return all(closed)

    # --- inside ---

    @property
    def _source(self) -> Source | None:
        """Of the generator that is being loaded, or else of the one that is there."""
        return self._wanted or (self._facts.source if self._facts else None)

    def _pinned(self, source: Source) -> Source:
        """Where the generator that is there comes from, whatever its run has saved since."""
        if self.is_loading or source.follows or not source.is_run or self._facts is None:
            return source
        return replace(source, step=self._facts.step)

    def _loading(self, source: Source) -> Callable[[], Explorable]:
        return partial(load, source, self._warm, alone=self._training is None)

    def _explore_open_run(self) -> None:
        if self._training is not None:
            self.explore(Source(self._training.folder, follows=True))
        elif self._open is not None and self._open.has_checkpoint():
            self.explore(Source(self._open.folder))

    def _loaded(self, source: Source, facts: Facts) -> None:
        if self._facts is not None and self._facts.source.path == source.path:
            self._begin(facts)
        else:
            failed = partial(self._not_loaded, source)
            self._lane.ask("kept", partial(read_kept, source), partial(self._begin_anew, facts), failed, rank=0)

    def _begin_anew(self, facts: Facts, kept: Kept) -> None:
        self.undo_stack.clear()
        self._exploration = self._keepsake.take(kept)
        self._begin(facts)

    def _begin(self, facts: Facts) -> None:
        self._facts, self._wanted, self._drawn = facts, None, None
        self.facts_changed.emit(facts)
        self._show(self._exploration)
        self.renew()

    def _not_loaded(self, source: Source, error: Exception) -> None:
        self._wanted = self._facts = self._drawn = None
        self.tell(f"Opening {source.path.name}", error)
        self.facts_changed.emit(None)

    def _no_copy(self, failed: Failed, error: Exception) -> None:
        self._jobs_are_ready = False  # the next question tries again
        failed(error)

    def _look(self) -> None:
        if self._facts is not None:
            self._keepsake.keep(self._facts.source, self._exploration)
            self._draw()

    def _draw(self) -> None:
        if self.is_loading:  # another generator is about to be looked at
            return
        question = partial(draw_pose, self._exploration.pose, self._exploration.look)
        self._lane.ask("picture", question, self._take_picture, partial(self.tell, "Drawing"), rank=0, is_dragged=True)

    def _take_picture(self, drawn: Drawn) -> None:
        self._drawn = drawn
        self.drawn.emit(drawn)

    def _renewed(self, facts: Facts) -> None:
        self._facts = facts
        self._draw()
        self.renewed.emit()

    def _settled(self, answer: tuple[Weights, Facts]) -> None:
        """The run that was followed has ended, and this is what it left."""
        self._weights, facts = answer
        self._renewed(facts)

    def _renew_if_cheap(self) -> None:
        """The more there is to draw anew, the rarer it is drawn: training is to go on at its speed."""
        if self._lane.spent - self._spent <= SHARE * (time.monotonic() - self._looked):
            self.renew()

    def _pulse_if_due(self) -> None:
        if self.is_following and self._is_seen:
            if not self._pulse.isActive():
                self._pulse.start()
        else:
            self._pulse.stop()
