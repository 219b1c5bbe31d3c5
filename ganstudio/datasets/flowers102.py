"""Oxford 102 Flowers: photographs of flowers by species."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from ganstudio.datasets.card import Card
from ganstudio.datasets.matlab import read_matlab
from ganstudio.datasets.photos import PhotoFiles
from ganstudio.datasets.published import Downloadable, Remote
from ganstudio.options import option

SPECIES = (
    "pink primrose", "hard-leaved pocket orchid", "canterbury bells", "sweet pea", "english marigold", "tiger lily",
    "moon orchid", "bird of paradise", "monkshood", "globe thistle", "snapdragon", "colt's foot", "king protea",
    "spear thistle", "yellow iris", "globe-flower", "purple coneflower", "peruvian lily", "balloon flower",
    "giant white arum lily", "fire lily", "pincushion flower", "fritillary", "red ginger", "grape hyacinth",
    "corn poppy", "prince of wales feathers", "stemless gentian", "artichoke", "sweet william", "carnation",
    "garden phlox", "love in the mist", "mexican aster", "alpine sea holly", "ruby-lipped cattleya", "cape flower",
    "great masterwort", "siam tulip", "lenten rose", "barbeton daisy", "daffodil", "sword lily", "poinsettia",
    "bolero deep blue", "wallflower", "marigold", "buttercup", "oxeye daisy", "common dandelion", "petunia",
    "wild pansy", "primula", "sunflower", "pelargonium", "bishop of llandaff", "gaura", "geranium", "orange dahlia",
    "pink-yellow dahlia?", "cautleya spicata", "japanese anemone", "black-eyed susan", "silverbush",
    "californian poppy", "osteospermum", "spring crocus", "bearded iris", "windflower", "tree poppy", "gazania",
    "azalea", "water lily", "rose", "thorn apple", "morning glory", "passion flower", "lotus", "toad lily",
    "anthurium", "frangipani", "clematis", "hibiscus", "columbine", "desert-rose", "tree mallow", "magnolia",
    "cyclamen", "watercress", "canna lily", "hippeastrum", "bee balm", "ball moss", "foxglove", "bougainvillea",
    "camellia", "mallow", "mexican petunia", "bromelia", "blanket flower", "trumpet creeper", "blackberry lily",
)  # fmt: skip
PARTS = {"train": ("trnid",), "val": ("valid",), "test": ("tstid",), "all": ("trnid", "valid", "tstid")}


class Flowers102(PhotoFiles, Downloadable):
    """8,189 photographs of flowers of 102 species, 40 to 258 of each; the middle square of each is used."""

    kind: Literal["flowers102"] = "flowers102"
    label: ClassVar[str] = "Oxford 102 Flowers"
    paper: ClassVar[str] = "Nilsback and Zisserman 2008, Automated Flower Classification over a Large Number of Classes"
    reader: ClassVar[str] = "Flowers102"
    holds: ClassVar[str] = "flowers-102"
    card: ClassVar[Card] = Card(
        title="Oxford 102 Flowers",
        about="Photographs of flowers that grow in the United Kingdom, from the web and taken by the authors.",
        size=None,
        channels=3,
        counts={"train": 1_020, "val": 1_020, "test": 6_149, "all": 8_189},
        classes=SPECIES,
        licence="none stated; the photographs are their makers'",
        source=paper,
        megabytes=345,
        url="https://www.robots.ox.ac.uk/~vgg/data/flowers/102/",
    )
    split: Literal["train", "val", "test", "all"] = option(
        default="all", help="Which of the parts to learn from; “train” has ten of each species."
    )

    def files(self) -> Sequence[Path]:
        return [self.folder / self.holds / name for name in ("jpg", "imagelabels.mat", "setid.mat")]

    def remotes(self) -> Sequence[Remote]:
        from torchvision.datasets import Flowers102

        return [
            Remote((Flowers102._download_url_prefix + name,), md5, self.folder / self.holds / name, name[-4:] == ".tgz")
            for name, md5 in Flowers102._file_dict.values()
        ]

    def listing(self) -> tuple[Sequence[Path], Sequence[int]]:
        photos, labels, parts = self.files()  # torchvision would need SciPy for them
        classes = read_matlab(labels)["labels"].ravel().astype(np.int64) - 1
        sets = read_matlab(parts)
        numbers = np.concatenate([sets[name].ravel().astype(np.int64) for name in PARTS[self.split]])  # from 1
        return [photos / f"image_{number:05d}.jpg" for number in numbers], classes[numbers - 1].tolist()
