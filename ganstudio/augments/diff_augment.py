"""DiffAugment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.augments.base import Augment
from ganstudio.options import option
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class DiffAugment(Augment):
    """Changes colours, place and a part of every picture, real and fake, before D sees it; G learns through the
    changes. A good start for a few hundred pictures, with nothing to tune."""

    kind: Literal["diff_augment"] = "diff_augment"
    label: ClassVar[str] = "DiffAugment"
    formula: ClassVar[str] = r"D(T(x)),\quad D(T(G(z)))"
    paper: ClassVar[str] = "Zhao et al. 2020, Differentiable Augmentation for Data-Efficient GAN Training, section 3"
    changes_pictures: ClassVar[bool] = True
    colour: bool = option(
        default=True, help="Change brightness, contrast and saturation, of which grey pictures have none."
    )
    translation: bool = option(
        default=True, help="Move by up to an eighth of the side; mid-grey fills what is uncovered."
    )
    cutout: bool = option(default=True, label="Cut-out", help="Hide a square with half of the side under mid-grey.")

    def problems(self, spec: DataSpec) -> Iterator[Problem]:
        yield from super().problems(spec)
        if not (self.colour or self.translation or self.cutout):
            yield Problem("kind", "all its changes are off: switch one on, or choose “none”")

    def apply(self, x: Tensor, p: Tensor, rng: torch.Generator) -> Tensor:
        from ganstudio.nets.colour import tinted
        from ganstudio.nets.geometry import cut_out, translated

        if self.colour:
            x = tinted(x, p, rng)
        if self.translation:
            x = translated(x, p, 1 / 8, rng)
        if self.cutout:
            x = cut_out(x, p, 1 / 2, rng)
        return x
