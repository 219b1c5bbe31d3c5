"""The augments on offer, in menu order."""

from ganstudio.augments.ada import Ada
from ganstudio.augments.apa import Apa
from ganstudio.augments.auto import AutoAugment
from ganstudio.augments.base import Augment
from ganstudio.augments.diff_augment import DiffAugment
from ganstudio.augments.flips import Flips
from ganstudio.augments.none import NoAugment
from ganstudio.catalog import Catalog

__all__ = ["AUGMENTS", "Augment"]

AUGMENTS: Catalog[Augment] = Catalog(NoAugment, AutoAugment, Flips, DiffAugment, Ada, Apa)
