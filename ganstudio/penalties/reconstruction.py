"""FastGAN's self-supervision: D rebuilds real pictures from what it saw in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.penalties.base import WeightedPenalty
from ganstudio.turn import Offer, Turn

if TYPE_CHECKING:
    from torch import Tensor


class Reconstruction(WeightedPenalty):
    """D must be able to rebuild real samples from its features, so that it looks at all of a picture and not at a few
    tell-tale spots: a great help with few pictures.

    The paper compares by LPIPS, with a network that was trained on other pictures; this compares pixels.
    """

    kind: Literal["reconstruction"] = "reconstruction"
    label: ClassVar[str] = "Reconstruction"
    formula: ClassVar[str] = r"\lambda\, \mathbb{E}_{x, f}[\|G_f(f(x)) - T_f(x)\|]"
    paper: ClassVar[str] = (
        "Liu et al. 2021, Towards Faster and Stabilized GAN Training for High-fidelity Few-shot Image Synthesis, eq. 3"
    )
    needs: ClassVar[Offer | None] = "reconstruction"

    weight: float = option(default=1.0, ge=0, le=10_000, log=True, help="λ. The paper has 1.")
    distance: Literal["l1", "l2"] = option(
        default="l1",
        help="How pictures are compared, pixel by pixel: “l1” by the mean absolute, “l2” by the mean squared error.",
    )

    def d_value(self, turn: Turn) -> Tensor:
        import torch

        from ganstudio.nets.rebuilding import rebuilder

        errors = [target.detach() - made for target, made in rebuilder(turn.D).rebuilt(turn.real, turn.y)]
        means = [error.abs().mean() if self.distance == "l1" else error.square().mean() for error in errors]
        return torch.stack(means).mean()
