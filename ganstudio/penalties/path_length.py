"""The path length regularisation of StyleGAN2."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.penalties.base import Side, WeightedPenalty
from ganstudio.turn import Offer, Turn

if TYPE_CHECKING:
    from torch import Tensor


class PathLength(WeightedPenalty):
    """A step of the same length in the style w is to change the picture equally much everywhere: smoother walks between
    samples, and pictures that are easier to find again.

    Lengths are divided by the root of the number of pixels and of layers with styles, so that one weight suits all
    sizes: 2 is the paper's γ of appendix B. The usual length starts from the first one met.
    """

    kind: Literal["path_length"] = "path_length"
    label: ClassVar[str] = "Path length"
    formula: ClassVar[str] = (
        r"\gamma\, \mathbb{E}_{w,\, y \sim N(0, I)}[(\|J_w^{\mathsf{T}} y\|_2 - a)^2]"
        r"\qquad J_w = \partial G(w) / \partial w"
    )
    paper: ClassVar[str] = "Karras et al. 2020, Analyzing and Improving the Image Quality of StyleGAN, eq. 4"

    sides: ClassVar[frozenset[Side]] = frozenset({"G"})
    needs: ClassVar[Offer | None] = "styles"
    takes_slopes: ClassVar[bool] = True

    weight: float = option(default=2.0, ge=0, le=10_000, log=True, help="γ. The paper's is 2 at any size.")
    interval: int = option(
        default=4,
        ge=1,
        le=1000,
        unit="steps",
        help="Apply it every so many steps, that many times as strong: it costs more than G's own update.",
    )
    decay: float = option(
        default=0.01,
        ge=0,
        le=1,
        log=True,
        help="How far a, the usual length, moves towards the mean length each time. The paper has 0.01.",
    )

    def g_value(self, turn: Turn) -> Tensor:
        from ganstudio.nets.styles import path_lengths, styled

        lengths = path_lengths(styled(turn.G), turn.z, turn.rng)
        mean = lengths.detach().mean()
        turn.memory["mean"] = turn.memory.get("mean", mean).lerp(mean, self.decay)
        return (lengths - turn.memory["mean"]).square().mean()
