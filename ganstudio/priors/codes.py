"""Noise beside a few numbers that can come to mean something, as InfoGAN lays them out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.priors.base import Prior
from ganstudio.problems import Problem

if TYPE_CHECKING:
    from torch import Tensor


class Codes(Prior):
    """Normal noise, then codes that choose one of several categories, then even numbers between −1 and 1.

    G may use a category for the kind of a sample and an even number for its slant or width, so that turning one knob
    changes one thing.
    """

    kind: Literal["codes"] = "codes"
    label: ClassVar[str] = "Noise and codes (InfoGAN)"
    formula: ClassVar[str] = (
        r"z = (n, c, u) \qquad n \sim \mathcal{N}(0, I) \quad c_i \sim \mathrm{Cat}(K, 1/K)"
        r"\quad u_j \sim \mathcal{U}({-1}, 1)"
    )
    paper: ClassVar[str] = (
        "Chen et al. 2016, InfoGAN: Interpretable Representation Learning by Information Maximizing GANs, section 7"
    )
    discrete: int = option(default=1, ge=0, le=64, label="Discrete codes", help="How many codes choose a category.")
    categories: int = option(
        default=10, ge=2, le=1000, label="Categories", help="Among how many categories each discrete code chooses."
    )
    continuous: int = option(
        default=2, ge=0, le=1024, label="Continuous codes", help="How many numbers between −1 and 1 there are."
    )

    def of_normal(self, n: Tensor) -> Tensor:
        import torch

        noise, blocks, tail = self.split(n)
        # the largest of a block is each of them with equal chances
        codes = torch.zeros_like(blocks).scatter_(2, blocks.argmax(2, keepdim=True), 1.0)
        return torch.cat((noise, codes.flatten(1), (tail / math.sqrt(2)).erf()), dim=1)

    def split(self, z: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(B, latent_dim) → noise (B, rest), discrete codes (B, discrete, categories), continuous (B, continuous)."""
        end = z.shape[1] - self.continuous
        begin = end - self.discrete * self.categories
        return z[:, :begin], z[:, begin:end].unflatten(1, (self.discrete, self.categories)), z[:, end:]

    def problems(self, latent_dim: int) -> Iterator[Problem]:
        needed = self.discrete * self.categories + self.continuous
        if latent_dim < needed:
            yield Problem(
                "",
                f"needs a latent dimension of at least {needed}: {self.discrete} × {self.categories} for the discrete "
                f"codes and {self.continuous} for the continuous ones; it is {latent_dim}",
            )

    def advice(self, latent_dim: int) -> Iterator[Problem]:
        if self.discrete and latent_dim == self.discrete * self.categories:
            yield Problem(
                "", "no noise is left beside the discrete codes: G can make one sample for each choice, no more"
            )
