"""No augment."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.augments.base import Augment


class NoAugment(Augment):
    """D sees samples as they are."""

    kind: Literal["none"] = "none"
    label: ClassVar[str] = "None"
    is_on: ClassVar[bool] = False

    def strength(self) -> float:
        return 0.0
