"""Whichever augment suits the number of pictures."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.augments.base import Augment
from ganstudio.augments.diff_augment import DiffAugment
from ganstudio.augments.none import NoAugment
from ganstudio.options import option
from ganstudio.spec import DataSpec


class AutoAugment(Augment):
    """DiffAugment where pictures are few, so that D cannot learn them by heart, and none where there are enough."""

    kind: Literal["auto"] = "auto"
    label: ClassVar[str] = "By the number of pictures"
    few: int = option(
        default=5000, ge=1, le=10**7, unit="pictures", label="Few", help="Fewer pictures than this are augmented."
    )

    def resolved(self, spec: DataSpec) -> Augment:
        return DiffAugment() if spec.is_pictures and 0 < spec.count < self.few else NoAugment()
