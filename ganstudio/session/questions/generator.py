"""The generator itself: loaded, renewed with what its run has learnt, and asked for the picture in view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ganstudio.events import Weights
from ganstudio.exploration.facts import Drawn, Facts, Source
from ganstudio.exploration.look import Look
from ganstudio.exploration.pose import Pose
from ganstudio.session.keepsake import Kept, read

if TYPE_CHECKING:
    from ganstudio.latent.model import Explorable


def load(source: Source, warm: Callable[[], None], *, alone: bool) -> Explorable:
    """On a lane's thread. alone: nothing is trained, so that this thread may say with how many others it computes."""
    warm()
    import torch

    from ganstudio.latent.sources import load

    torch.set_flush_denormal(True)  # as the command line does, for this thread
    if alone:  # torch tells MKL for all threads: a run in progress must not be told
        torch.set_num_threads(1)
    return load(source)


def read_kept(source: Source, model: Explorable) -> Iterator[Kept]:
    """What was found in it before."""
    yield read(source)


def take(weights: Weights, model: Explorable) -> Iterator[Facts]:
    model.load(weights.tensors, weights.step)
    yield model.facts


def settle(source: Source, model: Explorable) -> Iterator[tuple[Weights, Facts]]:
    """The generator as its run left it, in the place of what was lent."""
    from ganstudio.latent.sources import weights_of

    weights = weights_of(source)
    model.settle(source, weights.tensors, weights.step)
    yield weights, model.facts


def draw_pose(pose: Pose, look: Look, model: Explorable) -> Iterator[Drawn]:
    yield model.draw(model.resolve(pose), look)
