"""The distributions on offer that latents are drawn from, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.priors.base import Prior
from ganstudio.priors.codes import Codes
from ganstudio.priors.hypersphere import Hypersphere
from ganstudio.priors.normal import Normal
from ganstudio.priors.truncated_normal import TruncatedNormal
from ganstudio.priors.uniform import Uniform

__all__ = ["PRIORS", "Prior"]

PRIORS: Catalog[Prior] = Catalog(Normal, TruncatedNormal, Uniform, Hypersphere, Codes)
