"""The optimisers on offer, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.optimizers.adam import Adam
from ganstudio.optimizers.base import Optimizer

__all__ = ["OPTIMIZERS", "Optimizer"]

OPTIMIZERS: Catalog[Optimizer] = Catalog(Adam)
