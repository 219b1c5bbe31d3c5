"""The optimisers on offer, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.optimizers.adagrad import Adagrad
from ganstudio.optimizers.adam import Adam
from ganstudio.optimizers.adamw import AdamW
from ganstudio.optimizers.base import Optimizer
from ganstudio.optimizers.momentum import Momentum
from ganstudio.optimizers.rmsprop import RmsProp
from ganstudio.optimizers.sgd import Sgd

__all__ = ["OPTIMIZERS", "Optimizer"]

OPTIMIZERS: Catalog[Optimizer] = Catalog(Adam, AdamW, RmsProp, Sgd, Momentum, Adagrad)
