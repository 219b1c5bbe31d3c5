"""The losses on offer, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.losses.base import Loss
from ganstudio.losses.began import Began
from ganstudio.losses.f_hellinger import FHellinger
from ganstudio.losses.f_jensen_shannon import FJensenShannon
from ganstudio.losses.f_kl import FKl
from ganstudio.losses.f_pearson import FPearson
from ganstudio.losses.f_reverse_kl import FReverseKl
from ganstudio.losses.f_total_variation import FTotalVariation
from ganstudio.losses.hinge import Hinge
from ganstudio.losses.least_squares import LeastSquares
from ganstudio.losses.minimax import Minimax
from ganstudio.losses.non_saturating import NonSaturating
from ganstudio.losses.relativistic import Relativistic
from ganstudio.losses.relativistic_average import RelativisticAverage
from ganstudio.losses.wasserstein import Wasserstein

__all__ = ["LOSSES", "Loss"]

LOSSES: Catalog[Loss] = Catalog(
    NonSaturating,
    Minimax,
    LeastSquares,
    Hinge,
    Wasserstein,
    Relativistic,
    RelativisticAverage,
    FKl,
    FReverseKl,
    FPearson,
    FHellinger,
    FJensenShannon,
    FTotalVariation,
    Began,
)
