"""Where a person's pictures lie: a folder with what is below it, or a ZIP file, read as if it were one."""

from __future__ import annotations

import io
import lzma
import os
import threading
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from ganstudio.problems import ProblemError

LARGEST_MEMBER = 2**28  # bytes of one unpacked file in a ZIP file; it may be packed into next to nothing


class DamagedFileError(Exception):
    """Says in a few words why a file gives no bytes."""


class PictureFiles(Protocol):
    """Files by name, which is a path with “/” from the top on. name: of the folder or ZIP file itself."""

    name: str

    def names(self, suffixes: frozenset[str]) -> list[str]:
        """Every file with one of those suffixes (in lower case, with the dot), in a stable order."""
        ...

    def has(self, name: str) -> bool: ...

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """For any thread. Raises OSError, or DamagedFileError from a ZIP file."""
        ...

    def stamps(self, names: Sequence[str]) -> Iterator[object]:
        """What changes when a file's content does, as plain data. Raises OSError for one that is gone."""
        ...

    def close(self) -> None: ...


def picture_files(path: Path) -> PictureFiles:
    """The folder or ZIP file at `path`. Raises ProblemError for the option “folder”."""
    try:
        return Zip(path) if path.is_file() else Folder(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise ProblemError.single("folder", f"{path} is neither a folder nor a ZIP file that can be read") from None
    except OSError as error:
        raise ProblemError.single("folder", f"cannot read {path}: {error.strerror or error}") from error


class Folder:
    """Hidden names, links to folders and whatever is no plain file are left out."""

    def __init__(self, root: Path) -> None:
        self.name = root.name
        self._root = str(root)

    def names(self, suffixes: frozenset[str]) -> list[str]:
        return _in_order(self._walk(self._root, "", suffixes))

    def has(self, name: str) -> bool:
        return os.path.isfile(self._path(name))  # noqa: PTH113  Path.is_file raises where it may not be searched

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        with self._path(name).open("rb") as file:
            yield file

    def stamps(self, names: Sequence[str]) -> Iterator[object]:
        for name in names:
            path = self._path(name)
            seen = path.stat()
            yield name, seen.st_size, seen.st_mtime_ns, os.access(path, os.R_OK)

    def close(self) -> None:
        pass

    def _path(self, name: str) -> Path:
        return Path(self._root, name)

    def _walk(self, folder: str, prefix: str, suffixes: frozenset[str]) -> Iterator[str]:
        with os.scandir(folder) as entries:  # which tells files from folders without asking for each
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from self._walk(entry.path, f"{prefix}{entry.name}/", suffixes)
                elif _suffix(entry.name) in suffixes and entry.is_file():
                    yield prefix + entry.name


class Zip:
    """Nothing of it is unpacked onto the disk. A folder that holds all the rest counts as the top."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self._file = zipfile.ZipFile(path)
        self._turn = threading.Lock()  # one handle for all threads; each would have to read the whole list of names
        members = {member.filename: member for member in self._file.infolist() if _is_sound(member)}
        top = _common_top(members)
        self._members = {name[len(top) :]: member for name, member in members.items()}

    def names(self, suffixes: frozenset[str]) -> list[str]:
        return _in_order(name for name in self._members if _suffix(name) in suffixes)

    def has(self, name: str) -> bool:
        return name in self._members

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        yield io.BytesIO(self._content(self._members[name]))

    def stamps(self, names: Sequence[str]) -> Iterator[object]:
        for name in names:
            yield name, self._members[name].file_size, self._members[name].CRC

    def close(self) -> None:
        with self._turn:
            self._file.close()

    def _content(self, member: zipfile.ZipInfo) -> bytes:
        if member.flag_bits & 1:
            raise DamagedFileError("protected by a password")
        if member.file_size > LARGEST_MEMBER:
            raise DamagedFileError(f"larger than {LARGEST_MEMBER // 2**20} MB")
        try:
            with self._turn:
                return self._file.read(member)  # never more than it claimed
        except NotImplementedError:
            raise DamagedFileError("packed in a way that is not known here") from None
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise DamagedFileError("damaged in the ZIP file") from error


def _is_sound(member: zipfile.ZipInfo) -> bool:
    """A plain file below the top that is neither hidden nor a Mac's second half of another."""
    parts = member.filename.split("/")
    absolute = member.filename.startswith("/") or parts[0][1:2] == ":"
    return not (member.is_dir() or absolute or any(part.startswith(".") or part in ("", "__MACOSX") for part in parts))


def _common_top(names: Iterable[str]) -> str:
    """The folder that all lie in, with its “/”; empty where there is none."""
    folders = [name.split("/")[:-1] for name in names] or [[]]
    first, last = min(folders), max(folders)  # what these two share, all share
    shared = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(f"{part}/" for part, _ in shared)


def _in_order(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: name.split("/"))


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
