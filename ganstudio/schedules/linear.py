"""A straight line between two values."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.schedules.ramp import Ramp


class Linear(Ramp):
    """Goes evenly from its own value to the final one."""

    kind: Literal["linear"] = "linear"
    label: ClassVar[str] = "Linear"
    formula: ClassVar[str] = (
        r"v_t = v + p_t\, (v_{\mathrm{final}} - v)"
        r"\qquad p_t = \frac{t / T - \mathrm{begin}}{\mathrm{end} - \mathrm{begin}}"
    )
    paper: ClassVar[str] = (
        "Zhu et al. 2017, Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks, section 4"
    )

    def weight(self, progress: float) -> float:
        return progress
