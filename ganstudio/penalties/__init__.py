"""The penalties on offer, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.penalties.base import Penalty
from ganstudio.penalties.bcr import Bcr
from ganstudio.penalties.cr import Cr
from ganstudio.penalties.dragan import Dragan
from ganstudio.penalties.drift import Drift
from ganstudio.penalties.feature_matching import FeatureMatching
from ganstudio.penalties.historical_averaging import HistoricalAveraging
from ganstudio.penalties.lecam import LeCam
from ganstudio.penalties.max_gp import MaxGp
from ganstudio.penalties.path_length import PathLength
from ganstudio.penalties.r1 import R1
from ganstudio.penalties.r2 import R2
from ganstudio.penalties.reconstruction import Reconstruction
from ganstudio.penalties.weight_clipping import WeightClipping
from ganstudio.penalties.wgan_div import WganDiv
from ganstudio.penalties.wgan_gp import WganGp
from ganstudio.penalties.zcr import Zcr

__all__ = ["PENALTIES", "Penalty"]

PENALTIES: Catalog[Penalty] = Catalog(
    R1,
    R2,
    WganGp,
    Dragan,
    MaxGp,
    WganDiv,
    WeightClipping,
    LeCam,
    Cr,
    Bcr,
    Zcr,
    Drift,
    FeatureMatching,
    HistoricalAveraging,
    Reconstruction,
    PathLength,
)
