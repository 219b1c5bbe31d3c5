"""The ways on offer to walk through latent space, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.exploration.walks.anchors import Anchors
from ganstudio.exploration.walks.base import Walk
from ganstudio.exploration.walks.circle import Circle
from ganstudio.exploration.walks.random_walk import RandomWalk

__all__ = ["WALKS", "Anchors", "Circle", "RandomWalk", "Walk"]

WALKS: Catalog[Walk] = Catalog(Anchors, RandomWalk, Circle)
