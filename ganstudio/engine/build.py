"""From a plan to a trainer, in the order of the flow."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial

import torch

from ganstudio.datasets.base import Data, Pictures, Rows
from ganstudio.engine import device as devices
from ganstudio.engine.adversaries import Adversaries
from ganstudio.engine.compiled import compile_turns, why_not
from ganstudio.engine.game import DATA, MEASURE, build_networks, game_of
from ganstudio.engine.loader import derived_seed, loader_of
from ganstudio.engine.measure import Yardstick
from ganstudio.engine.pace import Pace
from ganstudio.engine.phases import phases
from ganstudio.engine.shortcut import Aside, Shortcut
from ganstudio.engine.train import Trainer
from ganstudio.engine.tuning import Arithmetic, tuned
from ganstudio.events import Preparing, Warned
from ganstudio.plan import Plan
from ganstudio.problems import ProblemError
from ganstudio.sampling import balanced_classes, latents


def build(plan: Plan, kept: Arithmetic | None = None) -> Generator[Preparing | Warned, None, Trainer]:
    """Reads the data and makes the trainer, telling what takes a while.

    kept: how a run that goes on was computed so far, on the same kind of device.
    Raises ProblemError when the device or the data is not there, or nothing of D is left to learn.
    """
    experiment = plan.experiment
    training = experiment.training
    device = devices.choose_device(training)
    data = yield from _opened(plan)
    yield Preparing("Building the networks")
    G, D = build_networks(plan, device)
    yield Preparing("Finding the fastest way to compute")
    way = kept or tuned(G, D, experiment.architecture, plan.spec, training, device)
    game = game_of(plan, G, D, way, device)
    shortcut = (yield from _shortcut(plan, game, way, device)) if training.compile else None
    shown = experiment.recording.grid**2
    return Trainer(
        plan=plan,
        game=game,
        loader=loader_of(data, derived_seed(training.seed, DATA), device, memory_format=way.memory_format),
        phases=phases(training),
        grid=latents(shown, experiment.architecture, training.seed),
        grid_classes=balanced_classes(shown, experiment.architecture, plan.spec),
        yardstick=Yardstick(data, experiment.architecture, plan.spec, derived_seed(training.seed, MEASURE)),
        way=way,
        shortcut=shortcut,
        pace=Pace(way.threads, devices.preemptions, adapts=training.threads == "auto" and device.type == "cpu"),
        data_count=len(data) if isinstance(data, Pictures | Rows) else 0,
    )


def _shortcut(
    plan: Plan, game: Adversaries, way: Arithmetic, device: torch.device
) -> Generator[Warned, None, Shortcut | None]:
    if reason := why_not(game):
        yield Warned(f"the turns are not compiled, as {reason}", is_news=True)
        return None
    return Shortcut(game, Aside(partial(compile_turns, plan, way, device)))


def _opened(plan: Plan) -> Generator[Preparing | Warned, None, Data]:
    try:
        return (yield from plan.experiment.data.open(plan.spec))
    except ProblemError as error:
        raise ProblemError(problem.under("data") for problem in error.problems) from error
