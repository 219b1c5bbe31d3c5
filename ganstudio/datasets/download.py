"""Files from the internet, checked and unpacked: progress at any time, and nothing half done under its final name."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import lzma
import shutil
import tarfile
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Protocol

from ganstudio.datasets.base import Pulse
from ganstudio.events import Preparing
from ganstudio.files import replacing

TIMEOUT = 20  # s without a sign of the other side
BLOCK = 1 << 20  # bytes
DAMAGE = (tarfile.TarError, zipfile.BadZipFile, gzip.BadGzipFile, lzma.LZMAError, zlib.error, EOFError)


class DownloadError(Exception):
    """Says in a few words why there is no file."""


class DamagedError(DownloadError):
    """What arrived is not what it should be; says which file."""


class Content(Protocol):
    """What is read from, a part at a time."""

    def read(self, size: int, /) -> bytes: ...


def fetch(urls: Sequence[str], target: Path, md5: str) -> Iterator[Preparing]:
    """The file from the first address that gives it, unless it is there already.

    Raises DownloadError, DamagedError, or OSError when it cannot be kept.
    """
    if target.is_file() and (yield from _is_whole(target, md5)):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    failure = DownloadError("no address is known")
    for url in urls:
        try:
            yield from _copy(url, target, md5)
        except DownloadError as error:
            failure = error
        else:
            return
    target.unlink(missing_ok=True)  # an earlier one was not whole
    raise failure


def unpack(archive: Path, folder: Path, only: str = "") -> Iterator[Preparing]:
    """What an archive holds, or the one file that is compressed, into a folder.

    only: the start of the names that are wanted. Links and devices are left out. Raises DamagedError, or OSError when
    it cannot be kept.
    """
    aside, pulse = folder / f".{archive.name}.unpacked", Pulse()
    shutil.rmtree(aside, ignore_errors=True)  # of a program that was ended
    try:
        aside.mkdir(parents=True)
        with archive.open("rb") as raw, closing(_members(archive, raw)) as members:
            for name, member in members:
                target = (aside / name).resolve()
                if not target.is_relative_to(aside.resolve()):
                    raise DamagedError(f"{archive.name} holds “{name}”, which lies outside of its folder")
                if not name.startswith(only):
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as file:
                    while block := member.read(BLOCK):
                        file.write(block)
                        if pulse.is_due():
                            yield Preparing(f"Unpacking {archive.name}", raw.tell(), archive.stat().st_size)
        _move(aside, folder)
    except DAMAGE as error:
        raise DamagedError(f"{archive.name} is damaged: {error or type(error).__name__}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _is_whole(file: Path, md5: str) -> Generator[Preparing, None, bool]:
    """Whether a file has this checksum."""
    found, pulse = hashlib.md5(usedforsecurity=False), Pulse()
    with file.open("rb") as content:
        while block := content.read(BLOCK):
            found.update(block)
            if pulse.is_due():
                yield Preparing(f"Checking {file.name}", content.tell(), file.stat().st_size)
    return found.hexdigest() == md5


def _copy(url: str, target: Path, md5: str) -> Iterator[Preparing]:
    found, pulse = hashlib.md5(usedforsecurity=False), Pulse()
    with replacing(target) as file, closing(_blocks(url)) as blocks:
        for block, total in blocks:
            file.write(block)
            found.update(block)
            if pulse.is_due():
                yield Preparing(f"Downloading {target.name}", file.tell(), total)
        if found.hexdigest() != md5:
            raise DamagedError(f"{target.name} arrived damaged")


def _blocks(url: str) -> Generator[tuple[bytes, int], None, None]:
    """What comes from an address as it comes, and how many bytes there are in all, 0 where that is not told."""
    request = urllib.request.Request(url, headers={"User-Agent": "ganstudio"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            got, total = 0, answer.length or 0
            while block := answer.read1(BLOCK):
                got += len(block)
                yield block, total
            if got < total:
                raise DownloadError("the connection broke off")
    except urllib.error.HTTPError as error:
        error.close()
        raise DownloadError(f"{error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        raise DownloadError(getattr(error.reason, "strerror", None) or str(error.reason)) from error
    except (OSError, http.client.HTTPException) as error:
        raise DownloadError(getattr(error, "strerror", None) or str(error) or type(error).__name__) from error


def _members(archive: Path, raw: IO[bytes]) -> Generator[tuple[str, Content], None, None]:
    """The plain files in an archive by name, each to be read before the next."""
    if archive.name.endswith((".tar.gz", ".tgz")):
        with tarfile.open(fileobj=raw, mode="r|gz") as tar:
            for member in tar:
                if member.isreg() and (content := tar.extractfile(member)) is not None:
                    yield member.name, content
    elif archive.suffix == ".zip":
        with zipfile.ZipFile(raw) as zipped:
            for entry in zipped.infolist():
                if not entry.is_dir():
                    with zipped.open(entry) as content:
                        yield entry.filename, content
    elif archive.suffix == ".xz":
        with lzma.open(raw) as unpacked:
            yield archive.stem, unpacked
    else:
        with gzip.open(raw) as expanded:
            yield archive.stem, expanded


def _move(source: Path, target: Path) -> None:
    """Everything in a folder into another one, folders as a whole where they are new."""
    for entry in source.iterdir():
        place = target / entry.name
        if entry.is_dir() and place.is_dir():
            _move(entry, place)
        else:
            entry.replace(place)
