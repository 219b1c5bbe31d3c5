"""How near the generator is to the data, measured the same way throughout a run and after it was resumed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn

from ganstudio.datasets.base import Data, Pictures, Rows
from ganstudio.datasets.mixture import Mixture
from ganstudio.engine.adversaries import Adversaries
from ganstudio.engine.loader import derived_seed
from ganstudio.engine.sample import AT_ONCE, latents
from ganstudio.metrics.mode_coverage import mode_coverage
from ganstudio.metrics.sliced_wasserstein import sliced_wasserstein
from ganstudio.sections import Architecture
from ganstudio.spec import DataSpec

SAMPLES, POINTS = 512, 2500  # pictures and rows; points, as many as the papers on modes count
FEWEST, NUMBERS = 64, 1 << 24  # fewer of large pictures, so that they stay within some 64 MB
COMPARED = 1024  # samples whose distance is measured
JUDGED = 256  # samples that D's advantage is measured with
DIRECTIONS = 64  # that they are projected on
REAL, LATENTS, PROJECTIONS = range(3)  # the streams of random numbers that the seed is split into


class Yardstick:
    """Real samples, latents and directions, all fixed by the seed, so that only the networks make a difference."""

    def __init__(self, data: Data, architecture: Architecture, spec: DataSpec, seed: int):
        count = POINTS if spec.values == 2 else max(FEWEST, min(SAMPLES, NUMBERS // spec.values))
        self._shape = spec.shape
        self._real = real_rows(data, count, derived_seed(seed, REAL))
        self._z = latents(count, architecture, derived_seed(seed, LATENTS) % 2**31)
        self._seed = derived_seed(seed, PROJECTIONS)
        self._mixture = data if isinstance(data, Mixture) else None

    @torch.no_grad()
    def measure(self, game: Adversaries) -> tuple[dict[str, float], float]:
        """The distances of the samples that a person sees, and D's advantage over G as it stands.

        In evaluation mode; the networks' modes are left as they were.
        """
        with evaluating(game.G, game.D, game.average.network):
            fake = samples_of(game.average.network, self._z)
            advantage = self._advantage(game)
        rng = torch.Generator().manual_seed(self._seed)
        real, compared = self._real[:COMPARED], fake[:COMPARED].flatten(1)
        values = {"sliced_wasserstein": sliced_wasserstein(real, compared, rng, DIRECTIONS)}
        if self._mixture is not None:
            coverage = mode_coverage(fake.numpy(), self._mixture.centres(), self._mixture.std)
            values |= {
                "modes": float(coverage.found),
                "high_quality": coverage.high_quality,
                "reverse_kl": coverage.reverse_kl,
            }
        return values, advantage

    def _advantage(self, game: Adversaries) -> float:
        """How often D scores a real sample above a fake, beyond chance: −1…1."""
        count = min(JUDGED, len(self._real), len(self._z)) // game.architecture.packing * game.architecture.packing
        real = self._real[:count].view(count, *self._shape)
        fake = samples_of(game.G, self._z[:count])
        device = game.rng.device
        real_logits, fake_logits = (game.D(game.pack(part.to(device))).cpu() for part in (real, fake))
        return float((real_logits - fake_logits).sign().mean())


def samples_of(G: nn.Module, z: Tensor) -> Tensor:
    """G(z), (N, *shape) float32, on the CPU."""
    device = next(G.parameters()).device
    return torch.cat([G(part.to(device)).float().cpu() for part in z.split(AT_ONCE)])


@contextmanager
def evaluating(*networks: nn.Module) -> Iterator[None]:
    """The networks in evaluation mode, then in the mode they were in."""
    modes = [network.training for network in networks]
    for network in networks:
        network.eval()
    try:
        yield
    finally:
        for network, mode in zip(networks, modes, strict=True):
            network.train(mode)


def real_rows(data: Data, count: int, seed: int) -> Tensor:
    """Real samples as rows (at most `count`, D) in the units that the networks see, on the CPU."""
    rng = np.random.default_rng(seed)
    match data:
        case Pictures():
            chosen = rng.permutation(len(data.pixels))[:count]  # in no order, as only the first may be used
            return torch.from_numpy(data.pixels[chosen]).float().mul_(2 / 255).sub_(1).flatten(1)
        case Rows():
            chosen = rng.permutation(len(data.values))[:count]
            return torch.from_numpy(data.values[chosen]).float()
        case _:
            return data.draw(count, torch.Generator().manual_seed(seed))
