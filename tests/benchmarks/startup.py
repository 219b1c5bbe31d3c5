"""Seconds from the command to the first painted window and to an engine that is ready, and from Train to a curve."""

from __future__ import annotations

import gc
import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from ganstudio.events import Event, Progress
from tests.benchmarks.figures import Figure
from tests.benchmarks.processes import answer


def measure(repeats: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        answers = [answer("startup", Path(folder) / str(number)) for number in range(repeats + 1)]
    warm = answers[1:]
    yield Figure("first start: first paint", (answers[0]["painted"],), "s", "files may have to come from the disk")
    yield Figure("first paint", tuple(told["painted"] for told in warm), "s", "from the command, offscreen")
    yield Figure("engine prepared", tuple(told["prepared"] for told in warm), "s", "torch imported, first step done")
    first = tuple(told["curve"] - told["prepared"] for told in warm)
    yield Figure("from Train to the first point of the curves", first, "s", "included digits; the engine was prepared")


def _watch() -> None:
    """Opens the window as the program does, trains, tells when it was painted and prepared and had a point to draw,
    and leaves it."""
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
            self.session.happened.connect(self._hear)

        def _prepared(self) -> None:
            times["prepared"] = time.time() - start
            self.session.train()

        def _hear(self, event: Event) -> None:
            if isinstance(event, Progress) and "curve" not in times:
                times["curve"] = time.time() - start
                self.window.leave()

    app.Studio = Studio  # type: ignore[assignment,misc]
    __main__.window(None)
    print(json.dumps(times))


if __name__ == "__main__":
    _watch()
