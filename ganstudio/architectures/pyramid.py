"""What networks for pictures share whose maps double in channels with each halving of the size."""

from __future__ import annotations

from collections.abc import Iterator

from ganstudio.architectures.base import Network
from ganstudio.architectures.dcgan import SIZES
from ganstudio.options import option
from ganstudio.problems import Problem
from ganstudio.spec import DataSpec


class Pyramid(Network):
    """Fits pictures of 4…7 × 2ⁿ pixels."""

    most: int = option(
        default=512, ge=1, le=4096, unit="channels", label="Most channels", help="Where the doubling of channels ends."
    )

    def sizes(self) -> frozenset[int] | None:
        return SIZES

    def problems(self, spec: DataSpec) -> Iterator[Problem]:
        if not spec.is_pictures:
            yield Problem("kind", f"{self.label} needs pictures, not points or rows of numbers: choose “mlp”")
        elif spec.shape[-1] not in SIZES:
            sizes = ", ".join(map(str, sorted(SIZES)))
            message = f"{self.label} works with {sizes} pixels, not {spec.shape[-1]}: set the size of the data"
            yield Problem("kind", message)
