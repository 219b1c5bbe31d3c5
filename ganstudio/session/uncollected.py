"""A while without garbage collection."""

from __future__ import annotations

import gc


class Uncollected:
    """While a long history is in memory: looking through all of it for garbage would halt the window, and it has none.

    Where nothing was collected before it begins, nothing is after its end.
    """

    def __init__(self) -> None:
        self._is_mine = False

    def begin(self) -> None:
        if gc.isenabled():
            self._is_mine = True
            gc.disable()

    def end(self) -> None:
        if self._is_mine:
            self._is_mine = False
            gc.enable()
