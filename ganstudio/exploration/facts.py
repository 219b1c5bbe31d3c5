"""What is to be known of a generator before it is explored, and what came of a look at it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganstudio.exploration.latents import Latents
from ganstudio.exploration.place import Space


@dataclass(frozen=True)
class Source:
    """Where a generator comes from: a run folder, at a step or its newest, or an exported file.

    follows: it is the averaged generator of that run while it is trained.
    """

    path: Path
    step: int | None = None
    follows: bool = False

    @property
    def is_run(self) -> bool:
        return self.path.is_dir()


@dataclass(frozen=True)
class Facts:
    """A generator as the explorer must know it. sample_shape: (C, H, W) of a picture, (D,) of a row."""

    source: Source
    name: str
    step: int
    sample_shape: tuple[int, ...]
    latent_dim: int
    classes: tuple[str, ...]
    spaces: tuple[Space, ...]
    layers: int  # that a style acts on; 0 where there are no styles
    has_noise: bool
    columns: tuple[str, ...] = ()
    is_series: bool = False
    codes: tuple[str, ...] = ()  # names of InfoGAN's codes, where the prior has any

    @property
    def is_pictures(self) -> bool:
        return len(self.sample_shape) == 3

    @property
    def has_styles(self) -> bool:
        return self.layers > 0


@dataclass(frozen=True, eq=False)
class Drawn:
    """Samples and the places they were made of: (N, H, W, C) uint8 or (N, D) float32 in the data's own units."""

    samples: np.ndarray
    latents: Latents
    step: int  # of the generator
