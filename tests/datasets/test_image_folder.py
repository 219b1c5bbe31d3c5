"""A folder of pictures: real files, good and bad."""

from __future__ import annotations

import io
import os
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ganstudio.datasets import image_folder, picture_files
from ganstudio.datasets.base import Pictures
from ganstudio.datasets.cache import prepared_folder
from ganstudio.datasets.decode import Decoding
from ganstudio.datasets.image_folder import ImageFolder
from ganstudio.datasets.in_order import MOST_THREADS
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


def test_a_picture_larger_than_any_reader_takes_is_told_as_too_large(tmp_path: Path) -> None:
    write(tmp_path / "a.png")
    write(tmp_path / "bomb.png", mode="1", size=(20_000, 20_000))
    pictures, told = read(tmp_path)
    assert len(pictures.pixels) == 1
    assert "more than 40 megapixels" in told[0]


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


# --- squares ---


def two_halves(path: Path, **how: Any) -> Path:
    """A picture twice as wide as high: black, then white from three quarters on."""
    picture = Image.new("L", (32, 16))
    picture.paste(255, (24, 0, 32, 16))
    picture.save(path, **how)
    return path


@pytest.mark.parametrize(
    ("fit", "row"),
    [
        ("crop", [0] * 8),  # the white lies outside of the middle
        ("stretch", [0] * 6 + [255] * 2),
        ("pad", [0] * 6 + [255] * 2),
    ],
)
def test_a_wide_picture_becomes_a_square_as_chosen(tmp_path: Path, fit: str, row: list[int]) -> None:
    two_halves(tmp_path / "wide.png")
    pictures, _ = read(tmp_path, fit=fit, filter="nearest", size=8)
    assert pictures.pixels[0, 0, 4].tolist() == row


def test_padding_has_the_colour_of_the_border(tmp_path: Path) -> None:
    picture = Image.new("RGB", (32, 16), (10, 200, 30))
    picture.paste((255, 255, 255), (8, 4, 24, 12))
    picture.save(tmp_path / "framed.png")
    write(tmp_path / "grey.png", 77, (16, 32), mode="L")
    pictures, _ = read(tmp_path, fit="pad", size=8)
    assert pictures.pixels[0, :, 0, 0].tolist() == [10, 200, 30]
    assert pictures.pixels[1, :, 4, 0].tolist() == [77] * 3
    assert read(tmp_path, fit="pad", size=8, color="grey")[0].pixels[1, 0, 4, 0] == 77


def test_nearest_keeps_the_two_shades_that_other_filters_mix(tmp_path: Path) -> None:
    board = np.indices((5, 5)).sum(axis=0) % 2 * 255
    Image.fromarray(board.astype(np.uint8)).save(tmp_path / "board.png")
    assert set(read(tmp_path, filter="nearest", size=8)[0].pixels.flat) == {0, 255}
    for filter in ("lanczos", "bicubic", "bilinear"):
        assert len(set(read(tmp_path, filter=filter, size=8)[0].pixels.flat)) > 2


def test_rgba_keeps_transparency_and_fills_up_what_has_none(tmp_path: Path) -> None:
    write(tmp_path / "clear.png", 0, mode="RGBA")
    write(tmp_path / "opaque.png", 90)
    assert ImageFolder(folder=str(tmp_path)).describe(None).shape == (3, 16, 16), "auto never keeps it"
    pictures, _ = read(tmp_path, color="rgba")
    assert pictures.pixels[:, :, 0, 0].tolist() == [[0, 0, 0, 0], [90, 90, 90, 255]]


def test_a_lying_jpeg_photo_stands_upright_when_it_is_decoded_at_a_fraction_of_its_size(tmp_path: Path) -> None:
    picture = Image.new("RGB", (256, 128))
    picture.paste((255, 255, 255), (0, 0, 128, 128))  # left half white
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90° clockwise, so that left comes to the top
    picture.save(tmp_path / "photo.jpg", exif=exif)
    pictures, _ = read(tmp_path, fit="stretch", size=16)
    assert pictures.pixels[0, 0, 2].min() > 240
    assert pictures.pixels[0, 0, 13].max() < 15


def test_mirrored_pictures_are_announced_and_not_stored_twice(tmp_path: Path) -> None:
    write(tmp_path / "a.png")
    assert not read(tmp_path)[0].flips
    pictures, _ = read(tmp_path, flips=True)
    assert pictures.flips
    assert len(pictures) == 1


