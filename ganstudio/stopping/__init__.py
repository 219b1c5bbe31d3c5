"""The rules that may end a run before its last step, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.stopping.base import REMEMBERED, Measure, Standing, StoppingRule
from ganstudio.stopping.convergence import Convergence
from ganstudio.stopping.images import Images
from ganstudio.stopping.time import Time

__all__ = ["REMEMBERED", "STOPPING", "Measure", "Standing", "StoppingRule"]

STOPPING: Catalog[StoppingRule] = Catalog(Time, Images, Convergence)
