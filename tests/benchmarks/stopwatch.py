"""The speed of a loop that others run: images a second of its steady part, the memory, and how quiet it was."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import torch

from tests.benchmarks.machine import peak_memory
from tests.benchmarks.quiet import Others

WARM = 4.0  # s before a block begins


class EnoughError(Exception):
    """The block is over."""


@dataclass(frozen=True)
class Block:
    """rate: images/s. others: the cores that others used meanwhile; memory: bytes at most; None where the system does
    not tell. about: how it was computed; held: what it held besides steps."""

    rate: float
    others: float | None = None
    memory: int | None = None
    about: str = ""
    held: str = ""

    def plain(self) -> dict[str, Any]:
        return asdict(self)


class Stopwatch:
    """Warms up, then times a block of so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._warm = seconds, time.perf_counter() + WARM
        self._begun: float | None = None
        self._others: Others | None = None
        self._images = 0
        self.block: Block | None = None

    def count(self, images: int) -> None:
        """So many images were trained on since the last call. Raises EnoughError at the end."""
        now = time.perf_counter()
        if self._begun is None:
            if now >= self._warm:
                self._begun, self._others = now, Others()
            return
        self._images += images
        if now - self._begun >= self._seconds:
            assert self._others is not None
            about = f"threads {torch.get_num_threads()}"
            self.block = Block(self._images / (now - self._begun), self._others.look(), peak_memory(), about)
            raise EnoughError


def timed(turns: Iterable[int], seconds: float) -> Block:
    """turns: the images of each, for ever."""
    watch = Stopwatch(seconds)
    try:
        for images in turns:
            watch.count(images)
    except EnoughError:
        pass
    assert watch.block is not None
    return watch.block


class Counted:
    """A loader whose every `turn` batches are counted, as somebody else's loop takes them."""

    def __init__(self, loader: Any, watch: Stopwatch, turn: int = 1) -> None:
        self._loader, self._watch, self._turn = loader, watch, turn
        self._waiting: list[int] = []
        self.batch_size, self.dataset = loader.batch_size, loader.dataset

    def __len__(self) -> int:
        return len(self._loader)

    def __iter__(self) -> Iterator[Any]:
        for batch in self._loader:
            yield batch
            self._waiting.append(len(batch[0]))
            if len(self._waiting) == self._turn:
                self._watch.count(sum(self._waiting))
                self._waiting.clear()
