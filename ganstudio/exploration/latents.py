"""Places as the numbers they stand for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ganstudio.exploration.place import Place, Space


@dataclass(frozen=True, eq=False)
class Latents:
    """Some places in one space.

    values: (N, D) float64; D is latent_dim in z, where they are normal numbers that the prior turns into z, and
    layers · w_dim in w. classes: (N, classes) float64, weights that sum to 1, None where the generator knows of none.
    """

    space: Space
    values: np.ndarray
    classes: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.values)

    def part(self, chosen: slice | np.ndarray) -> Latents:
        return Latents(self.space, self.values[chosen], None if self.classes is None else self.classes[chosen])

    def place(self, index: int, name: str = "") -> Place:
        """One of them as a place with numbers of its own."""
        classes = () if self.classes is None else tuple(map(float, self.classes[index]))
        return Place(name=name, space=self.space, values=tuple(map(float, self.values[index])), classes=classes)
