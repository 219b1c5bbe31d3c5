"""The ways of telling the networks what to show, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.conditionings.base import Conditioning
from ganstudio.conditionings.projection import Projection
from ganstudio.conditionings.unconditional import Unconditional

__all__ = ["CONDITIONINGS", "Conditioning"]

CONDITIONINGS: Catalog[Conditioning] = Catalog(Unconditional, Projection)
