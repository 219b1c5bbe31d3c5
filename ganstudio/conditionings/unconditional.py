"""No conditioning."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.conditionings.base import Conditioning


class Unconditional(Conditioning):
    """The networks know nothing of classes: G makes whatever it likes of the noise."""

    kind: Literal["none"] = "none"
    label: ClassVar[str] = "None"
