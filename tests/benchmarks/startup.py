"""Seconds from the command to the first painted window, and to an engine that is ready to train."""

from __future__ import annotations

import gc
import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.processes import answer


def measure(repeats: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        answers = [answer("startup", Path(folder) / str(number)) for number in range(repeats + 1)]
    warm = answers[1:]
    yield Figure("first start: first paint", (answers[0]["painted"],), "s", "files may have to come from the disk")
    yield Figure("first paint", tuple(told["painted"] for told in warm), "s", "from the command, offscreen")
    yield Figure("engine prepared", tuple(told["prepared"] for told in warm), "s", "torch imported, first step done")


def _watch() -> None:
    """Opens the window as the program does, tells when it was painted and prepared, and closes it."""
    gc.disable()
    import ganstudio.experiment  # noqa: F401  as in __main__: before Qt
    from ganstudio import __main__
    from ganstudio.ui import app

    start = float(os.environ["START"])
    times: dict[str, float] = {}

    class Studio(app.Studio):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)  # type: ignore[arg-type]
            self.window.painted.connect(lambda: times.setdefault("painted", time.time() - start))
            self.session.engine_prepared.connect(self._prepared)

        def _prepared(self) -> None:
            times["prepared"] = time.time() - start
            self.window.close()

    app.Studio = Studio  # type: ignore[assignment,misc]
    __main__.window(None)
    print(json.dumps(times))


if __name__ == "__main__":
    _watch()
