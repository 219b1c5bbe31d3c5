"""The LeCam regularisation for little data."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.penalties.base import WeightedPenalty
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor


class LeCam(WeightedPenalty):
    """Ties D's scores of real samples to its usual score of fakes, and the other way round. Helps with little data."""

    kind: Literal["lecam"] = "lecam"
    label: ClassVar[str] = "LeCam"
    formula: ClassVar[str] = (
        r"\lambda\, (\mathbb{E}[(D(x) - \alpha_F)^2] + \mathbb{E}[(D(G(z)) - \alpha_R)^2])"
        r"\qquad \alpha_R \leftarrow \gamma\, \alpha_R + (1 - \gamma)\, \mathbb{E}[D(x)]"
        r"\qquad \alpha_F \leftarrow \gamma\, \alpha_F + (1 - \gamma)\, \mathbb{E}[D(G(z))]"
    )
    paper: ClassVar[str] = "Tseng et al. 2021, Regularizing GANs under Limited Data"

    weight: float = option(default=0.3, ge=0, le=10_000, log=True, help="λ, before both squared distances.")
    decay: float = option(
        default=0.99, ge=0, lt=1, help="γ: share of the usual scores that is kept each time. Nearer 1 is slower."
    )

    def d_value(self, turn: Turn) -> Tensor:
        # as in the paper; its public code squares only what has got past the anchor, relu(D(x) − α_F)
        real_anchor = self._followed(turn, "real", turn.real_logits)
        fake_anchor = self._followed(turn, "fake", turn.fake_logits)
        return (turn.real_logits - fake_anchor).square().mean() + (turn.fake_logits - real_anchor).square().mean()

    def _followed(self, turn: Turn, name: str, logits: Tensor) -> Tensor:
        """The moving average of mean logits with these taken in; it starts from the first ones."""
        mean = logits.detach().mean()
        turn.memory[name] = turn.memory.get(name, mean).lerp(mean, 1 - self.decay)
        return turn.memory[name]
