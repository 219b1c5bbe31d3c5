"""InfoGAN: codes that come to mean something by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.architectures import Discriminator, Generator
from ganstudio.conditionings.base import Conditioning
from ganstudio.options import option
from ganstudio.priors import Prior
from ganstudio.priors.codes import Codes
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor

    from ganstudio.nets.critic import Critic


class InfoGan(Conditioning):
    """A layer on D guesses the codes that a fake was made of, and G helps it: so the codes come to mean something, such
    as the digit or its slant, without any labels."""

    kind: Literal["info_gan"] = "info_gan"
    label: ClassVar[str] = "Codes (InfoGAN)"
    formula: ClassVar[str] = (
        r"x = G(n, c, u) \qquad -\lambda_1\, \mathbb{E}[\log Q(c \mid x)] - \lambda_2\, \mathbb{E}[\log Q(u \mid x)]"
    )
    paper: ClassVar[str] = (
        "Chen et al. 2016, InfoGAN: Interpretable Representation Learning by Information Maximizing GANs, eq. 5 and 6"
    )
    weight_discrete: float = option(
        default=1.0,
        ge=0,
        le=1000,
        log=True,
        label="Discrete weight",
        help="Factor before the guesses of categories in both losses.",
    )
    weight_continuous: float = option(
        default=0.1,
        ge=0,
        le=1000,
        log=True,
        label="Continuous weight",
        help="Factor before the guesses of numbers in both losses.",
    )
    learns_variance: bool = option(
        default=False,
        label="Learn the variance",
        help="D also says how sure it is of each number, instead of taking squared errors as they are.",
    )

    def problems(
        self, generator: Generator, discriminator: Discriminator, prior: Prior, spec: DataSpec
    ) -> Iterator[Problem]:
        if not isinstance(prior, Codes):
            yield Problem("conditioning", "there are no codes for D to guess: choose “codes” as the latent prior")
        elif not prior.discrete and not prior.continuous:
            yield Problem(
                "conditioning",
                "there are no codes for D to guess: give the latent prior a discrete or a continuous code",
            )

    def discriminator(self, discriminator: Discriminator, spec: DataSpec, prior: Prior) -> Critic:
        from ganstudio.nets.heads import CodeHead, HeadedCritic

        assert isinstance(prior, Codes), "`problems` refuses other priors"
        body = discriminator.build(spec)
        head = CodeHead(
            body.feature_dim, prior.discrete, prior.categories, prior.continuous, prior.split, self.learns_variance
        )
        return HeadedCritic(body, {"codes": head}, discriminator.bounds_slope())

    def d_terms(self, D: Critic, turn: Turn) -> dict[str, Tensor]:
        return self._terms(D, turn)

    def g_terms(self, D: Critic, turn: Turn) -> dict[str, Tensor]:
        return self._terms(D, turn)

    def _terms(self, D: Critic, turn: Turn) -> dict[str, Tensor]:
        """−log Q of each kind of code, summed over the codes, less the Gaussian's constant."""
        from ganstudio.nets.heads import CodeHead

        head = D.get_submodule("heads.codes")
        assert isinstance(head, CodeHead)
        _, c, u = head.split(turn.z)
        logits, mean, log_variance = head(turn.fake_features)
        terms: dict[str, Tensor] = {}
        if c.shape[1]:
            terms["codes.discrete"] = -self.weight_discrete * (c * logits.log_softmax(dim=2)).sum(dim=(1, 2)).mean()
        if u.shape[1]:
            errors = (u - mean).square() * (-log_variance).exp() + log_variance
            terms["codes.continuous"] = self.weight_continuous * errors.sum(dim=1).mean() / 2
        return terms
