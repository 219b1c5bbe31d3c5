"""The augments on offer, in menu order."""

from ganstudio.augments.base import Augment
from ganstudio.augments.none import NoAugment
from ganstudio.catalog import Catalog

__all__ = ["AUGMENTS", "Augment"]

AUGMENTS: Catalog[Augment] = Catalog(NoAugment)
