"""Prepared pictures: kept, checked, bounded, and never in the way."""

from __future__ import annotations

import errno
import mmap
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ganstudio.datasets import cache
from ganstudio.datasets.base import Pictures
from ganstudio.datasets.cache import Fill, cached, prepared_folder
from ganstudio.events import Preparing, Warned
from ganstudio.problems import ProblemError

SHAPE = (3, 4, 4)


class Making:
    """A `fill` that writes ascending shades, leaves the last picture out, and counts how often it is called."""

    def __init__(self, count: int = 5, warning: str = "one picture was left out") -> None:
        self.count, self.warning, self.calls = count, warning, 0

    def __call__(self, pixels: np.ndarray, labels: np.ndarray) -> Generator[Preparing | Warned, None, int]:
        self.calls += 1
        yield Preparing("Reading", 0, self.count)
        used = self.count - 1
        pixels[:used] = (np.arange(used) % 256).astype(np.uint8).reshape(-1, 1, 1, 1)
        labels[:used] = np.arange(used)
        yield Warned(self.warning)
        return used


def played(opening: Generator[Preparing | Warned, None, Pictures]) -> tuple[Pictures, list[str]]:
    told = []
    while True:
        try:
            event = next(opening)
        except StopIteration as end:
            return end.value, told
        if isinstance(event, Warned):
            told.append(event.message)


def opened(fill: Fill, key: Any = "a", count: int = 5) -> tuple[Pictures, list[str]]:
    return played(cached({"what": key}, count, SHAPE, fill))


def kept() -> list[Path]:
    """The entries there are."""
    return sorted(path for path in prepared_folder().iterdir() if not path.name.startswith("."))


def test_pictures_are_made_once_and_the_same_with_their_warnings_when_opened_again() -> None:
    making = Making()
    first, told = opened(making)
    again, told_again = opened(making)
    assert making.calls == 1
    assert first.pixels.shape == (4, *SHAPE)
    assert np.array_equal(first.pixels, again.pixels)
    assert first.labels.tolist() == again.labels.tolist() == [0, 1, 2, 3]
    assert told == told_again == ["one picture was left out"]


def test_another_key_or_shape_is_another_entry() -> None:
    making = Making()
    opened(making, "a")
    opened(making, "b")
    played(cached({"what": "a"}, 5, (3, 8, 8), making))
    assert making.calls == 3
    assert len(kept()) == 3


def cut_short(entry: Path) -> None:
    os.truncate(entry / "pixels", 10)


def flip_a_bit(entry: Path) -> None:
    content = bytearray((entry / "pixels").read_bytes())
    content[77] ^= 1
    (entry / "pixels").write_bytes(content)


def change_a_label(entry: Path) -> None:
    (entry / "labels").write_bytes(np.array([0, 1, 2, 2]).tobytes())


def scribble_on_the_manifest(entry: Path) -> None:
    (entry / "manifest.json").write_text('{"count": [')


def list_for_a_manifest(entry: Path) -> None:
    (entry / "manifest.json").write_text("[]")


def lose_the_manifest(entry: Path) -> None:
    (entry / "manifest.json").unlink()


def empty_the_labels(entry: Path) -> None:
    (entry / "labels").write_bytes(b"")


DAMAGES = (
    cut_short,
    flip_a_bit,
    change_a_label,
    scribble_on_the_manifest,
    list_for_a_manifest,
    lose_the_manifest,
    empty_the_labels,
)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_entry_is_told_and_made_again(damage: Callable[[Path], None]) -> None:
    making = Making()
    good, _ = opened(making)
    damage(kept()[0])
    again, told = opened(making)
    assert making.calls == 2
    assert told == [
        "The prepared pictures on the disk were damaged, so they are prepared again.",
        "one picture was left out",
    ]
    assert np.array_equal(again.pixels, good.pixels)
    assert opened(making)[1] == ["one picture was left out"]


def test_of_a_large_entry_blocks_are_checked_and_a_lost_end_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "CHECKED_WHOLE", 100)
    monkeypatch.setattr(cache, "BLOCK", mmap.ALLOCATIONGRANULARITY)
    monkeypatch.setattr(cache, "SAMPLED", 3)
    count = 5 * mmap.ALLOCATIONGRANULARITY // 48
    opened(making := Making(count), count=count)
    content = bytearray((kept()[0] / "pixels").read_bytes())
    content[-1] ^= 1
    (kept()[0] / "pixels").write_bytes(content)
    opened(making, count=count)
    assert making.calls == 2


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_closing_early_at_any_time_leaves_nothing_behind(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ganstudio.datasets.base.Pulse.is_due", lambda self: True)
    opening = cached({}, 5, SHAPE, Making())
    for _ in range(steps):
        next(opening)
    opening.close()
    assert all(path.suffix == ".lock" for path in prepared_folder().iterdir())
    opened(making := Making())
    assert making.calls == 1


def test_a_fault_while_making_passes_through_and_leaves_nothing_behind() -> None:
    def broken(pixels: np.ndarray, labels: np.ndarray) -> Generator[Preparing | Warned, None, int]:
        yield Preparing("Reading")
        raise PermissionError(errno.EACCES, "a picture's own trouble")

    with pytest.raises(PermissionError, match="own trouble"):
        opened(broken)
    assert kept() == []
    assert not list(prepared_folder().glob("*.part"))


def test_a_full_disk_is_told_and_the_pictures_are_made_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 100, 0))  # type: ignore[attr-defined]
    pictures, told = opened(Making())
    assert pictures.labels.tolist() == [0, 1, 2, 3]
    assert "No space left on device" in told[0]
    assert not list(prepared_folder().glob("*.part"))


