"""Work done by some threads whose results come in order."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 16  # items that a thread takes, since handing one over costs as much as a small picture
MOST_THREADS = 8


def in_order(work: Callable[[T], R], items: Sequence[T]) -> Generator[R | None, None, None]:
    """`work(item)` for each item, in order; None ten times a second while waiting, so that the caller may stop.

    Only a few results wait at any time. Closing it stops the threads after the items they are at.
    """
    threads = min(os.cpu_count() or 1, MOST_THREADS)
    stopped = threading.Event()

    def several(start: int) -> list[R]:
        return [work(item) for item in items[start : start + AT_ONCE] if not stopped.is_set()]

    executor = ThreadPoolExecutor(threads, thread_name_prefix="prepare")
    try:
        starts = iter(range(0, len(items), AT_ONCE))
        pending = deque(executor.submit(several, start) for start in islice(starts, 2 * threads))
        while pending:
            while not wait((pending[0],), timeout=0.1).done:
                yield None
            yield from pending.popleft().result()
            pending.extend(executor.submit(several, start) for start in islice(starts, 1))
    finally:
        stopped.set()
        executor.shutdown(wait=False, cancel_futures=True)
