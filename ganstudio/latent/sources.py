"""Where generators to explore come from, and what belongs to them: the discriminator and the data of their run."""

from __future__ import annotations

import torch

from ganstudio.checkpoints import trained_critic, trained_generator
from ganstudio.events import Weights
from ganstudio.exploration.facts import Source
from ganstudio.generator_files import read_generator
from ganstudio.latent.model import Explorable
from ganstudio.nets.critic import Critic
from ganstudio.problems import ProblemError
from ganstudio.runs import Run
from ganstudio.trained import TrainedGenerator


def load(source: Source) -> Explorable:
    """The generator of a source, on the best device there is. Raises ProblemError."""
    return Explorable(_trained(source), source, best_device())


def weights_of(source: Source) -> Weights:
    """Those of the generator of a source. Raises ProblemError."""
    trained = _trained(source)
    return Weights(trained.step, {name: tensor.numpy() for name, tensor in trained.network.state_dict().items()})


def critic_of(source: Source) -> Critic | None:
    """The discriminator that the generator was trained against, on the CPU; None where it is not known.

    Raises ProblemError where the checkpoint is damaged.
    """
    return trained_critic(Run.open(source.path), source.step) if source.is_run else None


def best_device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _trained(source: Source) -> TrainedGenerator:
    if source.is_run:
        run = Run.open(source.path)
        if source.follows and not run.has_checkpoint():
            return _untrained(run)
        return trained_generator(run, source.step)
    if not source.path.exists():
        raise ProblemError.single("", f"there is no run folder or generator file {source.path}")
    return read_generator(source.path)


def _untrained(run: Run) -> TrainedGenerator:
    """A generator without weights of its own, which the run in progress is to lend."""
    experiment, spec = run.experiment(), run.spec()
    with torch.random.fork_rng(devices=[]):
        G = experiment.architecture.build_generator(spec)
    return TrainedGenerator(G.eval().requires_grad_(False), experiment.architecture, spec, experiment.name, 0)
