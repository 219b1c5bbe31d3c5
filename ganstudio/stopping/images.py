"""Stop after so many real samples."""

from __future__ import annotations

from typing import ClassVar, Literal

from ganstudio.options import option
from ganstudio.stopping.base import Standing, StoppingRule


class Images(StoppingRule):
    """Ends the run when D has seen so many real samples, however large the batches are."""

    kind: Literal["images"] = "images"
    label: ClassVar[str] = "After images seen"
    count: int = option(default=1_000_000, ge=1, le=10**12, unit="images", help="Real samples that D has seen in all.")

    def met(self, standing: Standing) -> str:
        return f"D has seen {standing.images:,} images" if standing.images >= self.count else ""
