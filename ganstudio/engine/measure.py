"""How near the generator is to the data, measured the same way throughout a run and after it was resumed."""

from __future__ import annotations

import numpy as np
import torch

from ganstudio.datasets.base import Data, Pictures, Rows
from ganstudio.datasets.mixture import Mixture
from ganstudio.engine.adversaries import Adversaries
from ganstudio.engine.loader import Batch, as_seen, derived_seed
from ganstudio.metrics.mode_coverage import mode_coverage
from ganstudio.metrics.sliced_wasserstein import sliced_wasserstein
from ganstudio.sampling import evaluating, generated, latents
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
        real = real_rows(data, count, derived_seed(seed, REAL))
        self._real, self._y = real.x, None
        if architecture.conditioning.needs_classes and real.y is not None:
            self._y = real.y.repeat(-(-count // len(real)))[:count]  # of as many as there are latents
        self._z = latents(count, architecture, derived_seed(seed, LATENTS) % 2**31)
        self._seed = derived_seed(seed, PROJECTIONS)
        self._mixture = data if isinstance(data, Mixture) else None

    @torch.no_grad()
    def measure(self, game: Adversaries) -> tuple[dict[str, float], float]:
        """The distances of the samples that a person sees, and D's advantage over G as it stands.

        In evaluation mode; the networks' modes are left as they were.
        """
        with evaluating(game.G, game.D, game.average.network):
            fake = torch.cat([part.float().cpu() for part in generated(game.average.network, self._z, self._y)])
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
        y = None if self._y is None else self._y[:count].to(game.rng.device)
        fake = torch.cat(list(generated(game.G, self._z[:count], y)))
        real_logits, fake_logits = (game.D(game.pack(part.to(game.rng.device)), y) for part in (real, fake))
        return float((real_logits - fake_logits).sign().mean())


def real_rows(data: Data, count: int, seed: int) -> Batch:
    """Real samples as rows (at most `count`, D) in the units that the networks see, and their classes if any."""
    rng = np.random.default_rng(seed)
    match data:
        case Pictures():
            chosen = rng.permutation(len(data.pixels))[:count]  # in no order, as only the first may be used
            pixels, labels = torch.from_numpy(data.pixels[chosen]), torch.from_numpy(data.labels[chosen])
            return Batch(as_seen(pixels).flatten(1), labels)
        case Rows():
            chosen = rng.permutation(len(data.values))[:count]
            return Batch(torch.from_numpy(data.values[chosen]).float())
        case _:
            return Batch(data.draw(count, torch.Generator().manual_seed(seed)))
