"""The conditional GAN: the class beside the sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.architectures import Discriminator, Generator
from ganstudio.conditionings.base import ByClass
from ganstudio.priors import Prior
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec

if TYPE_CHECKING:
    from ganstudio.nets.critic import Critic


class Concat(ByClass):
    """D is shown the class beside the sample, as one more channel of a picture or further numbers of a row: the first
    conditional GAN, with any network."""

    kind: Literal["concat"] = "concat"
    label: ClassVar[str] = "Concatenation (cGAN)"
    formula: ClassVar[str] = r"D(x, y) = f([x, e_y])"
    paper: ClassVar[str] = "Mirza and Osindero 2014, Conditional Generative Adversarial Nets, section 3.2"

    def problems(
        self, generator: Generator, discriminator: Discriminator, prior: Prior, spec: DataSpec
    ) -> Iterator[Problem]:
        yield from super().problems(generator, discriminator, prior, spec)
        refuses_more = any(discriminator.problems(self._with_room(spec)))
        if refuses_more and not any(discriminator.problems(spec)):
            yield Problem("conditioning", "this D has no room for a class beside the sample: choose “projection”")

    def discriminator(self, discriminator: Discriminator, spec: DataSpec, prior: Prior) -> Critic:
        from ganstudio.nets.classes import ConcatCritic

        return ConcatCritic(discriminator.build(self._with_room(spec)), len(spec.classes), self._room(spec))

    def _with_room(self, spec: DataSpec) -> DataSpec:
        """The spec of samples with the class beside them; such a row is no longer a table's or a series'."""
        first, *rest = spec.shape
        return replace(spec, shape=(first + self._room(spec)[0], *rest), columns=(), is_series=False)

    def _room(self, spec: DataSpec) -> tuple[int, ...]:
        return (1, *spec.shape[1:]) if spec.is_pictures else (self.embedding_dim,)
