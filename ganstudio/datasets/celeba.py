"""CelebA: faces of celebrities."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

from ganstudio.datasets.card import Card
from ganstudio.datasets.photos import PhotoFiles
from ganstudio.options import option

Attribute = Literal[
    "none",
    "5_o_Clock_Shadow", "Arched_Eyebrows", "Attractive", "Bags_Under_Eyes", "Bald", "Bangs", "Big_Lips", "Big_Nose",
    "Black_Hair", "Blond_Hair", "Blurry", "Brown_Hair", "Bushy_Eyebrows", "Chubby", "Double_Chin", "Eyeglasses",
    "Goatee", "Gray_Hair", "Heavy_Makeup", "High_Cheekbones", "Male", "Mouth_Slightly_Open", "Mustache",
    "Narrow_Eyes", "No_Beard", "Oval_Face", "Pale_Skin", "Pointy_Nose", "Receding_Hairline", "Rosy_Cheeks",
    "Sideburns", "Smiling", "Straight_Hair", "Wavy_Hair", "Wearing_Earrings", "Wearing_Hat", "Wearing_Lipstick",
    "Wearing_Necklace", "Wearing_Necktie", "Young",
]  # fmt: skip
TABLES = (
    "list_attr_celeba",
    "identity_CelebA",
    "list_bbox_celeba",
    "list_landmarks_align_celeba",
    "list_eval_partition",
)


class CelebA(PhotoFiles):
    """200,000 photographs of faces, all in the same place; 178×218 pixels, of which the middle square is used."""

    kind: Literal["celeba"] = "celeba"
    label: ClassVar[str] = "CelebA faces"
    paper: ClassVar[str] = "Liu et al. 2015, Deep Learning Face Attributes in the Wild"
    reader: ClassVar[str] = "CelebA"
    holds: ClassVar[str] = "celeba"
    card: ClassVar[Card] = Card(
        title="CelebA",
        about="Faces of 10,177 celebrities from the web, moved and turned until their eyes lie in the same place.",
        size=(178, 218),
        channels=3,
        counts={"train": 162_770, "valid": 19_867, "test": 19_962, "all": 202_599},
        classes=(),
        licence="for non-commercial research only",
        source=paper,
        megabytes=1_480,
        url="https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html",
    )
    split: Literal["train", "valid", "test", "all"] = option(default="train", help="Which of the parts to learn from.")
    attribute: Attribute = option(
        default="none",
        help="An attribute that makes two classes, the faces without it and those with it. “none”: no classes.",
    )

    def classes(self) -> tuple[str, ...]:
        return () if self.attribute == "none" else (f"{self.attribute}: no", f"{self.attribute}: yes")

    def files(self) -> Sequence[Path]:
        base = self.folder / self.holds
        return [base / "img_align_celeba", *(base / f"{name}.txt" for name in TABLES)]

    def where_to_get(self) -> str:
        return (
            f"make it by hand, because programs may not download it: from {self.card.url} get img_align_celeba.zip, "
            f"unpack it into “celeba”, and put {', '.join(f'{name}.txt' for name in TABLES)} beside it"
        )

    def contents(self) -> dict[str, str]:
        return {"attribute": self.attribute}

    def listing(self) -> tuple[Sequence[Path], Sequence[int]]:
        data = self.torchvision(split=self.split, target_type="attr")
        pictures = self.folder / self.holds / "img_align_celeba"
        names = [pictures / name for name in data.filename]
        if self.attribute == "none":
            return names, [0] * len(names)
        return names, data.attr[:, data.attr_names.index(self.attribute)].tolist()
