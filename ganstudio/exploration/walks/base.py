"""What every walk offers: a point of latent space at each moment."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from ganstudio.catalog import Kind
from ganstudio.options import option

STREAM = 12  # apart from that of sampling: a walk must not lead from a latent of the same seed to itself


class Walk(Kind):
    """A way through latent space that begins at the first of the chosen points."""

    fewest: ClassVar[int] = 1  # points that it needs

    @property
    def is_loop(self) -> bool:
        """True where the end is the beginning."""
        raise NotImplementedError

    def course(self, points: np.ndarray, t: np.ndarray) -> np.ndarray:
        """Points (K, D) in a space with the spread of standard normal numbers, t (F,) in 0…1 → (F, D).

        Meets a point exactly where it meets it; each frame depends on its own t only.
        """
        raise NotImplementedError

    def times(self, frames: int) -> np.ndarray:
        """t (frames,), evenly from 0 to 1; a loop leaves out the 1, which would show its first frame twice."""
        return np.linspace(0, 1, frames, endpoint=not self.is_loop)

    def along(
        self,
        points: np.ndarray,
        t: np.ndarray,
        *,
        centre: np.ndarray | None = None,
        scale: np.ndarray | None = None,
    ) -> np.ndarray:
        """The walk past the points (K, D) at t (F,) in 0…1 → (F, D).

        A space such as w, which is not spread as normal numbers are, has a centre and a standard deviation of each
        dimension, both (D,): angles, lengths and steps are then those of (points − centre) / scale.
        """
        points, t = np.asarray(points, np.float64), np.asarray(t, np.float64)
        if centre is None and scale is None:
            return self.course(points, t)
        middle = 0.0 if centre is None else np.asarray(centre, np.float64)
        spread = 1.0 if scale is None else _spread(np.asarray(scale, np.float64))
        normal = (points - middle) / spread
        course = self.course(normal, t)
        path = course * spread + middle
        for point, there in zip(points, normal, strict=True):
            path[(course == there).all(axis=1)] = point  # rounding on the way there and back must not move it
        return path


def closed_option() -> Any:
    """The option of walks that may lead back."""
    return option(default=False, help="Leads back to the first point in the end, so that it can go round for ever.")


def seed_option() -> Any:
    """The option of walks with something random in them."""
    return option(default=0, ge=0, le=2**31 - 1, help="Same seed, same walk.")


def draws(seed: int) -> np.random.Generator:
    """Where the random numbers of a walk come from."""
    return np.random.default_rng((STREAM, seed))


def _spread(scale: np.ndarray) -> np.ndarray:
    """The standard deviations, those of dimensions that never vary replaced: 0 divides nothing."""
    return np.maximum(scale, float(scale.max()) * 1e-6 or 1.0)
