"""What the discriminator of a run sees in samples, and the data that both networks were trained on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from ganstudio.datasets.base import Dataset, Opening, Pictures
from ganstudio.datasets.published import Downloadable
from ganstudio.exploration.facts import Source
from ganstudio.latent.sources import best_device, critic_of
from ganstudio.nets.blocks import MinibatchStd
from ganstudio.nets.classes import ConcatCritic
from ganstudio.nets.critic import Critic
from ganstudio.problems import ProblemError
from ganstudio.runs import Run

Features = Callable[[Tensor], Tensor]
MOST_CLASSES = 10  # that a discriminator is asked about, where what it sees hangs on the class


def features_of(source: Source, device: torch.device | None = None) -> Features | None:
    """Samples (B, *shape) in −1…1 → what the run's discriminator sees in each, (B, F), differentiable in the samples.

    In evaluation mode, on the best device there is unless told. None for exported files, which come without it. Raises
    ProblemError where the run has no sound checkpoint.
    """
    critic = critic_of(source)
    if critic is None:
        return None
    run = Run.open(source.path)
    packing, classes = run.experiment().architecture.packing, len(run.spec().classes)
    return Sight(critic.to(device or best_device()), packing, classes)


class Sight:
    """What a discriminator sees in a sample, whatever stands beside it.

    Each sample is looked at as if it were alone: statistics over a group are those of the sample itself, and one that
    judges packs is given the same sample in every place. A discriminator that has the class beside the sample sees
    something else for each: the mean over up to 10 classes, spread evenly, asks for no class of the sample.
    """

    def __init__(self, critic: Critic, packing: int, classes: int) -> None:
        self._critic, self._packing = critic, packing
        for module in critic.modules():
            if isinstance(module, MinibatchStd):
                module.group = 1
        asked = min(classes, MOST_CLASSES) if isinstance(critic, ConcatCritic) else 1
        self._classes = np.linspace(0, classes - 1, asked).round().astype(int).tolist() if asked > 1 else [0]

    def __call__(self, x: Tensor) -> Tensor:
        packed = x.repeat(1, self._packing, *[1] * (x.dim() - 2))
        ys = (torch.full((len(x),), label, device=x.device) for label in self._classes)
        return torch.stack([self._critic.look(packed, y)[1] for y in ys]).mean(dim=0)


def data_of(source: Source) -> Opening:
    """The data that a run was trained on, in the size that its networks see: yields what there is to tell while it is
    read, and returns it. Pictures stay uint8, in memory or in a mapped file. Nothing is downloaded for it.

    Raises ProblemError where it is gone, or the source is an exported file.
    """
    if not source.is_run:
        raise ProblemError.single(
            "", "an exported generator does not know what it was trained on: open the run that it comes from"
        )
    run = Run.open(source.path)
    experiment, spec = run.experiment(), run.spec()
    try:
        data = yield from _at_hand(experiment.data).open(spec)
    except ProblemError as error:
        raise ProblemError(problem.under("data") for problem in error.problems) from error
    if isinstance(data, Pictures) and data.pixels.shape[1:] != spec.shape:
        raise ProblemError.single("data", "the pictures are no longer those that this run was trained on")
    return data


def _at_hand(data: Dataset) -> Dataset:
    """The data, as far as it is on this machine."""
    return data.revise("download", False) if isinstance(data, Downloadable) else data
