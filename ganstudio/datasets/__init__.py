"""The data on offer, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.datasets.base import Dataset
from ganstudio.datasets.blobs import Blobs
from ganstudio.datasets.celeba import CelebA
from ganstudio.datasets.checkerboard import Checkerboard
from ganstudio.datasets.cifar10 import Cifar10
from ganstudio.datasets.cifar100 import Cifar100
from ganstudio.datasets.csv_points import CsvPoints
from ganstudio.datasets.csv_series import CsvSeries
from ganstudio.datasets.csv_table import CsvTable
from ganstudio.datasets.digits import Digits
from ganstudio.datasets.emnist import Emnist
from ganstudio.datasets.fashion_mnist import FashionMnist
from ganstudio.datasets.flowers102 import Flowers102
from ganstudio.datasets.grid25 import Grid25
from ganstudio.datasets.image_folder import ImageFolder
from ganstudio.datasets.kmnist import Kmnist
from ganstudio.datasets.line import Line
from ganstudio.datasets.mnist import Mnist
from ganstudio.datasets.oxford_pets import OxfordPets
from ganstudio.datasets.pinwheel import Pinwheel
from ganstudio.datasets.qmnist import Qmnist
from ganstudio.datasets.ring8 import Ring8
from ganstudio.datasets.spiral import Spiral
from ganstudio.datasets.stacked_digits import StackedDigits
from ganstudio.datasets.stl10 import Stl10
from ganstudio.datasets.svhn import Svhn
from ganstudio.datasets.swiss_roll import SwissRoll
from ganstudio.datasets.two_moons import TwoMoons
from ganstudio.datasets.usps import Usps

__all__ = ["DATASETS", "Dataset"]

DATASETS: Catalog[Dataset] = Catalog(
    Digits,
    ImageFolder,
    Mnist,
    FashionMnist,
    Kmnist,
    Emnist,
    Qmnist,
    Usps,
    StackedDigits,
    Svhn,
    Cifar10,
    Cifar100,
    Stl10,
    CelebA,
    Flowers102,
    OxfordPets,
    Line,
    Blobs,
    Ring8,
    Grid25,
    TwoMoons,
    Spiral,
    SwissRoll,
    Pinwheel,
    Checkerboard,
    CsvPoints,
    CsvTable,
    CsvSeries,
)
