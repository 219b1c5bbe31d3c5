"""Historical averaging."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.penalties.base import Side, WeightedPenalty
from ganstudio.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor, nn


class HistoricalAveraging(WeightedPenalty):
    """Draws the weights of both networks to their mean over the whole run so far, which calms running in circles."""

    kind: Literal["historical_averaging"] = "historical_averaging"
    label: ClassVar[str] = "Historical averaging"
    formula: ClassVar[str] = r"\lambda\, \|\theta - \frac{1}{t} \sum_{i=1}^{t} \theta_i\|_2^2"
    paper: ClassVar[str] = "Salimans et al. 2016, Improved Techniques for Training GANs, section 3.3"

    sides: ClassVar[frozenset[Side]] = frozenset({"D", "G"})

    weight: float = option(  # the paper names none
        default=0.001, ge=0, le=10_000, log=True, help="λ, before the squared distance in the loss of each network."
    )

    def d_value(self, turn: Turn) -> Tensor:
        return _distance(turn.D, turn.memory, "D")

    def g_value(self, turn: Turn) -> Tensor:
        return _distance(turn.G, turn.memory, "G")


def _distance(network: nn.Module, memory: dict[str, Tensor], name: str) -> Tensor:
    """‖θ − mean of θ‖², this θ taken in; the mean is over the updates at which the penalty was due."""
    import torch

    weights = torch.cat([parameter.flatten() for parameter in network.parameters()])  # in whatever memory layout
    now = weights.detach()
    count = memory.get(f"{name}.count", torch.zeros((), dtype=torch.int64, device=now.device)) + 1
    mean = memory.get(f"{name}.mean", now)
    memory[f"{name}.count"], memory[f"{name}.mean"] = count, mean + (now - mean) / count
    return (weights - memory[f"{name}.mean"]).square().sum()
