"""The data on offer, in menu order."""

from ganstudio.catalog import Catalog
from ganstudio.datasets.base import Dataset
from ganstudio.datasets.digits import Digits
from ganstudio.datasets.image_folder import ImageFolder
from ganstudio.datasets.mnist import Mnist
from ganstudio.datasets.ring8 import Ring8

__all__ = ["DATASETS", "Dataset"]

DATASETS: Catalog[Dataset] = Catalog(Digits, ImageFolder, Mnist, Ring8)
