"""What every conditioning offers: networks that know of classes or codes, and the terms that make them heed these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.architectures import Discriminator, Generator
from ganstudio.catalog import Kind
from ganstudio.options import option
from ganstudio.priors import Prior
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor, nn

    from ganstudio.nets.critic import Critic


class Conditioning(Kind):
    """How the networks are told what a sample is to show. Fakes of a turn have the classes of its real samples."""

    needs_classes: ClassVar[bool] = False  # True where networks are given y, the classes of samples

    def problems(
        self, generator: Generator, discriminator: Discriminator, prior: Prior, spec: DataSpec
    ) -> Iterator[Problem]:
        """What keeps it from working with such networks and data; paths relative to the architecture.

        Those of this conditioning itself begin with “conditioning”.
        """
        return iter(())

    def generator(self, generator: Generator, spec: DataSpec, latent_dim: int) -> nn.Module:
        """G: z (B, latent_dim), y (B,) int64, or None where no classes are needed → (B, *spec.shape)."""
        return generator.build(spec, latent_dim)

    def discriminator(self, discriminator: Discriminator, spec: DataSpec, prior: Prior) -> Critic:
        """D, with whatever this conditioning adds to it. spec: that of what D judges."""
        return discriminator.build(spec)

    def d_terms(self, D: Critic, turn: Turn) -> dict[str, Tensor]:
        """Terms of D's loss, weighted, by what they are called in the curves; `turn.fake` has no gradient history.

        D: what `discriminator` gave, whose own parts they work on.
        """
        return {}

    def g_terms(self, D: Critic, turn: Turn) -> dict[str, Tensor]:
        """Terms of G's loss, weighted, by their names; D's weights have no gradient, `turn.fake` has.

        Of what D sees, they read `turn.fake_features` alone: of real samples, it sees nothing in G's turn.
        """
        return {}


class ByClass(Conditioning):
    """A conditioning on the classes of the data; this part is how G is told, a kind's own part is how D is."""

    needs_classes: ClassVar[bool] = True

    class_input: Literal["concat", "normalization"] = option(
        default="concat",
        label="G is told by",
        help="“concat” puts an embedding of the class beside the noise, with any network. “normalization” lets each "
        "class scale and shift the normalised maps: conditional batch normalisation, or adaptive instance "
        "normalisation (AdaIN) where G normalises instances.",
    )
    embedding_dim: int = option(
        default=32,
        ge=2,  # one number of a fixed size could tell two classes apart, no more
        le=1024,
        unit="numbers",
        label="Class embedding",
        help="How many learnt numbers stand for the class where it is put beside the noise, or beside a row that D "
        "judges.",
    )

    def problems(
        self, generator: Generator, discriminator: Discriminator, prior: Prior, spec: DataSpec
    ) -> Iterator[Problem]:
        if len(spec.classes) < 2:
            yield Problem(
                "conditioning",
                "this data has no classes to tell apart: choose data with classes, such as a folder with a sub-folder "
                "for each, or “none”",
            )
        if self.class_input == "normalization" and not generator.takes_classes():
            yield Problem(
                "conditioning.class_input",
                "G has no normalisation that a class could scale: choose “concat”, or batch or instance normalisation "
                "for G where it is offered",
            )

    def generator(self, generator: Generator, spec: DataSpec, latent_dim: int) -> nn.Module:
        from ganstudio.nets.classes import EmbeddedClass

        classes = len(spec.classes)
        if self.class_input == "normalization":
            return generator.build(spec, latent_dim, classes)
        return EmbeddedClass(generator.build(spec, latent_dim + self.embedding_dim), classes, self.embedding_dim)
