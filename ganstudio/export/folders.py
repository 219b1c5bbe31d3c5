"""A folder of files that is absent or complete at any time, whatever happens while it is filled."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ganstudio.problems import ProblemError


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder to write into. It becomes `path` when all went well, and vanishes else.

    Raises ProblemError when something lies at `path` already, and OSError.
    """
    if not path.name:
        raise IsADirectoryError(errno.EISDIR, "names no new folder", str(path))
    if path.exists() and any(path.iterdir()):
        raise ProblemError.single("", f"{path} is not empty: name a new folder for the pictures")
    part = path.with_name(f".{path.name}.part")  # beside its place: a rename works on one file system only
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir()
        yield part
        if path.exists():
            path.rmdir()  # not even an empty folder may be in the way on Windows
        part.rename(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)
