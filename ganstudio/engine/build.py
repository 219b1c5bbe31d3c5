"""From a plan to a trainer, in the order of the flow."""

from __future__ import annotations

from collections.abc import Generator

import torch
from torch import nn

from ganstudio.datasets.base import Distribution, Pictures
from ganstudio.engine import device as devices
from ganstudio.engine.ema import Ema, NoEma
from ganstudio.engine.loader import derived_seed, loader_of
from ganstudio.engine.meter import Meter
from ganstudio.engine.phases import phases
from ganstudio.engine.sample import latents
from ganstudio.engine.train import Trainer
from ganstudio.engine.update import Adversaries
from ganstudio.events import Preparing, Warned
from ganstudio.plan import Plan
from ganstudio.problems import ProblemError

WEIGHTS, DATA, NOISE = range(3)  # the streams of random numbers that a run's seed is split into


def build(plan: Plan) -> Generator[Preparing | Warned, None, Trainer]:
    """Reads the data and makes the trainer, telling what takes a while.

    Raises ProblemError when the device or the data is not there.
    """
    experiment = plan.experiment
    training = experiment.training
    device = devices.choose_device(training)
    threads = devices.choose_threads(training)
    data = yield from _opened(plan)
    yield Preparing("Building the networks")
    G, D = build_networks(plan, device)
    game = Adversaries(
        G=G,
        D=D,
        average=Ema(G, training.ema.decay) if training.ema.enabled else NoEma(G),
        loss=experiment.loss,
        penalties=experiment.penalties,
        g_optimizer=experiment.optimizers.generator.build(G.parameters()),
        d_optimizer=experiment.optimizers.discriminator.build(D.parameters()),
        latent_dim=experiment.architecture.latent_dim,
        joint=not experiment.architecture.discriminator.mixes_samples(),
        rng=torch.Generator(device).manual_seed(derived_seed(training.seed, NOISE)),
        meter=Meter(),
    )
    return Trainer(
        plan=plan,
        game=game,
        loader=loader_of(data, derived_seed(training.seed, DATA), device),
        phases=phases(training.n_critic),
        grid=latents(experiment.recording.grid**2, experiment.architecture.latent_dim, training.seed),
        threads=threads,
        data_count=len(data.pixels) if isinstance(data, Pictures) else 0,
    )


def build_networks(plan: Plan, device: torch.device) -> tuple[nn.Module, nn.Module]:
    """G and D with fresh weights, which the seed decides and which leave the global random state as it was."""
    architecture = plan.experiment.architecture
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(derived_seed(plan.experiment.training.seed, WEIGHTS))
        G = architecture.generator.build(plan.spec, architecture.latent_dim)
        D = architecture.discriminator.build(plan.spec)
    return G.to(device), D.to(device)


def _opened(plan: Plan) -> Generator[Preparing | Warned, None, Pictures | Distribution]:
    try:
        return (yield from plan.experiment.data.open(plan.spec))
    except ProblemError as error:
        raise ProblemError(problem.under("data") for problem in error.problems) from error
