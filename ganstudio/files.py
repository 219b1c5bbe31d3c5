"""Paths as people write them, and files that are absent, old or complete at any time, whatever happens meanwhile."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def written_out(path: str) -> Path:
    """The path as a person wrote it, with ~ spelt out; the ~ of somebody who is not known here stays."""
    return Path(os.path.expanduser(path))  # noqa: PTH111  Path.expanduser raises for such a name


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to. It takes the place of `path` when all went well, flushed to the disk, and vanishes else.

    Raises OSError.
    """
    if not path.name:
        raise IsADirectoryError(errno.EISDIR, "names no file", str(path))
    part = path.with_name(f".{path.name}.part")  # beside its place: a rename works on one file system only
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