def test_what_fits_neither_disk_nor_memory_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 100, 0))  # type: ignore[attr-defined]
    monkeypatch.setattr(cache, "_memory", lambda: 100)
    with pytest.raises(ProblemError, match="choose a smaller size"):
        opened(Making())


def test_a_folder_that_cannot_be_made_is_told_and_the_pictures_are_made_in_memory() -> None:
    prepared_folder().parent.mkdir(parents=True)
    prepared_folder().write_text("a file where the folder should be")
    pictures, told = opened(Making())
    assert len(pictures) == 4
    assert "cannot be kept in" in told[0]


def test_a_folder_that_cannot_even_be_looked_into_is_told_and_the_pictures_are_made_in_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cache, "prepared_folder", lambda: tmp_path / ("long" * 100))
    pictures, told = opened(Making())
    assert len(pictures) == 4
    assert "cannot be kept in" in told[0]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is read-only here")
def test_a_read_only_disk_still_gives_what_it_keeps() -> None:
    opened(making := Making())
    prepared_folder().chmod(0o500)
    try:
        assert opened(making)[1] == ["one picture was left out"]
        assert "cannot be kept" in opened(making, "new")[1][0]
    finally:
        prepared_folder().chmod(0o700)


def test_large_pictures_stay_in_a_file_that_cannot_be_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_memory", lambda: 100)
    pictures, _ = opened(Making())
    assert isinstance(pictures.pixels, np.memmap)
    assert not pictures.pixels.flags.writeable


def test_the_entries_used_longest_ago_are_dropped_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    making = Making()
    entries = []
    for number, key in enumerate("abc"):
        before = set(kept()) if entries else set()
        opened(making, key)
        entries += [path for path in kept() if path not in before]
        os.utime(entries[-1] / "manifest.json", (number, number))
    opened(making, "a")  # which makes it the one used last
    size = sum(file.stat().st_size for file in entries[0].iterdir())
    monkeypatch.setattr(cache, "LIMIT", int(2.5 * size))
    opened(making, "d")
    assert entries[0] in kept()
    assert entries[1] not in kept()
    assert entries[2] not in kept()
    assert len(kept()) == 2


def test_an_entry_that_is_in_use_is_never_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LIMIT", 0)
    monkeypatch.setattr(cache, "_memory", lambda: 100)
    part = opened(Making(), "a")[0].pixels[1:3]  # a view keeps the file in use
    entry = kept()[0]
    opened(Making(), "b")
    assert entry in kept()
    assert part[0, 0, 0, 0] == 1
    del part
    opened(Making(), "c")
    assert entry not in kept()


def test_what_nobody_finished_is_removed_after_a_day_and_not_before() -> None:
    opened(Making())
    old, new = (prepared_folder() / f".{name}.part" for name in ("old", "new"))
    for folder in (old, new):
        folder.mkdir()
        (folder / "pixels").write_bytes(b"half")
    os.utime(old, (time.time() - 2 * 86400,) * 2)
    opened(Making(), "b")
    assert not old.exists()
    assert new.exists()


def test_a_second_opening_waits_for_the_first_and_takes_what_it_made() -> None:
    first, second = Making(), Making()
    slow = cached({}, 5, SHAPE, first)
    next(slow)
    waiting = cached({}, 5, SHAPE, second)
    assert isinstance(event := next(waiting), Preparing)
    assert "Waiting" in event.text
    assert len(played(slow)[0]) == len(played(waiting)[0]) == 4
    assert (first.calls, second.calls) == (1, 0)


def test_two_programs_that_make_the_same_do_not_harm_one_another(home: Path) -> None:
    code = """
import time
from tests.datasets.test_cache import Making, opened
class Slow(Making):
    def __call__(self, pixels, labels):
        time.sleep(0.5)
        return (yield from super().__call__(pixels, labels))
pictures, told = opened(making := Slow())
print(making.calls, pictures.labels.tolist(), told)
"""
    root = Path(__file__).parents[2]
    both = [
        subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, encoding="utf-8")
        for _ in range(2)
    ]
    told = sorted(process.communicate()[0].strip() for process in both)
    assert told == [f"{calls} [0, 1, 2, 3] ['one picture was left out']" for calls in (0, 1)]
