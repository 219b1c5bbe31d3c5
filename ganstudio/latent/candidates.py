"""Random places to begin a search with, in the form in which places are moved."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from torch import Tensor

from ganstudio.exploration.latents import Latents
from ganstudio.exploration.place import Space
from ganstudio.exploration.projection import Projection
from ganstudio.latent.model import Explorable
from ganstudio.problems import ProblemError

STREAM = 13  # apart from those of sampling and walks: no candidate may be a sample that somebody wants back
SPREAD_OF = 256  # places whose styles tell how styles are spread, at least


@dataclass(frozen=True, eq=False)
class Standing:
    """Places in the form in which they are moved: standard scores of the space that they lie in.

    u: (B, 1, latent_dim) in z, (B, 1, w_dim) or (B, layers, w_dim) in w. mean, std: of the space, (D,) or (1,).
    layers: that a style acts on, 1 in z. weights: of classes, (B, classes).
    """

    space: Space
    u: Tensor
    weights: Tensor | None
    mean: Tensor
    std: Tensor
    layers: int

    def __len__(self) -> int:
        return len(self.u)

    def values(self) -> Tensor:
        """As the generator takes them, (B, layers · D)."""
        return (self.mean + self.std * self.u).expand(-1, self.layers, -1).flatten(1)

    def strangeness(self) -> Tensor:
        """The squared difference of their length from the usual one of random places, 1: (B,)."""
        return (self.u.flatten(1).square().mean(dim=1).add(1e-12).sqrt() - 1).square()

    def latents(self) -> Latents:
        weights = None if self.weights is None else numbers(self.weights)
        return Latents(self.space, numbers(self.values()), weights)

    def part(self, chosen: slice | Tensor) -> Standing:
        return replace(self, u=self.u[chosen], weights=None if self.weights is None else self.weights[chosen])


def candidates_of(model: Explorable, options: Projection, classes: np.ndarray | None) -> Standing:
    """Random places in the space asked for; of all classes in turn where none are given. Raises ProblemError."""
    kinds = len(model.facts.classes)
    count = max(options.candidates, kinds if classes is None else 1)
    drawn = max(count, SPREAD_OF)
    rng = np.random.default_rng((STREAM, options.seed))
    z = rng.standard_normal((drawn, model.facts.latent_dim), dtype=np.float32)
    weights = _weights(kinds, classes, drawn)
    told = None if weights is None else model.tensor(weights[:count])
    if options.space == "z" or (options.space == "auto" and not model.facts.has_styles):
        nothing, one = model.tensor(np.zeros(1)), model.tensor(np.ones(1))
        return Standing("z", model.tensor(z[:count, None]), told, nothing, one, layers=1)
    w = model.in_space(Latents("z", z.astype(np.float64), weights), "w").values
    layers = model.facts.layers
    w = w.reshape(drawn, layers, -1)[:, 0]  # the same in all layers
    mean, std = w.mean(axis=0), w.std(axis=0).clip(1e-6)
    u = ((w[:count] - mean) / std)[:, None].repeat(layers if options.per_layer else 1, axis=1)
    return Standing("w", model.tensor(u), told, model.tensor(mean), model.tensor(std), layers)


def numbers(x: Tensor) -> np.ndarray:
    """Off the device, as float64."""
    return x.detach().cpu().numpy().astype(np.float64)


def _weights(kinds: int, classes: np.ndarray | None, count: int) -> np.ndarray | None:
    """(count, kinds), None where the generator knows of none."""
    if classes is None:
        return np.eye(kinds)[np.arange(count) % kinds] if kinds else None
    if not kinds:
        raise ProblemError.single("classes", "this generator knows of no classes: leave them out")
    weights = np.asarray(classes, np.float64).reshape(-1)
    if len(weights) != kinds or not weights.sum() > 0:
        raise ProblemError.single("classes", f"there must be {kinds} weights of classes, and not all of them 0")
    return np.tile(weights / weights.sum(), (count, 1))
