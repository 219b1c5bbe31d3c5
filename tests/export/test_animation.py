"""Animations as files: what is read back is what was given, in the same order and as long, whole or not at all."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

from ganstudio.export import animation
from ganstudio.export.animation import FORMATS, LONGEST_SIDE, why_not, write_animation
from ganstudio.problems import ProblemError

FILES = ("a.gif", "a.webp", "a.mp4", "a")  # one of each format
NOISE = np.random.default_rng(0)


def smooth(count: int, height: int, width: int, channels: int = 3) -> np.ndarray:
    """(count, H, W, C) uint8: soft colours that move, as a walk through a latent space gives them."""
    across = np.arange(width) / width + np.arange(height)[:, None] / height
    turns = across[None, ..., None] + np.arange(count)[:, None, None, None] / 10 + np.arange(channels) / 3
    return (127.5 + 100 * np.sin(2 * np.pi * turns)).round().astype(np.uint8)


def write(frames: np.ndarray, path: Path, fps: float = 10, **how: Any) -> Path:
    assert list(write_animation(frames, path, count=len(frames), fps=fps, **how)) == list(range(1, len(frames) + 1))
    return path


def read(path: Path, mode: str) -> np.ndarray:
    """The frames of a GIF or WebP file."""
    with Image.open(path) as image:
        return np.stack([np.asarray(frame.convert(mode)) for frame in ImageSequence.Iterator(image)])


def durations(path: Path) -> list[int]:
    """For how many ms each frame of a GIF or WebP file is shown."""
    told = []
    with Image.open(path) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            image.load()
            told.append(round(image.info["duration"]))
    return told


def read_video(path: Path) -> tuple[np.ndarray, Fraction, float]:
    """The frames of an MP4 file, its frames per second, and its length in seconds."""
    av = pytest.importorskip("av")
    with av.open(str(path)) as video:
        stream = video.streams.video[0]
        frames = np.stack([frame.to_ndarray(format="rgb24") for frame in video.decode(stream)])
        return frames, stream.average_rate, float(stream.duration * stream.time_base)


def read_folder(path: Path) -> np.ndarray:
    return np.stack([np.asarray(Image.open(file)) for file in sorted(path.iterdir())])


def nearness(seen: np.ndarray, given: np.ndarray) -> float:
    """The lowest peak signal-to-noise ratio of all frames, in dB."""
    error = np.square(seen.astype(float) - given).mean(axis=(1, 2, 3))
    return float(10 * np.log10(255**2 / np.maximum(error, 1e-9)).min())


@pytest.fixture(params=FILES)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file of each format in turn, in a folder of its own."""
    if request.param == "a.mp4":
        pytest.importorskip("av")
    return tmp_path / "new" / request.param


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_webp_keeps_every_pixel_also_under_transparency(tmp_path: Path, channels: int) -> None:
    frames = NOISE.integers(0, 256, (5, 13, 7, channels), np.uint8)
    seen = read(write(frames, tmp_path / "a.webp"), {1: "RGB", 3: "RGB", 4: "RGBA"}[channels])
    assert np.array_equal(seen, frames.repeat(3, axis=-1) if channels == 1 else frames)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_folder_holds_the_very_frames_in_the_order_of_their_names(tmp_path: Path, channels: int) -> None:
    frames = NOISE.integers(0, 256, (12, 13, 7, channels), np.uint8)
    folder = write(frames, tmp_path / "new" / "frames")
    assert [file.name for file in sorted(folder.iterdir())][::11] == ["00000.png", "00011.png"]
    assert np.array_equal(read_folder(folder), frames[..., 0] if channels == 1 else frames)


def test_names_in_a_folder_stay_in_order_beyond_a_hundred_thousand(tmp_path: Path) -> None:
    writing = write_animation(smooth(2, 4, 4), tmp_path / "a", count=100_001, fps=10)
    next(writing)
    assert [file.name for file in (tmp_path / ".a.part").iterdir()] == ["000000.png"]
    writing.close()


def test_a_grey_gif_keeps_every_pixel(tmp_path: Path) -> None:
    frames = NOISE.integers(0, 256, (5, 33, 17, 1), np.uint8)
    assert np.array_equal(read(write(frames, tmp_path / "a.gif"), "L"), frames[..., 0])


