"""The real samples that a generator was trained on, and what its discriminator sees in them: read once and kept."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ganstudio.datasets.base import Data, Pictures, Rows
from ganstudio.events import Preparing, Warned
from ganstudio.exploration.facts import Source
from ganstudio.exploration.views import By
from ganstudio.latent.features import Features, data_of, features_of
from ganstudio.latent.sources import best_device
from ganstudio.problems import ProblemError
from ganstudio.runs import Run
from ganstudio.sampling import as_values
from ganstudio.spec import DataSpec

AT_ONCE = 1 << 22  # numbers that are compared at a time: 32 MB
MOST_AT_ONCE = 2048  # samples, so that there is soon something to tell
LOOKED_AT = 256  # samples that D looks at together
MOST_KEPT = 1 << 28  # features that are kept: 1 GB

Waiting = Generator[Preparing | Warned, None, None]


@dataclass(frozen=True)
class Part:
    """Some training samples as they are compared: (n, D) float64, from number `start` on; mirrored copies too where
    training saw them."""

    start: int
    plain: Tensor
    mirrored: Tensor | None


class Reals:
    """For one source and one thread. Nothing is read before it is asked for; `open` comes before all but `features`.

    Of a run that goes on, D stays as it was when it was first asked for.
    """

    def __init__(self, source: Source, device: torch.device | None = None) -> None:
        self.source, self.device = source, device or best_device()
        self.between: dict[By, float] = {}  # how far training samples usually are from the nearest other one
        self._data: Data | None = None
        self._spec: DataSpec | None = None
        self._sight: Features | None = None
        self._kept = torch.empty(0)  # (1 or 2 with mirrored ones, N, F) float32
        self._known = 0  # of N

    def open(self) -> Waiting:
        """Reads the data unless it is there. Raises ProblemError."""
        if self._data is None:
            self._data = yield from data_of(self.source)

    @property
    def spec(self) -> DataSpec:
        if self._spec is None:
            self._spec = Run.open(self.source.path).spec()
        return self._spec

    @property
    def features(self) -> Features:
        """What D sees in samples (B, *shape) in −1…1 on `device`. Raises ProblemError where D is not known."""
        if self._sight is None:
            self._sight = features_of(self.source, self.device)
        if self._sight is None:
            raise ProblemError.single(
                "",
                "an exported generator comes without its discriminator, and so without features: choose pixels, or "
                "open the run that it comes from",
            )
        return self._sight

    @property
    def count(self) -> int:
        """Training samples. Raises ProblemError where they are drawn without end."""
        return len(self._listed())

    @property
    def flips(self) -> bool:
        return isinstance(self._data, Pictures) and self._data.flips

    def compared(self, x: Tensor, by: By) -> Tensor:
        """Samples as `samples` and `tensor` give them → what distances are taken of, (n, D) float64.

        Pixels stay whole numbers: float64 adds and multiplies these without any rounding.
        """
        if by == "pixels":
            return x.to(self.device).flatten(1).double()
        return torch.cat([self._looked_at(part) for part in x.split(LOOKED_AT)]).double()

    def parts(self, by: By) -> Iterator[Part]:
        """All training samples, in parts of bounded size; features are kept if they fit."""
        count, kinds = self.count, 2 if self.flips else 1
        width = self.compared(self.samples(np.zeros(1, int)), by).shape[1]
        step = min(max(1, AT_ONCE // width), MOST_AT_ONCE)
        keeps = by == "features" and kinds * count * width <= MOST_KEPT
        if keeps and not self._known:
            self._kept = torch.empty(kinds, count, width)
        for start in range(0, count, step):
            stop = min(start + step, count)
            if keeps and stop <= self._known:
                plain, *mirrored = self._kept[:, start:stop].to(self.device).double()
            else:
                x = self.samples(np.arange(start, stop))
                plain, *mirrored = (self.compared(copy, by) for copy in ([x, x.flip(-1)] if self.flips else [x]))
                if keeps:
                    self._kept[:, start:stop] = torch.stack([plain, *mirrored]).cpu()
                    self._known = stop
            yield Part(start, plain, mirrored[0] if mirrored else None)

    def samples(self, indices: np.ndarray) -> Tensor:
        """Training samples by their numbers: (n, C, H, W) uint8, or (n, D) float32 as networks see them."""
        listed = self._listed()
        return torch.from_numpy((listed.pixels if isinstance(listed, Pictures) else listed.values)[indices])

    def some(self, count: int, seed: int) -> tuple[Tensor, np.ndarray | None]:
        """At most that many real samples, which the seed decides, as `samples` gives them, and their classes if any."""
        match self._data:
            case Pictures() | Rows() as listed:
                chosen = np.sort(np.random.default_rng(seed).permutation(len(listed))[:count])
                labels = listed.labels if isinstance(listed, Pictures) and self.spec.classes else None
                return self.samples(chosen), None if labels is None else labels[chosen]
            case None:
                raise AssertionError("`open` comes first")
            case distribution:
                return distribution.draw(count, torch.Generator().manual_seed(seed)), None

    def tensor(self, samples: np.ndarray) -> Tensor:
        """Samples as a person sees them → as `samples` gives them."""
        if samples.ndim == 4:
            return torch.from_numpy(np.ascontiguousarray(samples.transpose(0, 3, 1, 2)))
        return torch.from_numpy(self.spec.standardised(samples).astype(np.float32))

    def seen(self, x: Tensor) -> np.ndarray:
        """Samples as `samples` gives them → as a person sees them."""
        if x.dim() == 4:
            return np.ascontiguousarray(x.permute(0, 2, 3, 1).numpy())
        return self.spec.restored(as_values(x))

    @torch.no_grad()
    def _looked_at(self, x: Tensor) -> Tensor:
        return self.features(as_networks_see(x.to(self.device)))

    def _listed(self) -> Pictures | Rows:
        assert self._data is not None, "`open` comes first"
        if not isinstance(self._data, Pictures | Rows):
            raise ProblemError.single(
                "", "this data is drawn without end: there are no training samples that could be listed or copied"
            )
        return self._data


def as_networks_see(x: Tensor) -> Tensor:
    """uint8 pixels → −1…1 float32; rows of numbers as they are."""
    return x.float().mul_(2 / 255).sub_(1) if x.dtype == torch.uint8 else x
