"""A whole run, new or continued: prepare, train, record. What the window's thread and the command line loop over."""

from __future__ import annotations

import contextlib
import platform
import traceback
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, fields, replace

import filelock
import torch

from ganstudio import __version__
from ganstudio.commands import Commands, Stop
from ganstudio.engine.build import build
from ganstudio.engine.checkpoint import Checkpoints
from ganstudio.engine.device import choose_device
from ganstudio.engine.precision import precisions
from ganstudio.engine.record import record
from ganstudio.engine.train import DivergedError, Trainer
from ganstudio.engine.transfer import take_over
from ganstudio.engine.tuning import Arithmetic, cores
from ganstudio.events import Event, Failed, Finished, Preparing, Warned
from ganstudio.experiment import Experiment
from ganstudio.nets.blocks import parameter_count
from ganstudio.plan import Plan, plan
from ganstudio.problems import ProblemError
from ganstudio.runs import Run
from ganstudio.schedules import Scheduled, schedules_in


def train(plan: Plan, run: Run, commands: Commands, preview_seconds: float = 0.0) -> Iterator[Event]:
    """Trains a new run from its first step. Ends with Finished or Failed."""
    return _guarded(run, commands, preview_seconds, lambda: _fresh(plan, run))


def resume(run: Run, commands: Commands, preview_seconds: float = 0.0, steps: int | None = None) -> Iterator[Event]:
    """Continues a run from its newest good checkpoint, to `steps` if given. Ends with Finished or Failed."""
    return _guarded(run, commands, preview_seconds, lambda: _continued(run, steps))


Making = Generator[Preparing | Warned, None, Trainer]


def _fresh(plan: Plan, run: Run) -> Making:
    trainer = yield from build(plan)
    yield from take_over(trainer.game, plan.experiment.transfer)
    run.write_plan(_resolved(trainer))
    return trainer


def _continued(run: Run, steps: int | None) -> Making:
    experiment = run.experiment()
    before = experiment.training.steps
    if steps is not None and steps != before:
        experiment = experiment.revise("training.steps", steps)
        if any(_is_stretched(found, before, steps) for found in schedules_in(experiment)):
            yield Warned(f"the schedules now reach over {steps:,} steps, so their values change where the run goes on")
    trainer = yield from build(_in_the_scale_of(run, plan(experiment, continued=True)), _way_so_far(run, experiment))
    yield from Checkpoints(run).restore(trainer)
    if trainer.step >= experiment.training.steps:
        raise ProblemError.single(
            "training.steps", f"the run is complete at step {trainer.step:,}; give it more steps to continue"
        )
    run.cut_history(trainer.step)
    run.write_experiment(experiment)
    run.write_plan(_resolved(trainer))
    return trainer


def _way_so_far(run: Run, experiment: Experiment) -> Arithmetic | None:
    """How the run was computed so far, None where that was on another kind of device, or this one cannot do so."""
    try:
        resolved = run.resolved()
    except ProblemError:
        return None  # what is missing is told where it is needed
    training = experiment.training
    device = choose_device(training)
    if str(resolved.get("device")).partition(":")[0] != device.type:
        return None
    way = Arithmetic(**{field.name: resolved[field.name] for field in fields(Arithmetic) if field.name in resolved})
    if training.precision != "auto":
        way = replace(way, precision=training.precision)
    elif way.precision not in precisions(device):
        return None
    return replace(way, threads=min(way.threads, cores()) if training.threads == "auto" else training.threads)


def _is_stretched(found: Scheduled, before: int, now: int) -> bool:
    """Whether a schedule has another value where a run of `before` steps ended, now that it has others."""
    step = min(before, now)
    return found.schedule.value(found.start, step, before) != found.schedule.value(found.start, step, now)


def _in_the_scale_of(run: Run, plan: Plan) -> Plan:
    """The plan with the means and spreads that the run was trained in: its table may have grown since."""
    if not plan.spec.columns:
        return plan
    return replace(plan, spec=replace(plan.spec, columns=run.spec().columns))


