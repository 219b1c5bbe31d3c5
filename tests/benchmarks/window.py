"""What the open window costs training, and what training costs the window."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from ganstudio.events import Progress
from ganstudio.experiment import Experiment, override, preset
from tests.benchmarks.figures import Figure, SkippedError
from tests.benchmarks.processes import answer
from tests.benchmarks.rungs import RUNGS, mnist_folder

WARM = 5.0  # s of training before the first measurement
PHASE = 4.0  # s
SETTLING = 0.5  # s at the start of a phase that do not count: what had waited is worked off
TICK = 1000 / 60  # ms
FOREVER = "training.steps=1000000000"
CHOSEN = "WINDOW_RUNGS"  # names some, parted by commas


def sizes() -> dict[str, Experiment]:
    """What is trained: the included digits, and the rungs where MNIST is there."""
    found = {"digits": preset("digits")}
    with suppress(SkippedError):
        root = mnist_folder()
        found |= {name: rung.experiment(root) for name, rung in RUNGS.items()}
    chosen = os.environ.get(CHOSEN)
    return {name: found[name] for name in chosen.split(",")} if chosen else found


def measure(repeats: int) -> Iterator[Figure]:
    """One run a size. In turn the window lives for a while, and sleeps for a while as if there were none."""
    for name in sizes():
        with tempfile.TemporaryDirectory() as folder:
            told = answer("window", Path(folder), name, str(repeats))
        awake, asleep = told["awake"], told["asleep"]
        ratios = tuple(100 * a / b for a, b in zip(awake, asleep, strict=True))
        yield Figure(f"{name}: speed headless", tuple(asleep), "steps/s", "while the window's thread sleeps")
        yield Figure(f"{name}: speed with the window", tuple(awake), "steps/s")
        yield Figure(f"{name}: with the window against headless", ratios, "%", "pair by pair")
        yield Figure(f"{name}: the window's own share of a core", tuple(100 * v for v in told["share"]), "%")
        for what in ("p50", "p99", "max"):
            yield Figure(f"{name}: a 60 Hz timer is late, {what}", tuple(told[what]), "ms")


class Pace:
    """Training's own account of its steps, read at moments of ours."""

    def __init__(self) -> None:
        self._seconds: list[float] = []
        self._steps: list[int] = []
        self._began = float("inf")  # by our clock

    def take(self, progress: Progress) -> None:
        self._seconds.append(progress.seconds)
        self._steps.append(progress.step)
        self._began = min(self._began, time.monotonic() - progress.seconds)  # the one that was told soonest

    @property
    def seconds(self) -> float:
        return self._seconds[-1] if self._seconds else 0.0

    def between(self, start: float, end: float) -> float:
        """Steps a second."""
        first, last = np.interp([start - self._began, end - self._began], self._seconds, self._steps)
        return float((last - first) / (end - start))


class Lateness:
    """How late a 60 Hz timer on the window's thread is."""

    def __init__(self) -> None:
        self._times: list[float] = []

    def tick(self) -> None:
        self._times.append(time.monotonic())

    def between(self, start: float, end: float) -> dict[str, float]:
        times = [start, *(moment for moment in self._times if start < moment < end), end]
        late = sorted(max(0.0, 1000 * (after - before) - TICK) for before, after in pairwise(times))
        return {"p50": late[len(late) // 2], "p99": late[int(len(late) * 0.99)], "max": late[-1]}


def _watch(name: str, repeats: int) -> dict[str, Any]:
    """Trains in the real window; awake and asleep in turn."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from ganstudio.ui.app import Studio

    application = QApplication([])
    studio = Studio(application)
    pace, lateness = Pace(), Lateness()
    ticks = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=int(TICK))
    ticks.timeout.connect(lateness.tick)
    phases: dict[str, list[tuple[float, float]]] = {"awake": [], "asleep": []}
    shares: list[float] = []

    def wait(seconds: float) -> None:
        loop = QEventLoop()  # QTest.qWait would keep the interpreter's lock from training
        QTimer.singleShot(int(1000 * seconds), loop.quit)
        loop.exec()

    def live() -> float:
        """A phase of life; its share of a core."""
        wait(SETTLING)
        start, worked = time.monotonic(), time.thread_time()
        wait(PHASE)
        phases["awake"].append((start, time.monotonic()))
        return (time.thread_time() - worked) / (time.monotonic() - start)

    def sleep() -> None:
        time.sleep(SETTLING)
        start = time.monotonic()
        time.sleep(PHASE)
        phases["asleep"].append((start, time.monotonic()))

    studio.session.happened.connect(lambda event: pace.take(event) if isinstance(event, Progress) else None)
    studio.session.engine_prepared.connect(studio.session.train)
    studio.session.set_experiment(override(sizes()[name], [FOREVER]))
    studio.window.show()
    while pace.seconds < WARM:
        wait(0.1)
    ticks.start()
    for _ in range(repeats):
        shares.append(live())
        sleep()
    ticks.stop()
    wait(1.0)  # hear the last of what was told meanwhile
    studio.window.leave()
    application.exec()
    late = [lateness.between(*phase) for phase in phases["awake"]]
    speeds = {kind: [pace.between(*phase) for phase in found] for kind, found in phases.items()}
    return {**speeds, "share": shares, **{what: [entry[what] for entry in late] for what in late[0]}}


if __name__ == "__main__":
    print(json.dumps(_watch(sys.argv[1], int(sys.argv[2]))))