def test_a_gif_of_few_colours_keeps_every_pixel(tmp_path: Path) -> None:
    colours = NOISE.integers(0, 256, (4, 256, 3), np.uint8)  # others in each frame
    frames = np.stack([own[NOISE.integers(0, 256, (40, 40))] for own in colours])
    assert np.array_equal(read(write(frames, tmp_path / "a.gif"), "RGB"), frames)


def test_a_gif_of_many_colours_is_near_to_what_was_given(tmp_path: Path) -> None:
    frames = smooth(10, 120, 200)
    assert nearness(read(write(frames, tmp_path / "a.gif"), "RGB"), frames) > 35


def test_a_gif_of_many_colours_is_soon_written(tmp_path: Path) -> None:
    frames = smooth(60, 256, 256) // 2 + NOISE.integers(0, 100, (60, 256, 256, 3), np.uint8)
    begun = time.process_time()
    write(frames, tmp_path / "a.gif")
    assert time.process_time() - begun < 4, "seconds; colours chosen from all pixels of each frame take twice that"


@pytest.mark.parametrize("channels", [1, 3])
def test_a_video_is_near_to_what_was_given(tmp_path: Path, channels: int) -> None:
    pytest.importorskip("av")
    frames = smooth(10, 144, 256, channels)
    seen, rate, length = read_video(write(frames, tmp_path / "a.mp4", fps=25))
    assert seen.shape == (10, 144, 256, 3)
    assert nearness(seen, frames) > 38
    assert (rate, length) == (Fraction(25), 0.4)


