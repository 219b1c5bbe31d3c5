"""Adaptive pseudo augmentation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.augments.adaptive import AdaptiveAugment
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class Apa(AdaptiveAugment):
    """Shows D some of G's own samples as if they were real, as often as D's overfitting asks for. Works with any data
    and costs nearly nothing."""

    kind: Literal["apa"] = "apa"
    label: ClassVar[str] = "Adaptive pseudo augmentation (APA)"
    formula: ClassVar[str] = r"x \leftarrow G(z)\ \ \mathrm{with\ probability}\ p"
    paper: ClassVar[str] = (
        "Jiang et al. 2021, Deceive D: Adaptive Pseudo Augmentation for GAN Training with Limited Data, section 3"
    )

    def problems(self, spec: DataSpec) -> Iterator[Problem]:
        yield from super().problems(spec)
        if self.limit == 1:
            yield Problem("limit", "at 1, D may be shown no real sample at all: choose less")

    def mixed(self, real: Tensor, fake: Tensor, p: Tensor, rng: torch.Generator) -> Tensor:
        import torch

        from ganstudio.nets.draws import chosen

        # each by the fake of its own place, which has its class, too
        gate = chosen(real, p, rng).view(-1, *[1] * (real.dim() - 1))
        return torch.where(gate, fake, real)
