"""What every discriminator network offers: scores, and what it saw in the samples that it scores."""

from __future__ import annotations

from torch import Tensor, nn


class Critic(nn.Module):
    """Scores samples. A subclass sets `feature_dim` and gives `look`."""

    feature_dim: int  # numbers that `look` tells of each sample

    def look(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """x (B, *shape), classes y (B,) int64 → logits (B,), features (B, feature_dim).

        The features are the input of the layer that gives the logits. A network without conditioning ignores y.
        """
        raise NotImplementedError

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        return self.look(x, y)[0]
