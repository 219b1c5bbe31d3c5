"""The generators and discriminators on offer, in menu order."""

from ganstudio.architectures.autoencoder import AutoEncoder, MlpAutoEncoder
from ganstudio.architectures.base import Discriminator, Generator
from ganstudio.architectures.biggan import BigganDiscriminator, BigganGenerator
from ganstudio.architectures.dcgan import DcganDiscriminator, DcganGenerator
from ganstudio.architectures.fastgan import FastganDiscriminator, FastganGenerator
from ganstudio.architectures.mlp import MlpDiscriminator, MlpGenerator
from ganstudio.architectures.r3gan import R3GanDiscriminator, R3GanGenerator
from ganstudio.architectures.resnet import ResnetDiscriminator, ResnetGenerator
from ganstudio.architectures.sagan import SaganDiscriminator, SaganGenerator
from ganstudio.architectures.stylegan2 import StyleGan2Discriminator, StyleGan2Generator
from ganstudio.catalog import Catalog

__all__ = ["DISCRIMINATORS", "GENERATORS", "Discriminator", "Generator"]

GENERATORS: Catalog[Generator] = Catalog(
    MlpGenerator,
    DcganGenerator,
    ResnetGenerator,
    SaganGenerator,
    BigganGenerator,
    FastganGenerator,
    StyleGan2Generator,
    R3GanGenerator,
)
DISCRIMINATORS: Catalog[Discriminator] = Catalog(
    MlpDiscriminator,
    DcganDiscriminator,
    ResnetDiscriminator,
    SaganDiscriminator,
    BigganDiscriminator,
    FastganDiscriminator,
    StyleGan2Discriminator,
    R3GanDiscriminator,
    AutoEncoder,
    MlpAutoEncoder,
)
