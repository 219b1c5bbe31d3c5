"""The clipping of the first Wasserstein GAN."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from ganstudio.options import option
from ganstudio.penalties.base import Penalty, Side

if TYPE_CHECKING:
    from torch import nn


class WeightClipping(Penalty):
    """Cuts D's weights to a small range after each update, which bounds its slope, if crudely: kept for comparison.

    Weights with an equalised learning rate are cut as they are used. The scales of normalisation layers, which start
    at 1, are held in −1…1 instead: cut to so small a range they would silence their layers.
    """

    kind: Literal["weight_clipping"] = "weight_clipping"
    label: ClassVar[str] = "Weight clipping"
    formula: ClassVar[str] = r"w \leftarrow \mathrm{clip}(w, -c, c)"
    paper: ClassVar[str] = "Arjovsky et al. 2017, Wasserstein GAN, algorithm 1"

    sides: ClassVar[frozenset[Side]] = frozenset()
    bounds_slope: ClassVar[bool] = True
    bounds_weights: ClassVar[bool] = True

    clip: float = option(default=0.01, gt=0, le=10, log=True, help="c: the largest weight. The paper has 0.01.")

    def constrain(self, D: nn.Module) -> None:
        from ganstudio.nets.weights import clip_weights

        clip_weights(D, self.clip)
