"""The moving averages of G's weights on offer, in menu order."""

from ganstudio.averages.base import Average
from ganstudio.averages.decay import Decay
from ganstudio.averages.half_life import HalfLife
from ganstudio.averages.none import NoAverage
from ganstudio.catalog import Catalog

__all__ = ["AVERAGES", "Average"]

AVERAGES: Catalog[Average] = Catalog(NoAverage, Decay, HalfLife)