# --- prepared once ---


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often pictures were decoded."""
    counts: Counter[str] = Counter()

    class Counting(Decoding):
        def __call__(self, source: Any) -> np.ndarray:
            counts["decoded"] += 1
            return super().__call__(source)

    monkeypatch.setattr(image_folder, "Decoding", Counting)
    return counts


def test_pictures_are_decoded_once_and_again_when_one_of_them_changes(tmp_path: Path, decoded: Counter[str]) -> None:
    for number in range(3):
        write(tmp_path / f"{number}.png", 20 * number)
    (tmp_path / "broken.png").write_bytes(b"")
    first, told = read(tmp_path)
    again, told_again = read(tmp_path)
    assert decoded["decoded"] == 4
    assert np.array_equal(first.pixels, again.pixels)
    assert told == told_again == ["3 pictures used, 1 skipped: broken.png (no picture)"]
    write(tmp_path / "1.png", 200)
    os.utime(tmp_path / "1.png", ns=(1, 1))
    assert read(tmp_path)[0].pixels[:, 0, 0, 0].tolist() == [0, 200, 40]


@pytest.mark.parametrize("options", [{"fit": "pad"}, {"filter": "box"}, {"color": "grey"}, {"size": 8}])
def test_other_options_are_prepared_apart(tmp_path: Path, decoded: Counter[str], options: dict[str, Any]) -> None:
    write(tmp_path / "a.png")
    read(tmp_path)
    read(tmp_path, **options)
    assert decoded["decoded"] == 2


def test_a_renamed_class_is_prepared_again_with_its_new_label(tmp_path: Path) -> None:
    write(tmp_path / "a" / "1.png", 10)
    write(tmp_path / "b" / "2.png", 20)
    assert read(tmp_path)[0].labels.tolist() == [0, 1]
    (tmp_path / "a").rename(tmp_path / "c")
    pictures, _ = read(tmp_path)
    assert pictures.labels.tolist() == [0, 1]
    assert pictures.pixels[:, 0, 0, 0].tolist() == [20, 10]


def test_a_class_that_a_run_began_without_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "a" / "1.png")
    dataset = ImageFolder(folder=str(tmp_path))
    spec = dataset.describe(None)
    write(tmp_path / "b" / "1.png")
    with pytest.raises(ProblemError, match="other classes than when the run began: b"):
        dataset.opened(spec)


def test_pictures_that_vanish_while_they_are_read_are_no_reason_to_keep_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        write(tmp_path / f"{number}.png")

    def gone(self: object, source: object) -> np.ndarray:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Decoding, "__call__", gone)
    with pytest.raises(ProblemError, match=r"0\.png can no longer be read: No such file"):
        read(tmp_path)
    assert all(path.name.startswith(".") for path in prepared_folder().iterdir())


def test_stopping_while_a_slow_picture_is_decoded_takes_no_time_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        write(tmp_path / f"{number}.png")
    dataset = ImageFolder(folder=str(tmp_path))
    spec = dataset.describe(None)
    go_on, seen = threading.Event(), []

    def slow(self: object, source: object) -> np.ndarray:
        seen.append(source)
        go_on.wait(5)
        return np.zeros(spec.shape, np.uint8)

    monkeypatch.setattr(Decoding, "__call__", slow)
    opening = dataset.open(spec)
    longest = 0.0
    for _ in range(6):
        began = time.monotonic()
        next(opening)
        longest = max(longest, time.monotonic() - began)
    began = time.monotonic()
    opening.close()
    stopped_in = time.monotonic() - began
    go_on.set()
    assert longest < 1, "a sign of life, whatever takes long"
    assert stopped_in < 1
    assert not list(prepared_folder().glob("*.part"))
    assert len(seen) <= MOST_THREADS


def calls_of(action: Callable[[], object]) -> int:
    """Calls of Python and C functions that it takes."""
    count = 0

    def called(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_looking_at_many_pictures_costs_no_more_than_a_few_calls_for_each(tmp_path: Path, kind: str) -> None:
    content = write(tmp_path / "one.png").read_bytes()
    calls = []
    for count in (1000, 3000):
        names = [f"{number % 10}/{number}.png" for number in range(count)]
        path = tmp_path / (f"{count}.zip" if kind == "zip" else f"{count}")
        pack(path, dict.fromkeys(names, content))
        dataset = ImageFolder(folder=str(path))
        calls.append(calls_of(lambda dataset=dataset: dataset.describe(None)))
    assert (calls[1] - calls[0]) / 2000 < 60
    assert calls[1] < 3.3 * calls[0]


# --- ZIP files ---


def pack(path: Path, files: Mapping[str, bytes]) -> Path:
    """The files as a ZIP file or, where the path has no suffix, as a folder."""
    if path.suffix:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    else:
        for name, content in files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content)
    return path


def png(shade: int, size: int = 16) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (size, size), (shade,) * 3).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_zip_file_is_read_like_the_folder_that_it_was_made_of(tmp_path: Path, decoded: Counter[str]) -> None:
    files = {"cats/1.png": png(200), "cats/young/2.png": png(210), "dogs/1.png": png(10), "dogs/bad.png": b"x"}
    folder, archive = pack(tmp_path / "folder", files), pack(tmp_path / "mine.zip", files)
    of_folder, told = read(folder)
    of_zip, told_of_zip = read(archive)
    assert ImageFolder(folder=str(archive)).describe(None) == ImageFolder(folder=str(folder)).describe(None)
    assert np.array_equal(of_folder.pixels, of_zip.pixels)
    assert of_folder.labels.tolist() == of_zip.labels.tolist() == [0, 0, 1]
    assert told == told_of_zip == ["3 pictures used, 1 skipped: dogs/bad.png (no picture)"]
    read(archive)
    assert decoded["decoded"] == 8


def test_the_folder_that_holds_all_of_a_zip_file_is_no_class(tmp_path: Path) -> None:
    archive = pack(tmp_path / "a.zip", {"mine/cats/1.png": png(1), "mine/dogs/1.png": png(2), "mine/notes.txt": b""})
    assert ImageFolder(folder=str(archive)).describe(None).classes == ("cats", "dogs")
    assert ImageFolder(folder=str(pack(tmp_path / "b.zip", {"mine/1.png": png(1)}))).describe(None).classes == ()


def test_names_in_a_zip_file_that_lead_elsewhere_or_are_hidden_are_left_out(tmp_path: Path) -> None:
    bad = ("../up.png", "/top.png", "C:/drive.png", "a/../../up.png", "__MACOSX/._good.png", ".hidden/a.png")
    archive = pack(tmp_path / "a.zip", {**dict.fromkeys(bad, png(1)), "good.png": png(5)})
    assert ImageFolder(folder=str(archive)).describe(None).count == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]


def test_a_bomb_in_a_zip_file_is_skipped_without_unpacking_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_files, "LARGEST_MEMBER", 2**20)
    archive = pack(tmp_path / "a.zip", {"bomb.png": bytes(2**21), "good.png": png(5)})
    pictures, told = read(archive)
    assert len(pictures) == 1
    assert told == ["1 pictures used, 1 skipped: bomb.png (larger than 1 MB)"]


def test_damaged_and_protected_members_of_a_zip_file_are_skipped_by_name(tmp_path: Path) -> None:
    archive = pack(tmp_path / "a.zip", {"1.png": png(5), "2.png": png(6), "3.png": png(7)})
    content = bytearray(archive.read_bytes())
    content[content.index(b"1.png") + 20] ^= 255  # within its packed bytes
    third = content.rindex(b"3.png") - 46  # its entry in the list of names at the end
    content[third + 8] |= 1  # encrypted
    archive.write_bytes(content)
    pictures, told = read(archive)
    assert pictures.pixels[:, 0, 0, 0].tolist() == [6]
    assert told == ["1 pictures used, 2 skipped: 1.png (damaged in the ZIP file), 3.png (protected by a password)"]


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_a_file_that_is_no_zip_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(ProblemError, match=r"folder: .*a\.zip is neither a folder nor a ZIP file"):
        ImageFolder(folder=str(tmp_path / "a.zip")).describe(None)


def test_a_zip_file_without_pictures_is_refused(tmp_path: Path) -> None:
    archive = pack(tmp_path / "a.zip", {"notes.txt": b"none"})
    with pytest.raises(ProblemError, match="there are no pictures in"):
        ImageFolder(folder=str(archive)).describe(None)


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_picture_whose_name_is_no_text_is_told_as_text(tmp_path: Path) -> None:
    write(tmp_path / "good.png")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.png")).write_bytes(b"")
    assert read(tmp_path)[1] == ["1 pictures used, 1 skipped: \ufffd.png (no picture)"]
    assert read(tmp_path)[1] == ["1 pictures used, 1 skipped: \ufffd.png (no picture)"]


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


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="every folder can be entered here")
def test_a_folder_that_may_be_listed_but_not_entered_is_a_problem_in_a_sentence(tmp_path: Path) -> None:
    write(tmp_path / "locked" / "a.png")
    (tmp_path / "locked").chmod(0o400)
    try:
        with pytest.raises(ProblemError, match="can be read"):
            read(tmp_path / "locked")
    finally:
        (tmp_path / "locked").chmod(0o700)


def test_a_name_that_cannot_be_looked_up_is_not_there(tmp_path: Path) -> None:
    assert not picture_files.Folder(tmp_path).has("long" * 100)


def test_a_zip_file_that_is_gone_is_not_called_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="there is no ZIP file"):
        read(tmp_path / "gone.zip")
