"""The same ratio at every step."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.options import option
from ganstudio.schedules.ramp import Ramp


class Exponential(Ramp):
    """Goes from its own value to the final one by the same ratio at every step, as things cool. From 0 it stays."""

    kind: Literal["exponential"] = "exponential"
    label: ClassVar[str] = "Exponential"
    formula: ClassVar[str] = (
        r"v_t = v \left(\frac{v_{\mathrm{final}}}{v}\right)^{p_t}"
        r"\qquad p_t = \frac{t / T - \mathrm{begin}}{\mathrm{end} - \mathrm{begin}}"
    )
    paper: ClassVar[str] = "Kirkpatrick et al. 1983, Optimization by Simulated Annealing"
    final: float = option(default=0.01, gt=0, le=10**12, help="Its value from the end of the change on.")

    def between(self, start: float, progress: float) -> float:
        return start * (self.final / start) ** progress if start > 0 else start
