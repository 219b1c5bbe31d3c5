"""The training loop: a generator of events that obeys commands between steps."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

import torch
from torch import Tensor

from ganstudio.commands import Commands, LendWeights, LookAt, Pause, Resume, Snapshot, Step, Stop, Watch
from ganstudio.engine.adversaries import Adversaries
from ganstudio.engine.device import name_of, settled, wait_for
from ganstudio.engine.loader import Loader
from ganstudio.engine.measure import Yardstick
from ganstudio.engine.pace import Pace
from ganstudio.engine.phases import Phase
from ganstudio.engine.shortcut import Shortcut
from ganstudio.engine.tuning import Arithmetic
from ganstudio.events import (
    Event,
    Finished,
    Measured,
    Paused,
    Progress,
    Resumed,
    Samples,
    Saved,
    Started,
    Warned,
    Weights,
)
from ganstudio.nets.blocks import parameter_count
from ganstudio.plan import Plan
from ganstudio.sampling import draw
from ganstudio.stopping import REMEMBERED, Measure, Standing

TOLD_EVERY = 0.1  # s between two Progress events, at first
TOLD_EVERY_LATER = 1.0  # s, reached after ten minutes, so that long runs keep short histories

Order = Literal["go", "once", "stop"]


class DivergedError(ArithmeticError):
    """A loss or a weight is no finite number any more."""


class Keeper(Protocol):
    """Where checkpoints go."""

    def save(self, trainer: Trainer) -> Saved | Warned:
        """Saves the trainer, or says why it could not."""
        ...


class Clock:
    """Seconds of training, pauses left out, and the speed since it was last asked for."""

    def __init__(self, seconds: float = 0.0) -> None:
        self._before, self._since = seconds, 0.0
        self._mark: tuple[float, int] | None = None
        self.is_running = False

    @property
    def seconds(self) -> float:
        return self._before + (time.monotonic() - self._since if self.is_running else 0.0)

    def go(self) -> None:
        if not self.is_running:
            self._since, self.is_running = time.monotonic(), True

    def stop(self) -> None:
        self._before, self.is_running = self.seconds, False

    def rate(self, images: int) -> float:
        """Images a second since the last call."""
        now = self.seconds
        before, seen = self._mark or (now, images)
        self._mark = (now, images)
        return round((images - seen) / (now - before), 1) if now > before else 0.0


@dataclass
class Trainer:
    """The only thing that changes while training: networks, optimisers, random streams and the count of steps."""

    plan: Plan
    game: Adversaries
    loader: Loader
    phases: tuple[Phase, ...]
    grid: Tensor  # the fixed latents, (grid², latent_dim)
    grid_classes: Tensor | None  # theirs, (grid²,), where the networks are told of any
    yardstick: Yardstick
    way: Arithmetic  # that steps are computed in
    pace: Pace
    shortcut: Shortcut | None  # to compiled turns
    data_count: int  # real samples there are, 0 where they are drawn without end
    step: int = 0
    looked_at: int | None = None  # the class that glances show; None: all of them
    is_watched: bool = True  # somebody sees the glances
    was_slowed: bool = False  # the cores were too busy for several threads, which was told
    clock: Clock = field(default_factory=Clock)
    measures: deque[Measure] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    @property
    def threads(self) -> int:
        """CPU threads that a step is computed with now."""
        return self.pace.threads

    @property
    def images(self) -> int:
        """Real samples that D has seen."""
        return self.game.images

    def train(self, commands: Commands, keeper: Keeper, preview_seconds: float = 0.0) -> Iterator[Event]:
        """Trains to the last step or until told to stop, and saves at the end.

        preview_seconds: how often samples are drawn just to be looked at; 0 draws only those that are kept.
        Raises DivergedError when the numbers break.
        """
        with settled(self.threads), self.game.precision.training():
            yield from self._train(commands, keeper, preview_seconds)

    def close(self) -> None:
        """Ends what goes on beside training."""
        self.loader.close()
        if self.shortcut is not None:
            self.shortcut.close()

    def advance(self) -> None:
        """One step: every phase that is due, on fresh batches of real samples."""
        training = self.plan.experiment.training
        self.step += 1
        self.game.adjust(self.step)
        batches = [self.loader.next(training.batch_size) for _ in range(training.accumulation)]
        self.game.images += sum(map(len, batches))
        for phase in self.phases:
            for _ in range(phase.times if phase.is_due(self.step) else 0):
                phase.update(self.game, batches, self.step)

    def measure(self) -> Measured:
        """How near the fakes are to the data now. Waits for the device."""
        with self.game.precision.exactly():
            values, advantage = self.yardstick.measure(self.game)
        if self.step % self.plan.experiment.recording.measure_every == 0:  # not where a run just happens to end
            self.measures.append(Measure(self.step, values["sliced_wasserstein"], advantage))
        return Measured(self.step, values)

    def samples(self, *, kept: bool) -> Samples:
        """The fixed grid as it looks now. Kept ones get a file, named after the step."""
        y, of_class = self.grid_classes, ""
        if y is not None and self.looked_at is not None and not kept:
            y, of_class = torch.full_like(y, self.looked_at), self.plan.spec.classes[self.looked_at]
        with self.game.precision.exactly():
            values = draw(self.game.average.network, self.grid, self.plan.spec, y)
        suffix = "png" if values.ndim == 4 else "npy"
        file = f"samples/{self.step:09d}.{suffix}" if kept else ""
        return Samples(self.step, values.shape[1:], len(values), file, values, of_class)

    def weights(self) -> Weights:
        """The generator that samples are drawn with as it is now. Waits for the device."""
        state = self.game.average.network.state_dict()
        return Weights(self.step, {name: tensor.cpu().numpy().copy() for name, tensor in state.items()})

    def progress(self) -> Progress:
        """Where training is. Waits for the device."""
        scalars = self.game.meter.read()
        broken = [name for name, value in scalars.items() if not math.isfinite(value)]
        if broken:
            raise DivergedError(f"{' and '.join(broken)} became infinite or not a number")
        return Progress(self.step, self.images, round(self.clock.seconds, 3), self.clock.rate(self.images), scalars)

    def _train(self, commands: Commands, keeper: Keeper, preview_seconds: float) -> Iterator[Event]:
        recording, steps = self.plan.experiment.recording, self.plan.experiment.training.steps
        order: Order = "go"
        why = ""
        yield self._started()
        begun = self.clock.seconds
        self.clock.go()
        self.clock.rate(self.images)  # speed is measured from here
        if self.step == 0:
            yield self.samples(kept=True)
            yield self.measure()
        told = looked = time.monotonic()
        while self.step < steps and not (why := self._rule_met(begun)):
            order = yield from self._obey(commands, keeper)
            if order == "stop":
                break
            self.clock.go()
            begun_step = time.monotonic()
            self.advance()
            if is_timing := self.shortcut is not None and self.shortcut.is_timing:
                wait_for(self.game.rng.device)
            now = time.monotonic()
            if not is_timing and self.pace.took(now - begun_step):
                yield from self._change_threads()
            if self.shortcut is not None and (news := self.shortcut.took(now - begun_step)):
                yield Warned(f"from step {self.step:,} on: {news}", is_news=True)
            if self.step % recording.sample_every == 0 or self.step == steps:
                yield self.samples(kept=True)
                looked = now
            elif preview_seconds and self.is_watched and now - looked >= preview_seconds:
                yield self.samples(kept=False)
                looked = now
            if now - told >= self._patience():
                yield self.progress()
                told = now
            if self.step % recording.measure_every == 0 or self.step == steps:
                yield self.measure()
            if self.step % recording.checkpoint_every == 0 and self.step < steps:
                yield keeper.save(self)
            if order == "once":
                yield from self._pause()
        self.clock.stop()
        yield self.progress()
        if self.step % recording.sample_every and self.step < steps:
            yield self.samples(kept=True)
        if why:
            self.measures.clear()  # continued, the run must stand still for a whole window again
        yield keeper.save(self)
        yield Finished(self.step, "completed" if why or self.step >= steps else "stopped", why)

    def _rule_met(self, begun: float) -> str:
        """Why a stopping rule ends the run here, if one does; `begun`: the clock when training started or went on."""
        standing = Standing(self.step, self.images, self.clock.seconds - begun, self.measures)
        met = (rule.met(standing) for rule in self.plan.experiment.stopping)
        return next((why for why in met if why), "")

    def _obey(self, commands: Commands, keeper: Keeper) -> Generator[Event, None, Order]:
        """Does what was asked since the last step, and waits here while paused."""
        while not (self.clock.is_running and commands.empty()):
            match commands.get():
                case Stop():
                    return "stop"
                case Step():
                    return "once"
                case Snapshot():
                    yield self.samples(kept=True)
                    yield keeper.save(self)
                case LookAt(of_class) if self.grid_classes is not None and _is_class(of_class, self.plan.spec.classes):
                    self.looked_at = of_class
                    yield self.samples(kept=False)
                case LendWeights():
                    yield self.weights()
                case Watch(is_watched):
                    self.is_watched = is_watched
                    if is_watched:
                        yield self.samples(kept=False)
                case Pause() if self.clock.is_running:
                    yield from self._pause()
                case Resume() if not self.clock.is_running:
                    self.clock.go()
                    yield Resumed(self.step)
        return "go"

    def _change_threads(self) -> Iterator[Event]:
        """Goes on with as many threads as the pace says."""
        torch.set_num_threads(self.pace.threads)
        if self.pace.is_slowed and not self.was_slowed:
            self.was_slowed = True
            yield Warned(
                f"other programs keep the cores busy: from step {self.step:,} on one thread computes while that is "
                "faster, which rounds differently. Choose a number of threads to keep it"
            )

    def _pause(self) -> Iterator[Event]:
        self.clock.stop()
        yield self.progress()
        yield self.samples(kept=False)
        yield Paused(self.step)

    def _patience(self) -> float:
        """Seconds to the next Progress."""
        return min(max(TOLD_EVERY, self.clock.seconds / 600), TOLD_EVERY_LATER)

    def _started(self) -> Started:
        experiment = self.plan.experiment
        return Started(
            step=self.step,
            steps=experiment.training.steps,
            seed=experiment.training.seed,
            device=name_of(self.game.rng.device),
            threads=self.threads,
            precision=self.way.precision,
            generator_parameters=parameter_count(self.game.G),
            discriminator_parameters=parameter_count(self.game.D),
            score=experiment.loss.score,
            sample_shape=self.plan.spec.shape,
            columns=tuple(column.name for column in self.plan.spec.columns),
            is_series=self.plan.spec.is_series,
            classes=self.plan.spec.classes if self.grid_classes is not None else (),
        )


def _is_class(index: int | None, classes: tuple[str, ...]) -> bool:
    return index is None or 0 <= index < len(classes)