def test_a_video_begins_with_its_index_so_that_browsers_play_it_at_once(tmp_path: Path) -> None:
    pytest.importorskip("av")
    content = write(smooth(3, 16, 16), tmp_path / "a.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_a_video_of_odd_sides_repeats_its_last_row_and_column(tmp_path: Path) -> None:
    pytest.importorskip("av")
    frames = smooth(4, 145, 257)
    seen, _, _ = read_video(write(frames, tmp_path / "a.mp4"))
    assert seen.shape == (4, 146, 258, 3)
    assert nearness(seen, np.pad(frames, ((0, 0), (0, 1), (0, 1), (0, 0)), mode="edge")) > 35


@pytest.mark.parametrize("side", [1, 2, 3, 8])
def test_tiny_pictures_are_written_in_every_format(target: Path, side: int) -> None:
    write(np.full((3, side, side, 3), 77, np.uint8), target)
    if target.suffix == ".mp4":
        seen = read_video(target)[0]
    else:
        seen = read_folder(target) if target.is_dir() else read(target, "RGB")
    assert len(seen) == 3
    assert np.abs(seen.astype(int) - 77).max() <= 3


def test_where_transparency_cannot_be_kept_it_becomes_white(tmp_path: Path) -> None:
    frames = np.zeros((2, 16, 16, 4), np.uint8)
    frames[:, 8:, :, 3] = 255
    frames[:, :, 8:, 3] //= 2
    for name in ("a.gif", "a.mp4") if importlib.util.find_spec("av") else ("a.gif",):
        path = write(frames, tmp_path / name)
        seen = (read_video(path)[0] if path.suffix == ".mp4" else read(path, "RGB"))[1]
        corners = seen[2, 2], seen[13, 2], seen[13, 13]
        assert [round(float(corner.mean()), -1) for corner in corners] == [260, 0, 130]


@pytest.mark.parametrize(("fps", "hundredths"), [(10, [10] * 6), (30, [3, 4, 3, 3, 4, 3]), (24, [4, 4, 4, 5, 4, 4])])
def test_a_gif_spreads_what_hundredths_of_a_second_leave_over(
    tmp_path: Path, fps: float, hundredths: list[int]
) -> None:
    told = durations(write(smooth(60, 8, 8), tmp_path / "a.gif", fps))
    assert sum(told) == pytest.approx(60_000 / fps, abs=5)
    assert sorted(told[:6]) == sorted(10 * each for each in hundredths)


def test_no_frame_of_a_gif_is_shorter_than_players_obey(tmp_path: Path) -> None:
    assert durations(write(smooth(30, 8, 8), tmp_path / "a.gif", 60)) == [20] * 30
    assert FORMATS[0].fastest == 50


@pytest.mark.parametrize("fps", [1, 12.5, 29.97, 60])
def test_webp_and_video_are_as_long_as_asked_for(tmp_path: Path, fps: float) -> None:
    told = durations(write(smooth(30, 8, 8), tmp_path / "a.webp", fps))
    assert sum(told) == round(30_000 / fps)
    assert max(told) - min(told) <= 1
    if importlib.util.find_spec("av"):
        _, rate, length = read_video(write(smooth(30, 8, 8), tmp_path / "a.mp4", fps))
        assert float(rate) == pytest.approx(fps, rel=1e-4)
        assert length == pytest.approx(30 / fps, rel=1e-3)


@pytest.mark.parametrize(("loop", "times"), [(True, 0), (False, 1)])
def test_an_animation_plays_for_ever_or_once(tmp_path: Path, loop: bool, times: int) -> None:
    frames = smooth(3, 8, 8)
    with Image.open(write(frames, tmp_path / "a.webp", loop=loop)) as image:
        assert image.info["loop"] == times
    with Image.open(write(frames, tmp_path / "a.gif", loop=loop)) as image:
        assert ("loop" in image.info) is loop, "a GIF that says nothing plays once"
        assert image.info.get("loop", 0) == 0


def test_equal_frames_stay_frames_of_their_own(target: Path) -> None:
    write(np.full((4, 16, 16, 3), 9, np.uint8), target)
    if target.suffix == ".mp4":
        assert len(read_video(target)[0]) == 4
    else:
        assert len(read_folder(target) if target.is_dir() else read(target, "RGB")) == 4


def test_small_pictures_are_enlarged_pixel_by_pixel_where_that_comes_out_even(tmp_path: Path) -> None:
    frames = NOISE.integers(0, 256, (2, 12, 48, 3), np.uint8)
    seen = read_folder(write(frames, tmp_path / "even", size=96))
    assert np.array_equal(seen, frames.repeat(2, axis=1).repeat(2, axis=2))


@pytest.mark.parametrize(("height", "width", "size"), [(12, 48, 100), (50, 50, 100), (8, 32, 16), (64, 128, 60)])
def test_other_changes_of_size_are_smooth(tmp_path: Path, height: int, width: int, size: int) -> None:
    frames = smooth(2, height, width)
    new = size, round(height * size / width)
    wanted = [np.asarray(Image.fromarray(frame).resize(new, Image.Resampling.LANCZOS)) for frame in frames]
    assert np.array_equal(read_folder(write(frames, tmp_path / "a", size=size)), wanted)


def test_the_longer_side_is_as_asked_for_in_every_format(target: Path) -> None:
    write(smooth(2, 60, 30), target, size=120)
    if target.suffix == ".mp4":
        seen = read_video(target)[0]
    else:
        seen = read_folder(target) if target.is_dir() else read(target, "RGB")
    assert seen.shape == (2, 120, 60, 3)


def test_frames_are_taken_one_by_one_and_no_more_than_asked_for(target: Path) -> None:
    taken = 0

    def endless() -> Iterator[np.ndarray]:
        nonlocal taken
        while True:
            taken += 1
            yield smooth(1, 16, 16)[0]

    for written in write_animation(endless(), target, count=4, fps=10):
        assert taken == written
    assert taken == 4


def test_closed_half_way_it_leaves_nothing(target: Path) -> None:
    writing = write_animation(smooth(9, 16, 16), target, count=9, fps=10)
    assert [next(writing) for _ in range(4)] == [1, 2, 3, 4]
    assert list(target.parent.iterdir()), "something was under way"
    writing.close()
    assert not list(target.parent.iterdir())


@pytest.mark.parametrize("name", FILES[:3])
def test_closed_half_way_it_leaves_the_older_file_as_it_was_and_in_the_end_replaces_it(
    tmp_path: Path, name: str
) -> None:
    if name == "a.mp4":
        pytest.importorskip("av")
    path = tmp_path / name
    path.write_bytes(b"older")
    writing = write_animation(smooth(9, 16, 16), path, count=9, fps=10)
    next(writing)
    writing.close()
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(name, b"older")]
    write(smooth(3, 16, 16), path)
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert path.read_bytes() != b"older"


def test_an_error_among_the_frames_passes_and_leaves_nothing(target: Path) -> None:
    def failing() -> Iterator[np.ndarray]:
        yield from smooth(3, 16, 16)
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        list(write_animation(failing(), target, count=9, fps=10))
    assert not list(target.parent.iterdir())


