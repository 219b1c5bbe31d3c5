"""The generators and discriminators on offer, in menu order."""

from ganstudio.architectures.base import Discriminator, Generator
from ganstudio.architectures.dcgan import DcganDiscriminator, DcganGenerator
from ganstudio.architectures.mlp import MlpDiscriminator, MlpGenerator
from ganstudio.catalog import Catalog

__all__ = ["DISCRIMINATORS", "GENERATORS", "Discriminator", "Generator"]

GENERATORS: Catalog[Generator] = Catalog(MlpGenerator, DcganGenerator)
DISCRIMINATORS: Catalog[Discriminator] = Catalog(MlpDiscriminator, DcganDiscriminator)
