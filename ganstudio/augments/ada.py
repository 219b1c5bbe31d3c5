"""Adaptive discriminator augmentation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.augments.adaptive import AdaptiveAugment
from ganstudio.options import option
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class Ada(AdaptiveAugment):
    """Changes pictures in many ways, real and fake, as often as D's overfitting asks for. The usual choice from a few
    hundred to some ten thousand pictures.

    Pictures are resampled at twice their density between two wavelet filters (sym6) as in the paper, but each runs
    forth and back, so that nothing moves, and bilinear between the denser pixels.
    """

    kind: Literal["ada"] = "ada"
    label: ClassVar[str] = "Adaptive augmentation (ADA)"
    formula: ClassVar[str] = (
        r"p \leftarrow p + \frac{n}{N}\, \mathrm{sign}(r - r^*), \quad r = \mathbb{E}[\mathrm{sign}\, D(x)]"
    )
    paper: ClassVar[str] = (
        "Karras et al. 2020, Training Generative Adversarial Networks with Limited Data, section 3 and appendix B"
    )
    changes_pictures: ClassVar[bool] = True
    blitting: bool = option(
        default=True, help="Mirror, turn by quarters and move by whole pixels, up to an eighth of the side."
    )
    geometry: bool = option(default=True, help="Scale, turn by any angle, stretch, and move by parts of a pixel.")
    colour: bool = option(default=True, help="Change brightness, contrast, light for dark, hue and saturation.")
    filter: bool = option(default=False, help="Make coarse and fine detail stronger or weaker.")
    noise: bool = option(default=False, help="Add noise to every value.")
    cutout: bool = option(default=False, label="Cut-out", help="Hide a square with half of the side under mid-grey.")

    def problems(self, spec: DataSpec) -> Iterator[Problem]:
        yield from super().problems(spec)
        if not (self.blitting or self.geometry or self.colour or self.filter or self.noise or self.cutout):
            yield Problem("kind", "all its changes are off: switch one on, or choose “none”")

    def apply(self, x: Tensor, p: Tensor, rng: torch.Generator) -> Tensor:
        from ganstudio.nets.colour import amplified, recoloured, sprinkled
        from ganstudio.nets.geometry import blitted, cut_out, warped

        if self.blitting:
            x = blitted(x, p, rng)
        if self.geometry:
            x = warped(x, p, rng)
        if self.colour:
            x = recoloured(x, p, rng)
        if self.filter:
            x = amplified(x, p, rng)
        if self.noise:
            x = sprinkled(x, p, rng)
        if self.cutout:
            x = cut_out(x, p, 1 / 2, rng)
        return x
