"""Further layers on what a critic sees, which tell more of a sample than its score."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from torch import Tensor, nn, zeros_like
from torch.nn.functional import normalize

from ganstudio.nets.critic import Critic
from ganstudio.nets.weights import parametrise

LARGEST_LOG_VARIANCE = 6.0  # either way: a code that is told exactly would draw it to −∞


class HeadedCritic(Critic):
    """Judges as `body` does, whatever the class; `heads.<name>` are given the features that it saw.

    normalised: whether the layers of the heads are held spectrally normalised, as those of `body` are.
    """

    def __init__(self, body: Critic, heads: Mapping[str, nn.Module], normalised: bool) -> None:
        super().__init__()
        self.body = body
        self.feature_dim = body.feature_dim
        self.heads = nn.ModuleDict(heads)
        parametrise(self.heads, "spectral_norm" if normalised else "plain")

    def look(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        return self.body.look(x)


class ProxyHead(nn.Module):
    """Samples and classes as points of one sphere: Kang et al. 2021, section 3.

    Features (B, feature_dim), classes y (B,) → f and v_y, (B, dim) each, of length 1.
    """

    def __init__(self, feature_dim: int, classes: int, dim: int) -> None:
        super().__init__()
        self.projection = nn.Linear(feature_dim, dim)
        self.proxies = nn.Embedding(classes, dim)

    def forward(self, features: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        return normalize(self.projection(features)), normalize(self.proxies(y))


class CodeHead(nn.Module):
    """Q(c | x), what codes a sample was made of: Chen et al. 2016, section 6.

    Features (B, feature_dim) → logits (B, discrete, categories), and of a Gaussian for each continuous code the mean
    and the log of its variance, (B, continuous) each. split: z → noise, discrete and continuous codes, so shaped.
    """

    def __init__(
        self,
        feature_dim: int,
        discrete: int,
        categories: int,
        continuous: int,
        split: Callable[[Tensor], tuple[Tensor, Tensor, Tensor]],
        learns_variance: bool = False,
    ) -> None:
        super().__init__()
        self.split = split
        self._blocks = (discrete, categories)
        self._sizes = [discrete * categories, continuous] + [continuous] * learns_variance
        self.layer = nn.Linear(feature_dim, sum(self._sizes))

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        blocks, mean, *spread = self.layer(features).split(self._sizes, dim=1)
        log_variance = _bounded(spread[0]) if spread else zeros_like(mean)
        return blocks.unflatten(1, self._blocks), mean, log_variance


def _bounded(log_variance: Tensor) -> Tensor:
    """Held in −6…6, without an edge where its gradient ends."""
    return LARGEST_LOG_VARIANCE * (log_variance / LARGEST_LOG_VARIANCE).tanh()
