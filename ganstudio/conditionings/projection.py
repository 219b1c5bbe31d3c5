"""The projection discriminator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.architectures import Discriminator, Generator
from ganstudio.conditionings.base import ByClass
from ganstudio.priors import Prior
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    from ganstudio.nets.critic import Critic


class Projection(ByClass):
    """D's score grows by how well what it sees goes with what it has learnt of the asked class: strong and simple."""

    kind: Literal["projection"] = "projection"
    label: ClassVar[str] = "Projection D"
    formula: ClassVar[str] = r"D(x, y) = \psi(\phi(x)) + v_y^{\top} \phi(x)"
    paper: ClassVar[str] = "Miyato and Koyama 2018, cGANs with Projection Discriminator, eq. 8"

    def problems(
        self, generator: Generator, discriminator: Discriminator, prior: Prior, spec: DataSpec
    ) -> Iterator[Problem]:
        yield from super().problems(generator, discriminator, prior, spec)
        if discriminator.is_energy:
            message = "D's score is minus an error here, which no class can raise: choose “auxiliary_classifier”"
            yield Problem("conditioning", message)

    def discriminator(self, discriminator: Discriminator, spec: DataSpec, prior: Prior) -> Critic:
        from ganstudio.nets.classes import ProjectionCritic

        return ProjectionCritic(discriminator.build(spec), len(spec.classes), discriminator.bounds_slope())
