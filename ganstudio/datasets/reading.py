"""Pictures from files into arrays, done by threads, with signs of life at which a person may stop it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import TypeVar

import numpy as np

from ganstudio.datasets.base import Pulse
from ganstudio.datasets.cache import Filling
from ganstudio.datasets.in_order import in_order
from ganstudio.datasets.labels import few
from ganstudio.events import Preparing, Warned

T = TypeVar("T")
R = TypeVar("R")


def read_into(
    pixels: np.ndarray,
    labels: np.ndarray,
    files: Sequence[T],
    classes: Sequence[int] | np.ndarray,
    read: Callable[[T], np.ndarray | str],
    *,
    name: Callable[[T], str] = str,
    text: str = "Reading pictures",
) -> Filling:
    """Writes what can be read and its classes into the arrays, warns of the rest, and returns how many were used.

    read: the pixels (C, H, W) of a file, or in a few words why there are none.
    """
    number, used, pulse = 0, 0, Pulse()
    skipped: list[str] = []
    with closing(in_order(read, files)) as results:
        for result in results:
            if pulse.is_due():
                yield Preparing(text, number, len(files))
            if result is None:
                continue
            if isinstance(result, str):
                skipped.append(f"{name(files[number])} ({result})")
            else:
                pixels[used], labels[used] = result, classes[number]
                used += 1
            number += 1
    if used and skipped:
        yield Warned(f"{used:,} pictures used, {len(skipped):,} skipped: {few(skipped)}")
    return used


def patiently(text: str, work: Callable[[], R]) -> Generator[Preparing, None, R]:
    """What `work` returns, which is not None, done by a thread, since a person may not want to wait for a slow disk."""
    with closing(in_order(lambda _: work(), [None])) as results:
        for result in results:
            if result is not None:
                return result
            yield Preparing(text)
    raise TypeError("work without a result")
