"""What every latent prior offers: latents, made of standard normal numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ganstudio.catalog import Kind
from ganstudio.problems import Problem

if TYPE_CHECKING:
    from torch import Tensor


class Prior(Kind):
    """Where the noise z comes from that G turns into samples.

    All randomness is in the normal numbers, so one seed gives the same latents on every device, and a path between
    normal numbers is a path between latents.
    """

    def of_normal(self, n: Tensor) -> Tensor:
        """Standard normal numbers (B, latent_dim) → latents (B, latent_dim)."""
        raise NotImplementedError

    def problems(self, latent_dim: int) -> Iterator[Problem]:
        """What keeps it from filling so many numbers; paths relative to this prior."""
        return iter(())

    def advice(self, latent_dim: int) -> Iterator[Problem]:
        """What is possible and yet likely to disappoint; paths relative to this prior."""
        return iter(())
