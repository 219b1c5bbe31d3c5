"""The generators and discriminators on offer, in menu order."""

from ganstudio.architectures.autoencoder import AutoEncoder, MlpAutoEncoder
from ganstudio.architectures.base import Discriminator, Generator
from ganstudio.architectures.dcgan import DcganDiscriminator, DcganGenerator
from ganstudio.architectures.fastgan import FastganDiscriminator, FastganGenerator
from ganstudio.architectures.mlp import MlpDiscriminator, MlpGenerator
from ganstudio.architectures.r3gan import R3GanDiscriminator, R3GanGenerator
from ganstudio.architectures.stylegan2 import StyleGan2Discriminator, StyleGan2Generator
from ganstudio.catalog import Catalog

__all__ = ["DISCRIMINATORS", "GENERATORS", "Discriminator", "Generator"]

GENERATORS: Catalog[Generator] = Catalog(
    MlpGenerator, DcganGenerator, FastganGenerator, StyleGan2Generator, R3GanGenerator
)
DISCRIMINATORS: Catalog[Discriminator] = Catalog(
    MlpDiscriminator,
    DcganDiscriminator,
    FastganDiscriminator,
    StyleGan2Discriminator,
    R3GanDiscriminator,
    AutoEncoder,
    MlpAutoEncoder,
)
