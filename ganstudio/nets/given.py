"""A network with the classes of its samples given, so that it takes one argument."""

from __future__ import annotations

from torch import Tensor, nn

from ganstudio.nets.critic import Critic
from ganstudio.nets.styles import styled


class GivenGenerator(nn.Module):
    """z (B, latent_dim) → samples of the given classes y (B,). Where the network has styles, so has this."""

    def __init__(self, network: nn.Module, y: Tensor) -> None:
        super().__init__()
        self.network = network
        self._y = y

    def forward(self, z: Tensor) -> Tensor:
        return self.network(z, self._y)

    @property
    def layers(self) -> int:
        return styled(self.network).layers

    def mapping(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return styled(self.network).mapping(z, self._y if y is None else y)

    def synthesis(self, w: Tensor) -> Tensor:
        return styled(self.network).synthesis(w)


class GivenCritic(Critic):
    """Scores samples x (B, *shape) as samples of the given classes y (B,)."""

    def __init__(self, network: Critic, y: Tensor) -> None:
        super().__init__()
        self.network = network
        self.feature_dim = network.feature_dim
        self._y = y

    def look(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        return self.network.look(x, self._y if y is None else y)
