"""The ways of telling the networks what to show, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.conditionings.auxiliary_classifier import AuxiliaryClassifier
from ganstudio.conditionings.base import Conditioning
from ganstudio.conditionings.concat import Concat
from ganstudio.conditionings.d2d_ce import D2dCe
from ganstudio.conditionings.info_gan import InfoGan
from ganstudio.conditionings.multi_hinge import MultiHinge
from ganstudio.conditionings.projection import Projection
from ganstudio.conditionings.unconditional import Unconditional

__all__ = ["CONDITIONINGS", "Conditioning"]

CONDITIONINGS: Catalog[Conditioning] = Catalog(
    Unconditional, Concat, Projection, AuxiliaryClassifier, MultiHinge, D2dCe, InfoGan
)
