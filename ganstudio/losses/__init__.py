"""The losses on offer, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.losses.base import Loss
from ganstudio.losses.least_squares import LeastSquares
from ganstudio.losses.non_saturating import NonSaturating
from ganstudio.losses.wasserstein import Wasserstein

__all__ = ["LOSSES", "Loss"]

LOSSES: Catalog[Loss] = Catalog(NonSaturating, LeastSquares, Wasserstein)