def test_too_few_frames_are_no_animation(target: Path) -> None:
    for count, frames in ((9, smooth(3, 16, 16)), (1, smooth(0, 16, 16)), (0, smooth(3, 16, 16))):
        with pytest.raises(ProblemError, match=f"an animation of {count} frames cannot be made of"):
            list(write_animation(frames, target, count=count, fps=10))
    assert not list(target.parent.iterdir())


def test_an_empty_folder_is_filled_and_another_is_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "frames"
    folder.mkdir()
    write(smooth(2, 8, 8), folder)
    with pytest.raises(ProblemError, match="frames is not empty: name a new folder for the pictures"):
        list(write_animation(smooth(3, 8, 8), folder, count=3, fps=10))
    assert len(list(folder.iterdir())) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["frames"]


def test_what_an_interrupted_program_left_is_not_taken_for_frames(tmp_path: Path) -> None:
    (tmp_path / ".frames.part").mkdir()
    (tmp_path / ".frames.part" / "00009.png").write_bytes(b"older")
    assert len(list(write(smooth(2, 8, 8), tmp_path / "frames").iterdir())) == 2


def test_what_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    frames = smooth(2, 8, 8)
    refused: list[tuple[str, dict[str, Any], str]] = [
        ("a.avi", {}, r"written as \.gif, \.webp, \.mp4 or into a folder, not as \.avi"),
        ("a.gif", {"fps": 0}, "frames per second must be 1 to 60, not 0"),
        ("a.gif", {"fps": float("nan")}, "frames per second must be 1 to 60, not nan"),
        ("a.gif", {"fps": 61}, "frames per second must be 1 to 60, not 61"),
        ("a.gif", {"size": LONGEST_SIDE + 1}, "the longer side must be 1 to 16,383 px, not 16,384"),
        ("a.gif", {"size": -1}, "the longer side must be 1 to 16,383 px, not -1"),
    ]
    for name, how, sentence in refused:
        with pytest.raises(ProblemError, match=sentence):
            write(frames, tmp_path / name, **how)
    with pytest.raises(ProblemError, match="the longer side must be 1 to 16,383 px, not 16,384"):
        write(np.zeros((1, 1, LONGEST_SIDE + 1, 1), np.uint8), tmp_path / "a.gif")
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").write_text("in the way")
    for name in FILES:
        if not why_not(Path(name)):
            with pytest.raises(ProblemError, match=r"cannot write .*file"):
                write(frames, tmp_path / "file" / name)
    with pytest.raises(ProblemError, match=r"cannot write .*file"):
        write(frames, tmp_path / "file")
    (tmp_path / "folder.gif").mkdir()
    with pytest.raises(ProblemError, match=r"cannot write .*folder\.gif"):
        write(frames, tmp_path / "folder.gif")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder.gif"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is full")
@pytest.mark.parametrize("name", FILES[:3])
def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path, name: str) -> None:
    if name == "a.mp4":
        pytest.importorskip("av")
    (tmp_path / f".{name}.part").symlink_to("/dev/full")
    with pytest.raises(ProblemError, match=r"cannot write .*No space left on device"):
        write(NOISE.integers(0, 256, (20, 64, 64, 3), np.uint8), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_what_the_encoder_refuses_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("av")
    monkeypatch.setattr(animation, "CRF", "no number")
    with pytest.raises(ProblemError, match=r"cannot write .*a\.mp4: "):
        write(smooth(2, 16, 16), tmp_path / "a.mp4")
    assert not list(tmp_path.iterdir())


def test_a_name_with_a_colon_is_no_address_of_the_web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("av")
    if sys.platform == "win32":
        pytest.skip("no such names on Windows")
    monkeypatch.chdir(tmp_path)
    assert len(read_video(tmp_path / write(smooth(3, 16, 16), Path("16:9.mp4")))[0]) == 3


def test_why_not_names_the_missing_package_and_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert [why_not(Path(f"x{format.suffix}")) for format in FORMATS if format.suffix != ".mp4"] == [""] * 3
    assert why_not(Path("A.GIF")) == ""
    assert "not as .png" in why_not(Path("a.png"))
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "av" else found(name))
    assert why_not(Path("a.MP4")) == "MP4 needs the package “av”: pip install ganstudio[video]"
    with pytest.raises(ProblemError, match="MP4 needs the package “av”"):
        write(smooth(2, 8, 8), tmp_path / "a.mp4")
    assert not list(tmp_path.iterdir())
