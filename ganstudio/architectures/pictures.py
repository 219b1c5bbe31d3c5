"""What networks that work with pictures share: the sizes that can be halved down to a few pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ganstudio.architectures.base import Network
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec

SIZES = frozenset({8, 16, 28, 32, 48, 64, 96, 128, 256})  # 4…7 × 2ⁿ


class OfPictures(Network):
    """Fits pictures of 4…7 × 2ⁿ pixels."""

    otherwise: ClassVar[str] = "mlp"  # the kind for points and rows

    def sizes(self) -> frozenset[int] | None:
        return SIZES

    def problems(self, spec: DataSpec) -> Iterator[Problem]:
        if not spec.is_pictures:
            message = f"{self.label} needs pictures, not points or rows of numbers: choose “{self.otherwise}”"
            yield Problem("kind", message)
        elif spec.shape[-1] not in SIZES:
            sizes = ", ".join(map(str, sorted(SIZES)))
            message = f"{self.label} works with {sizes} pixels, not {spec.shape[-1]}: set the size of the data"
            yield Problem("kind", message)
