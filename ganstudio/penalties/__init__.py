"""The penalties on offer, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.penalties.base import Penalty
from ganstudio.penalties.wgan_gp import WganGp

__all__ = ["PENALTIES", "Penalty"]

PENALTIES: Catalog[Penalty] = Catalog(WganGp)
