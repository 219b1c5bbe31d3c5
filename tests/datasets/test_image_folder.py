"""A folder of pictures: real files, good and bad."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ganstudio.datasets.base import Pictures
from ganstudio.datasets.image_folder import ImageFolder
from ganstudio.events import Warned
from ganstudio.problems import ProblemError


def write(path: Path, shade: int = 128, size: tuple[int, int] = (16, 16), mode: str = "RGB", **how: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, size, shade if mode in ("L", "I;16") else (shade,) * len(mode)).save(path, **how)
    return path


def read(folder: Path, **options: Any) -> tuple[Pictures, list[str]]:
    """The pictures and what was told on the way."""
    dataset = ImageFolder(folder=str(folder), **options)
    opening = dataset.open(dataset.describe(None))
    told = []
    while True:
        try:
            event = next(opening)
        except StopIteration as done:
            return done.value, told
        if isinstance(event, Warned):
            told.append(event.message)


def test_subfolders_become_classes_in_name_order(tmp_path: Path) -> None:
    write(tmp_path / "dogs" / "1.png", 10)
    write(tmp_path / "cats" / "1.png", 200)
    write(tmp_path / "cats" / "young" / "2.png", 210)
    assert ImageFolder(folder=str(tmp_path)).describe(None).classes == ("cats", "dogs")
    pictures, told = read(tmp_path)
    assert pictures.labels.tolist() == [0, 0, 1]
    assert pictures.pixels.shape == (3, 3, 16, 16)
    assert pictures.pixels[:, 0, 0, 0].tolist() == [200, 210, 10]
    assert not told


def test_pictures_without_subfolders_have_no_classes(tmp_path: Path) -> None:
    write(tmp_path / "1.png")
    assert ImageFolder(folder=str(tmp_path)).describe(None).classes == ()
    assert read(tmp_path)[0].labels.tolist() == [0]


def test_one_broken_picture_among_good_ones_is_named_and_left_out(tmp_path: Path) -> None:
    for number in range(5):
        write(tmp_path / f"{number}.png", 20 * number)
    good = (tmp_path / "3.png").read_bytes()
    (tmp_path / "3.png").write_bytes(good[: len(good) // 2])
    pictures, told = read(tmp_path)
    assert pictures.pixels[:, 0, 0, 0].tolist() == [0, 20, 40, 80]
    assert told == ["4 pictures used, 1 skipped: 3.png (truncated)"]


def test_a_folder_of_broken_pictures_only_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"<html>404</html>")
    with pytest.raises(ProblemError, match="folder: none of the 1 pictures"):
        ImageFolder(folder=str(tmp_path)).describe(None)


def test_hidden_names_texts_links_to_folders_and_pipes_are_not_counted(tmp_path: Path) -> None:
    write(tmp_path / "a.png")
    write(tmp_path / ".hidden.png")
    write(tmp_path / "._a.png")
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "gone.png").symlink_to(tmp_path / "nowhere.png")
    os.mkfifo(tmp_path / "pipe.png")
    assert ImageFolder(folder=str(tmp_path)).describe(None).count == 1


def test_transparency_is_put_on_white_and_16_bits_keep_their_scale(tmp_path: Path) -> None:
    write(tmp_path / "alpha.png", 0, mode="RGBA")
    deep = tmp_path / "deep.png"
    Image.fromarray(np.full((16, 16), 0x8000, np.uint16)).save(deep)
    pictures, _ = read(tmp_path, color="grey")
    assert pictures.pixels[:, 0, 0, 0].tolist() == [255, 127]


def test_a_rotated_photo_stands_upright(tmp_path: Path) -> None:
    picture = Image.new("RGB", (16, 16))
    picture.paste((255, 255, 255), (0, 0, 16, 8))  # top half white
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    picture.save(tmp_path / "photo.png", exif=exif)
    pictures, _ = read(tmp_path)
    assert (pictures.pixels[0, 0, 2, 8], pictures.pixels[0, 0, 13, 8]) == (0, 255)


def test_grey_is_automatic_when_all_pictures_are_grey(tmp_path: Path) -> None:
    write(tmp_path / "a.png", mode="L")
    assert ImageFolder(folder=str(tmp_path)).describe(None).shape == (1, 16, 16)
    write(tmp_path / "b.png")
    assert ImageFolder(folder=str(tmp_path)).describe(None).shape == (3, 16, 16)


def test_a_small_file_that_claims_a_huge_picture_is_skipped_without_decoding_it(tmp_path: Path) -> None:
    write(tmp_path / "a.png")
    write(tmp_path / "huge.png", mode="L", size=(8000, 8000))
    pictures, told = read(tmp_path)
    assert len(pictures.pixels) == 1
    assert "8000×8000 is more than 40 megapixels" in told[0]


def test_a_tiff_whose_tags_are_of_the_wrong_type_is_skipped(tmp_path: Path) -> None:
    good = write(tmp_path / "a.tif", 50)
    content = good.read_bytes()
    for position in range(len(content) - 200, len(content), 3):  # the tags stand at the end
        (tmp_path / f"{position}.tif").write_bytes(content[:position] + b"\x0c" + content[position + 1 :])
    pictures, _ = read(tmp_path, size=8, color="rgb")
    assert len(pictures.pixels) >= 1


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_folder_whose_name_is_no_text_is_a_class_all_the_same(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xffa"))
    write(folder / "1.png")
    assert ImageFolder(folder=str(tmp_path)).describe(None).classes == ("\ufffda",)
    assert read(tmp_path)[0].labels.tolist() == [0]


def test_real_photographs_are_read_with_their_classes() -> None:
    folder = Path(__file__).parents[3] / "shared" / "data" / "cifar10-images"
    if not folder.is_dir():
        pytest.skip("the CIFAR-10 pictures are not beside the project")
    dataset = ImageFolder(folder=str(folder / "frog"))
    spec = dataset.describe(None)
    assert (spec.shape, spec.count) == ((3, 32, 32), 1000)
    assert ImageFolder(folder=str(folder)).describe(None).classes[:2] == ("airplane", "automobile")
    pictures, told = read(folder / "frog")
    assert len(pictures.pixels) == 1000
    assert not told
    assert 60 < pictures.pixels.mean() < 190