def _guarded(run: Run, commands: Commands, preview_seconds: float, make: Callable[[], Making]) -> Iterator[Event]:
    """The events of a run, with every fault told as one Failed, and the run's folder held meanwhile."""
    lock = run.lock()
    try:
        lock.acquire(timeout=2)
    except filelock.Timeout:
        yield Failed(0, f"{run.folder} is being trained by another program; wait for it, or stop it first")
        return
    except OSError as error:
        yield Failed(0, f"cannot write to {run.folder}: {error.strerror}")
        return
    try:
        yield from _told(run, commands, preview_seconds, make)
    finally:
        lock.release()


def _told(run: Run, commands: Commands, preview_seconds: float, make: Callable[[], Making]) -> Iterator[Event]:
    trainer: Trainer | None = None
    warned: list[Event] = []
    try:
        trainer = yield from _prepared(make(), commands, warned)
        if trainer is None:
            yield Finished(0, "stopped")
            return
        for _ in record(run, warned):
            pass  # told already; kept now that the run's history goes on
        yield from record(run, trainer.train(commands, Checkpoints(run), preview_seconds))
    except GeneratorExit:
        if trainer is not None:  # the caller went away: keep what there is
            with contextlib.suppress(DivergedError):
                Checkpoints(run).save(trainer)
        raise
    except Exception as error:
        failed = _failed(error, trainer)
        # a run that could not be continued keeps its history as it was
        told = trainer is not None or not run.events_file.exists()
        yield from record(run, [failed]) if told else [failed]
    finally:
        if trainer is not None:
            trainer.close()


def _prepared(making: Making, commands: Commands, warned: list[Event]) -> Generator[Event, None, Trainer | None]:
    """The trainer, or None when told to stop while it was made. Adds what was warned of to `warned`."""
    yield Preparing("Preparing the engine")
    while True:
        try:
            event = next(making)
        except StopIteration as made:
            trainer: Trainer = made.value
            return trainer
        if isinstance(event, Warned):
            warned.append(event)
        yield event
        if _told_to_stop(commands):
            making.close()
            return None


def _told_to_stop(commands: Commands) -> bool:
    """Looks through the waiting commands; those that are not Stop wait on for the first step."""
    waiting = [commands.get() for _ in range(commands.qsize())]
    for command in waiting:
        commands.put(command)
    return Stop() in waiting


def _failed(error: Exception, trainer: Trainer | None) -> Failed:
    step = trainer.step if trainer is not None else 0
    details = "".join(traceback.format_exception(error))
    match error:
        case ProblemError():
            first, *more = error.problems
            rest = f" (and {len(more)} more problems)" if more else ""
            return Failed(step, first.message + rest, first.path, details)
        case DivergedError():
            return Failed(
                step,
                f"training broke at step {step:,}: {error}. Checkpoints are kept; a smaller learning rate may help",
                "optimizers",
                details,
            )
        case torch.OutOfMemoryError() | MemoryError():
            return Failed(step, "the memory is full: choose a smaller batch size", "training.batch_size", details)
        case OSError():
            return Failed(step, f"cannot read or write: {error}", "", details)
        case RuntimeError() if "can't allocate memory" in str(error):
            return Failed(step, "the memory is full: choose a smaller batch size", "training.batch_size", details)
        case _:
            return Failed(step, f"the engine stopped at step {step:,}: {error or type(error).__name__}", "", details)


def _resolved(trainer: Trainer) -> dict[str, object]:
    """What the plan's file keeps: the experiment, what "auto" meant, and what it runs with."""
    spec, game = trainer.plan.spec, trainer.game
    return {
        "experiment": trainer.plan.experiment.plain(),
        **spec.plain(),
        "device": str(game.rng.device),
        **asdict(trainer.way),
        "generator_parameters": parameter_count(game.G),
        "discriminator_parameters": parameter_count(game.D),
        "versions": {"ganstudio": __version__, "torch": str(torch.__version__), "python": platform.python_version()},
    }
