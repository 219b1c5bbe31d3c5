"""Mirrored pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.augments.base import Augment

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class Flips(Augment):
    """Mirrors half of all pictures left to right, real and fake, as if there were twice as many. Not for digits or
    letters, which G would learn to write mirrored."""

    kind: Literal["flips"] = "flips"
    label: ClassVar[str] = "Mirrored pictures"
    formula: ClassVar[str] = r"x_{h,w} \leftarrow x_{h,\,W-1-w}\ \ \mathrm{with\ probability}\ \frac{1}{2}"
    paper: ClassVar[str] = "Karras et al. 2020, Training Generative Adversarial Networks with Limited Data"
    changes_pictures: ClassVar[bool] = True

    def apply(self, x: Tensor, p: Tensor, rng: torch.Generator) -> Tensor:
        from ganstudio.nets.geometry import mirrored

        return mirrored(x, p / 2, rng)
