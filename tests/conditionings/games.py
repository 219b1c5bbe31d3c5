"""Small conditional games for tests, put together as the two updates do."""

from __future__ import annotations

import torch
from torch import Tensor

from ganstudio.architectures.mlp import MlpDiscriminator, MlpGenerator
from ganstudio.conditionings import CONDITIONINGS, Conditioning
from ganstudio.losses.non_saturating import NonSaturating
from ganstudio.nets.critic import Critic
from ganstudio.nets.given import GivenCritic, GivenGenerator
from ganstudio.priors import Prior
from ganstudio.priors.codes import Codes
from ganstudio.priors.normal import Normal
from ganstudio.spec import DataSpec
from ganstudio.turn import Turn

POINTS = DataSpec((2,), 0, classes=("a", "b", "c"))
PICTURES = DataSpec((1, 8, 8), 100, classes=("a", "b", "c"))
EVERY: list[Conditioning] = [
    *(kind.model_validate({}) for kind in CONDITIONINGS),
    CONDITIONINGS["auxiliary_classifier"].model_validate({"twin": True, "classify_fakes": False}),
    CONDITIONINGS["info_gan"].model_validate({"learns_variance": True}),
]
NAMES = [*CONDITIONINGS.names(), "twin", "variance"]
LATENT_DIM = 8


def prior_of(conditioning: Conditioning) -> Prior:
    """The prior that it works with: of `LATENT_DIM` numbers, 3 choose a category and 2 lie between −1 and 1."""
    return Codes(categories=3) if conditioning.kind_name() == "info_gan" else Normal()


def critic_of(conditioning: Conditioning, spec: DataSpec = POINTS, weights: str = "plain") -> Critic:
    D = MlpDiscriminator.model_validate({"widths": (32, 16), "weights": weights})
    return conditioning.discriminator(D, spec, prior_of(conditioning))


def generator_of(conditioning: Conditioning, spec: DataSpec = POINTS) -> torch.nn.Module:
    return conditioning.generator(MlpGenerator(widths=(32, 32)), spec, LATENT_DIM)


def turn_of(
    G: torch.nn.Module, D: Critic, real: Tensor, z: Tensor, y: Tensor | None, fake: Tensor | None = None
) -> Turn:
    """The turn in which D has just judged `real`, and what G makes of z, as samples of the classes y."""
    given_G, given_D = (G, D) if y is None else (GivenGenerator(G, y), GivenCritic(D, y))
    fake = given_G(z) if fake is None else fake
    real_logits, real_features = given_D.look(real)
    fake_logits, fake_features = given_D.look(fake)
    return Turn(
        G=given_G,
        D=given_D,
        real=real,
        fake=fake,
        y=y,
        real_logits=real_logits,
        fake_logits=fake_logits,
        real_features=real_features,
        fake_features=fake_features,
        z=z,
        shown=lambda samples: samples,
        rng=torch.Generator(),
        memory={},
    )


class Game:
    """A game of two small networks on `count` samples at a time, until `play` has taken its steps."""

    def __init__(self, conditioning: Conditioning, spec: DataSpec, seed: int = 0) -> None:
        torch.manual_seed(seed)
        self.conditioning, self.spec, self.prior = conditioning, spec, prior_of(conditioning)
        self.G, self.D = generator_of(conditioning, spec), critic_of(conditioning, spec)
        self._g = torch.optim.Adam(self.G.parameters(), 2e-3, (0.5, 0.99))
        self._d = torch.optim.Adam(self.D.parameters(), 2e-3, (0.5, 0.99))

    def play(self, centres: Tensor, spread: float, steps: int, count: int = 64) -> None:
        """centres: (classes, *shape), about which the real samples of each class lie."""
        loss = NonSaturating()
        for _ in range(steps):
            labels = torch.randint(len(centres), (count,))
            real = centres[labels] + spread * torch.randn(count, *self.spec.shape)
            y = labels if self.conditioning.needs_classes else None
            turn = self._turn(real, y, learns="D")
            terms = self.conditioning.d_terms(self.D, turn).values()
            _descend(self._d, sum(terms, loss.d_loss(turn.real_logits, turn.fake_logits)))
            turn = self._turn(real, y, learns="G")
            terms = self.conditioning.g_terms(self.D, turn).values()
            _descend(self._g, sum(terms, loss.g_loss(turn.real_logits, turn.fake_logits)))

    def samples(self, y: Tensor) -> Tensor:
        with torch.no_grad():
            return self.G(self.latents(len(y)), y)

    def latents(self, count: int) -> Tensor:
        return self.prior.of_normal(torch.randn(count, LATENT_DIM))

    def _turn(self, real: Tensor, y: Tensor | None, learns: str) -> Turn:
        self.D.requires_grad_(learns == "D")
        self.G.requires_grad_(learns == "G")
        return turn_of(self.G, self.D, real, self.latents(len(real)), y)


def _descend(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
