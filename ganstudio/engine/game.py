"""From a plan to the game: two networks with fresh weights and all that they are trained by."""

from __future__ import annotations

import torch
from torch import nn

from ganstudio.engine.adversaries import Adversaries
from ganstudio.engine.ema import Ema, NoEma
from ganstudio.engine.loader import derived_seed
from ganstudio.engine.meter import Meter
from ganstudio.engine.precision import precision
from ganstudio.engine.transfer import freeze
from ganstudio.engine.tuning import Arithmetic
from ganstudio.nets.blocks import Chance
from ganstudio.nets.critic import Critic
from ganstudio.plan import Plan
from ganstudio.problems import ProblemError

WEIGHTS, DATA, NOISE, MEASURE = range(4)  # the streams of random numbers that a run's seed is split into


def build_networks(plan: Plan, device: torch.device) -> tuple[nn.Module, Critic]:
    """G and D with fresh weights, which the seed decides and which leave the global random state as it was."""
    architecture = plan.experiment.architecture
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(derived_seed(plan.experiment.training.seed, WEIGHTS))
        G, D = architecture.build_generator(plan.spec), architecture.build_discriminator(plan.spec)
    return G.to(device), D.to(device)


def game_of(plan: Plan, G: nn.Module, D: Critic, way: Arithmetic, device: torch.device) -> Adversaries:
    """The game of these networks, which are laid out in memory as `way` says.

    Raises ProblemError when nothing of D is left to learn.
    """
    experiment, training = plan.experiment, plan.experiment.training
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
    return game


def _lend_chance(game: Adversaries) -> None:
    """Layers that draw noise while they train do so from the run's own stream."""
    for network in (game.G, game.D):
        for module in network.modules():
            if isinstance(module, Chance):
                module.rng = game.rng
