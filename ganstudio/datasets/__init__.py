"""The data on offer, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.datasets.base import Dataset
from ganstudio.datasets.blobs import Blobs
from ganstudio.datasets.checkerboard import Checkerboard
from ganstudio.datasets.csv_points import CsvPoints
from ganstudio.datasets.csv_series import CsvSeries
from ganstudio.datasets.csv_table import CsvTable
from ganstudio.datasets.digits import Digits
from ganstudio.datasets.grid25 import Grid25
from ganstudio.datasets.image_folder import ImageFolder
from ganstudio.datasets.line import Line
from ganstudio.datasets.mnist import Mnist
from ganstudio.datasets.pinwheel import Pinwheel
from ganstudio.datasets.ring8 import Ring8
from ganstudio.datasets.spiral import Spiral
from ganstudio.datasets.swiss_roll import SwissRoll
from ganstudio.datasets.two_moons import TwoMoons

__all__ = ["DATASETS", "Dataset"]

DATASETS: Catalog[Dataset] = Catalog(
    Digits,
    ImageFolder,
    Mnist,
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
