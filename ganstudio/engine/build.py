"""From a plan to a trainer, in the order of the flow."""

from __future__ import annotations

from collections.abc import Generator

import torch
from torch import nn

from ganstudio.datasets.base import Data, Pictures, Rows
from ganstudio.engine import device as devices
from ganstudio.engine.adversaries import Adversaries
from ganstudio.engine.ema import Ema, NoEma
from ganstudio.engine.loader import derived_seed, loader_of
from ganstudio.engine.measure import Yardstick
from ganstudio.engine.meter import Meter
from ganstudio.engine.pace import Pace
from ganstudio.engine.phases import phases
from ganstudio.engine.precision import precision
from ganstudio.engine.train import Trainer
from ganstudio.engine.transfer import freeze
from ganstudio.engine.tuning import Arithmetic, tuned
from ganstudio.events import Preparing, Warned
from ganstudio.nets.blocks import Chance
from ganstudio.nets.critic import Critic
from ganstudio.plan import Plan
from ganstudio.problems import ProblemError
from ganstudio.sampling import balanced_classes, latents

WEIGHTS, DATA, NOISE, MEASURE = range(4)  # the streams of random numbers that a run's seed is split into


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
    for network in (G, D):
        network.to(memory_format=way.memory_format)
    freeze(D, experiment.transfer.freeze_d)
    trained_d = [p for p in D.parameters() if p.requires_grad]
    if not trained_d:
        raise ProblemError.single(
            "transfer.freeze_d",
            f"D has no more than {experiment.transfer.freeze_d} layers, so none would learn: freeze fewer",
        )
    game = Adversaries(
        G=G,
        D=D,
        average=Ema(G) if training.ema.is_on else NoEma(G),
        averaging=training.ema,
        loss=experiment.loss,
        penalties=experiment.penalties,
        augment=experiment.augment,
        techniques=experiment.techniques,
        architecture=experiment.architecture,
        g_rule=experiment.optimizers.generator,
        d_rule=experiment.optimizers.discriminator,
        g_optimizer=experiment.optimizers.generator.build(G.parameters()),
        d_optimizer=experiment.optimizers.discriminator.build(D.parameters()),
        steps=training.steps,
        n_critic=training.n_critic,
        images_per_update=training.batch_size * training.accumulation * training.n_critic / training.n_generator,
        reuse_fakes=training.reuse_fakes,
        precision=precision(way.precision, device),
        joint=not experiment.architecture.discriminator.mixes_samples(),
        rng=torch.Generator(device).manual_seed(derived_seed(training.seed, NOISE)),
        meter=Meter(),
        trained_d=trained_d,
    )
    _lend_chance(game)
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
        pace=Pace(way.threads, devices.preemptions, adapts=training.threads == "auto" and device.type == "cpu"),
        data_count=len(data) if isinstance(data, Pictures | Rows) else 0,
    )


def build_networks(plan: Plan, device: torch.device) -> tuple[nn.Module, Critic]:
    """G and D with fresh weights, which the seed decides and which leave the global random state as it was."""
    architecture = plan.experiment.architecture
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(derived_seed(plan.experiment.training.seed, WEIGHTS))
        G, D = architecture.build_generator(plan.spec), architecture.build_discriminator(plan.spec)
    return G.to(device), D.to(device)


def _lend_chance(game: Adversaries) -> None:
    """Layers that draw noise while they train do so from the run's own stream."""
    for network in (game.G, game.D):
        for module in network.modules():
            if isinstance(module, Chance):
                module.rng = game.rng


def _opened(plan: Plan) -> Generator[Preparing | Warned, None, Data]:
    try:
        return (yield from plan.experiment.data.open(plan.spec))
    except ProblemError as error:
        raise ProblemError(problem.under("data") for problem in error.problems) from error
