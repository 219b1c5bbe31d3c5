"""Oxford-IIIT Pets: cats and dogs by breed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

from ganstudio.datasets.card import Card
from ganstudio.datasets.photos import PhotoFiles
from ganstudio.datasets.published import Downloadable, Remote
from ganstudio.options import option

BREEDS = (
    "Abyssinian", "American Bulldog", "American Pit Bull Terrier", "Basset Hound", "Beagle", "Bengal", "Birman",
    "Bombay", "Boxer", "British Shorthair", "Chihuahua", "Egyptian Mau", "English Cocker Spaniel", "English Setter",
    "German Shorthaired", "Great Pyrenees", "Havanese", "Japanese Chin", "Keeshond", "Leonberger", "Maine Coon",
    "Miniature Pinscher", "Newfoundland", "Persian", "Pomeranian", "Pug", "Ragdoll", "Russian Blue", "Saint Bernard",
    "Samoyed", "Scottish Terrier", "Shiba Inu", "Siamese", "Sphynx", "Staffordshire Bull Terrier", "Wheaten Terrier",
    "Yorkshire Terrier",
)  # fmt: skip
PARTS = {"trainval": ("trainval",), "test": ("test",), "all": ("trainval", "test")}


class OxfordPets(PhotoFiles, Downloadable):
    """7,349 photographs of cats and dogs of 37 breeds, about 200 of each; the middle square of each is used."""

    kind: Literal["oxford_pets"] = "oxford_pets"
    label: ClassVar[str] = "Oxford-IIIT Pets"
    paper: ClassVar[str] = "Parkhi et al. 2012, Cats and Dogs"
    reader: ClassVar[str] = "OxfordIIITPet"
    holds: ClassVar[str] = "oxford-iiit-pet"
    card: ClassVar[Card] = Card(
        title="Oxford-IIIT Pets",
        about="Photographs from the web of 12 breeds of cats and 25 of dogs, in all poses and surroundings.",
        size=None,
        channels=3,
        counts={"trainval": 3_680, "test": 3_669, "all": 7_349},
        classes=BREEDS,
        licence="CC BY-SA 4.0; the photographs are their makers'",
        source=paper,
        megabytes=811,
        url="https://www.robots.ox.ac.uk/~vgg/data/pets/",
    )
    split: Literal["trainval", "test", "all"] = option(default="trainval", help="Which of the parts to learn from.")

    def files(self) -> Sequence[Path]:
        base = self.folder / self.holds
        return [base / "images", *(base / "annotations" / f"{part}.txt" for part in PARTS[self.split])]

    def remotes(self) -> Sequence[Remote]:
        from torchvision.datasets import OxfordIIITPet

        base = self.folder / self.holds
        return [Remote((url,), md5, base / url.rpartition("/")[2]) for url, md5 in OxfordIIITPet._RESOURCES]

    def listing(self) -> tuple[Sequence[Path], Sequence[int]]:
        readers = [self.torchvision(split=part) for part in PARTS[self.split]]
        # its public access would decode at full size
        return [file for data in readers for file in data._images], [y for data in readers for y in data._labels]
