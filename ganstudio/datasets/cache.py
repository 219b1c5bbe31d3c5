"""Pictures prepared once: kept on the disk, checked when they are opened, never more than a bounded amount."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import math
import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import filelock
import numpy as np
import platformdirs

from ganstudio.datasets.base import Pictures, Pulse
from ganstudio.events import Preparing, Warned
from ganstudio.files import replacing
from ganstudio.problems import ProblemError

LAYOUT = 2  # of the files below; another number leaves older entries alone until they are dropped
LIMIT = 10 * 2**30  # bytes that all entries may take together
LEFT_FREE = 2**29  # bytes of the disk that stay free for runs
CHECKED_WHOLE = 2**28  # bytes; of a larger entry some blocks are checked
BLOCK = 2**22  # bytes worked on between two signs of life, a multiple of the page size
SAMPLED = 32  # blocks
UNFINISHED = 24 * 3600  # s after which what nobody finished is removed
MEMORY_SHARE, MEMORY_MOST = 4, 2**31  # what takes more than a quarter, or 2 GB, stays a memory-mapped file

Filling = Generator[Preparing | Warned, None, int]
Fill = Callable[[np.ndarray, np.ndarray], Filling]

# Entries that this process has mapped: they must not be dropped under it.
_mapped: weakref.WeakValueDictionary[Path, np.ndarray] = weakref.WeakValueDictionary()


def cached(
    key: Mapping[str, Any], count: int, shape: tuple[int, ...], fill: Fill
) -> Generator[Preparing | Warned, None, Pictures]:
    """The pictures that `fill` makes, made only if they are not kept from an earlier time.

    key: everything that decides the content, as plain data: kind, options, and of files the names, sizes and times.
    count: how many pictures there are at most; shape: (C, H, W). fill: writes into pixels (count, C, H, W) uint8 and
    labels (count,) int64, tells what there is to tell, and returns how many it used. What it warned of is told again
    whenever the pictures are opened. It may be called twice, when the disk fails.
    """
    entry = prepared_folder() / _digest({"layout": LAYOUT, "count": count, "shape": shape, "key": dict(key)})
    if (kept := (yield from _kept(entry, shape))) is not None:
        return kept
    try:
        with _disk_trouble():
            entry.parent.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(entry.with_name(f".{entry.name}.lock"), timeout=0, thread_local=False)
        yield from _acquired(lock)
        try:
            if (kept := (yield from _kept(entry, shape))) is not None:  # another program made it meanwhile
                return kept
            return (yield from _made(entry, count, shape, fill))
        finally:
            lock.release()
            _tidy(entry)
    except _DiskError as error:
        yield Warned(f"The prepared pictures cannot be kept in {entry.parent} ({error}); they are made anew each time.")
        return (yield from _in_memory(count, shape, fill))


def prepared_folder() -> Path:
    """Where prepared pictures are kept. It may be deleted at any time."""
    return platformdirs.user_cache_path("ganstudio") / "prepared"


class _DiskError(Exception):
    """The folder of prepared pictures cannot be used; says why in a few words."""


@contextlib.contextmanager
def _disk_trouble() -> Iterator[None]:
    """Tells trouble with our own files from trouble with those that are being prepared."""
    try:
        yield
    except (OSError, NotImplementedError) as error:  # the latter from file systems without locks
        raise _DiskError(getattr(error, "strerror", "") or str(error)) from error


def _acquired(lock: filelock.BaseFileLock) -> Iterator[Preparing]:
    while True:
        with _disk_trouble(), contextlib.suppress(filelock.Timeout):
            lock.acquire()
            return
        yield Preparing("Waiting for another program that prepares the same pictures")
        time.sleep(0.1)


def _kept(entry: Path, shape: tuple[int, ...]) -> Generator[Preparing | Warned, None, Pictures | None]:
    """What an earlier time left, None where that is nothing or damaged."""
    if not os.path.isdir(entry):  # noqa: PTH112  Path.is_dir raises where the folder may not be searched
        return None
    try:
        pictures, warned = yield from _read(entry, shape)
    except (OSError, ValueError, LookupError, TypeError):
        yield Warned("The prepared pictures on the disk were damaged, so they are prepared again.")
        _remove(entry)
        return None
    for message in warned:
        yield Warned(message)
    with contextlib.suppress(OSError):  # it may be a disk that cannot be written to
        os.utime(entry / "manifest.json")
    return pictures


def _made(entry: Path, count: int, shape: tuple[int, ...], fill: Fill) -> Generator[Preparing | Warned, None, Pictures]:
    with _disk_trouble():
        part = Path(tempfile.mkdtemp(prefix=f".{entry.name}-", suffix=".part", dir=entry.parent))
    try:
        yield from _write(part, count, shape, fill)
        place = part
        with contextlib.suppress(OSError):  # where it cannot be kept, it serves this once
            place = part.rename(entry)
        try:
            return (yield from _read(place, shape))[0]
        except (OSError, ValueError) as error:
            _remove(place)
            raise _DiskError(f"what was written cannot be read back: {error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write(part: Path, count: int, shape: tuple[int, ...], fill: Fill) -> Iterator[Preparing | Warned]:
    """Fills the folder `part` with what makes up an entry."""
    file, each = part / "pixels", math.prod(shape)
    yield from _reserve(file, count * each)
    with _disk_trouble():
        pixels = np.memmap(file, np.uint8, "r+", shape=(count, *shape))
    labels = np.zeros(count, np.int64)
    warned: list[str] = []
    used = yield from _overheard(fill(pixels, labels), warned)
    if used == 0:
        raise ProblemError.single("", "there are no pictures to prepare")
    labels = labels[:used]
    yield from _flush(pixels)
    manifest = {"count": used, "checksum": (yield from _checksum(pixels[:used], labels)), "warned": warned}
    del pixels  # Windows cuts and renames only what is not mapped
    with _disk_trouble():
        os.truncate(file, used * each)
        with replacing(part / "labels") as out:
            out.write(labels.tobytes())
        with replacing(part / "manifest.json") as out:
            out.write(json.dumps(manifest).encode())


def _read(entry: Path, shape: tuple[int, ...]) -> Generator[Preparing, None, tuple[Pictures, list[str]]]:
    """The pictures of an entry, and what was warned of when they were made.

    Raises OSError, ValueError, LookupError or TypeError when it is damaged.
    """
    manifest = json.loads((entry / "manifest.json").read_bytes())
    used, warned = int(manifest["count"]), [str(message) for message in manifest["warned"]]
    labels = np.frombuffer((entry / "labels").read_bytes(), np.int64).copy()
    file, shape = entry / "pixels", (used, *shape)
    if file.stat().st_size != math.prod(shape) or labels.shape != (used,):
        raise ValueError("the sizes are wrong")
    if math.prod(shape) > min(_memory() // MEMORY_SHARE, MEMORY_MOST):
        pixels: np.ndarray = np.memmap(file, np.uint8, "r", shape=shape)
        _mapped[entry] = pixels
    else:
        pixels = yield from _loaded(file, shape)
    if (yield from _checksum(pixels, labels)) != manifest["checksum"]:
        raise ValueError("the checksum is wrong")
    return Pictures(pixels, labels), warned


def _in_memory(count: int, shape: tuple[int, ...], fill: Fill) -> Generator[Preparing | Warned, None, Pictures]:
    if (needed := count * math.prod(shape)) > _memory():
        raise ProblemError.single(
            "",
            f"the {count:,} prepared pictures take {needed / 2**30:,.0f} GB, "
            "which neither the disk nor the memory has: choose a smaller size",
        )
    pixels, labels = np.empty((count, *shape), np.uint8), np.zeros(count, np.int64)
    used = yield from fill(pixels, labels)
    return Pictures(pixels[:used], labels[:used])


def _overheard(filling: Filling, warned: list[str]) -> Filling:
    """What `filling` tells and returns; its warnings are also added to `warned`."""
    with contextlib.closing(filling):
        while True:
            try:
                event = next(filling)
            except StopIteration as end:
                return int(end.value)
            if isinstance(event, Warned):
                warned.append(event.message)
            yield event


def _reserve(file: Path, size: int) -> Iterator[Preparing]:
    """A file of `size` bytes that the disk has room for: writing to a mapped file beyond that ends the process."""
    pulse = Pulse()
    with _disk_trouble():
        if shutil.disk_usage(file.parent).free < size + LEFT_FREE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        with file.open("wb") as out:
            try:
                os.posix_fallocate(out.fileno(), 0, size)
            except (AttributeError, OSError) as error:  # macOS and Windows have none, some file systems refuse it
                if getattr(error, "errno", None) == errno.ENOSPC:
                    raise
                for start in range(0, size, BLOCK):
                    out.write(bytes(min(BLOCK, size - start)))
                    if pulse.is_due():
                        yield Preparing("Making room for the prepared pictures", start, size)


def _flush(pixels: np.memmap[Any, Any]) -> Iterator[Preparing]:
    """Writes them to the disk a part at a time, since a person may not want to wait for all."""
    mapped, pulse = pixels.base, Pulse()
    for start in range(0, pixels.nbytes, BLOCK):
        with _disk_trouble():
            mapped.flush(start, min(BLOCK, pixels.nbytes - start))  # type: ignore[union-attr]
        if pulse.is_due():
            yield Preparing("Keeping the prepared pictures", start, pixels.nbytes)


def _checksum(pixels: np.ndarray, labels: np.ndarray) -> Generator[Preparing, None, str]:
    """Over everything where that is little, else over blocks from the first to the last."""
    flat, found, pulse = pixels.reshape(-1), hashlib.blake2b(labels.tobytes(), digest_size=16), Pulse()
    starts: Iterable[int] = range(0, flat.size, BLOCK)
    if flat.size > CHECKED_WHOLE:
        starts = np.linspace(0, flat.size - BLOCK, SAMPLED).astype(int).tolist()
    for start in starts:
        found.update(flat[start : start + BLOCK].data)
        if pulse.is_due():
            yield Preparing("Checking the prepared pictures", start, flat.size)
    return found.hexdigest()


def _loaded(file: Path, shape: tuple[int, ...]) -> Generator[Preparing, None, np.ndarray]:
    pixels, pulse = np.empty(shape, np.uint8), Pulse()
    flat = pixels.reshape(-1)
    with file.open("rb", buffering=0) as source:
        done = 0
        while done < flat.size:
            if not (count := source.readinto(flat[done : done + BLOCK].data)):
                raise ValueError("the end is missing")
            done += count
            if pulse.is_due():
                yield Preparing("Reading the prepared pictures", done, flat.size)
    return pixels


def _tidy(just_used: Path) -> None:
    """Drops the entries that were used longest ago until the rest is within the limit, and what nobody finished."""
    entries: list[tuple[float, int, Path]] = []
    with contextlib.suppress(OSError):
        for path in just_used.parent.iterdir():
            with contextlib.suppress(OSError):  # another program may be tidying as well
                if path.name.startswith("."):
                    if time.time() - path.stat().st_mtime > UNFINISHED:
                        _remove(path)
                else:
                    size = sum(file.stat().st_size for file in path.iterdir())
                    entries.append(((path / "manifest.json").stat().st_mtime, size, path))
    too_much = sum(size for _, size, _ in entries) - LIMIT
    for _, size, path in sorted(entries):
        if too_much > 0 and path != just_used and path not in _mapped:
            _remove(path)
            too_much -= size


def _remove(path: Path) -> None:
    """Out of the way at once and as a whole, so that nobody opens half of it; where others use it, Windows refuses."""
    with contextlib.suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path.rename(path.with_name(f".{path.name.strip('.')}-{os.getpid()}.gone")))
        else:
            path.unlink()


def _digest(plain: Mapping[str, Any]) -> str:
    return hashlib.blake2b(json.dumps(plain, sort_keys=True).encode(), digest_size=16).hexdigest()


def _memory() -> int:
    """Bytes of memory in this computer, or what is common where it does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 2**33
