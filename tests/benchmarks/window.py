"""What the open window costs training, and what training costs the window."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from ganstudio.commands import Commands, Stop
from ganstudio.events import Progress
from ganstudio.experiment import Experiment, override, preset
from ganstudio.plan import plan
from ganstudio.runs import Run
from tests.benchmarks.figures import Figure
from tests.benchmarks.processes import answer

WARM = 4.0  # s of training before the measurement
LONG = 12.0  # s of it
TICK = 1000 / 60  # ms
FOREVER = "training.steps=1000000000"
SIZES = {
    "digits": preset("digits"),
    # the networks of the mnist preset on pictures of that size, so that no download is needed
    "28×28 DCGAN": override(preset("mnist"), ["data.kind=digits", "data.size=28"]),
}


def measure(repeats: int) -> Iterator[Figure]:
    """Window, headless, window, headless, …: each a process of its own."""
    for name in SIZES:
        told: dict[str, list[dict[str, Any]]] = {"window": [], "headless": []}
        with tempfile.TemporaryDirectory() as folder:
            for number in range(repeats):
                for mode, answers in told.items():
                    answers.append(answer("window", Path(folder) / f"{mode}{number}", mode, name))
        speeds = {mode: [a["steps_per_second"] for a in answers] for mode, answers in told.items()}
        ratios = tuple(100 * a / b for a, b in zip(speeds["window"], speeds["headless"], strict=True))
        yield Figure(f"{name}: speed headless", tuple(speeds["headless"]), "steps/s")
        yield Figure(f"{name}: speed with the window", tuple(speeds["window"]), "steps/s")
        yield Figure(f"{name}: with the window against headless", ratios, "%", "pair by pair")
        share = tuple(100 * a["window_share"] for a in told["window"])
        yield Figure(f"{name}: the window's own share of a core", share, "%")
        for what in ("p50", "p99", "max"):
            late = tuple(a[what] for a in told["window"])
            yield Figure(f"{name}: a 60 Hz timer is late, {what}", late, "ms")


class Speed:
    """Steps a second of training's own clock, from WARM to WARM + LONG."""

    def __init__(self) -> None:
        self._first: Progress | None = None
        self._last: Progress | None = None

    def take(self, progress: Progress) -> None:
        if progress.seconds >= WARM:
            self._first, self._last = self._first or progress, progress

    @property
    def is_measuring(self) -> bool:
        return self._first is not None

    @property
    def is_done(self) -> bool:
        return self._last is not None and self._last.seconds >= WARM + LONG

    def steps_per_second(self) -> float:
        assert self._first is not None and self._last is not None
        return (self._last.step - self._first.step) / (self._last.seconds - self._first.seconds)


def _headless(experiment: Experiment) -> dict[str, Any]:
    from ganstudio.engine.job import train

    speed, commands = Speed(), Commands()
    with tempfile.TemporaryDirectory() as folder:
        checked = plan(experiment)
        for event in train(checked, Run.create(Path(folder), checked.experiment), commands):
            if isinstance(event, Progress):
                speed.take(event)
                if speed.is_done:
                    commands.put(Stop())
    return {"steps_per_second": speed.steps_per_second()}


def _in_window(experiment: Experiment) -> dict[str, Any]:
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from ganstudio.ui.app import Studio

    application = QApplication([])
    studio = Studio(application)
    speed, gaps = Speed(), Gaps()
    ticks = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=int(TICK))
    ticks.timeout.connect(gaps.tick)
    told: dict[str, Any] = {}

    def take(event: object) -> None:
        if not isinstance(event, Progress) or told:
            return
        speed.take(event)
        if speed.is_measuring and not ticks.isActive():
            gaps.begin()
            ticks.start()
        if speed.is_done:
            told.update(steps_per_second=speed.steps_per_second(), **gaps.end())
            ticks.stop()
            studio.window.leave()

    studio.session.happened.connect(take)
    studio.session.engine_prepared.connect(studio.session.train)
    studio.session.set_experiment(experiment)
    studio.window.show()
    application.exec()
    return told


class Gaps:
    """How late a 60 Hz timer on the window's thread is, and how much that thread works."""

    def begin(self) -> None:
        self._times = [time.perf_counter()]
        self._worked = time.thread_time()

    def tick(self) -> None:
        self._times.append(time.perf_counter())

    def end(self) -> dict[str, float]:
        times = [*self._times, time.perf_counter()]
        late = sorted(max(0.0, 1000 * (b - a) - TICK) for a, b in pairwise(times))
        return {
            "p50": late[len(late) // 2],
            "p99": late[int(len(late) * 0.99)],
            "max": late[-1],
            "window_share": (time.thread_time() - self._worked) / (times[-1] - times[0]),
        }


if __name__ == "__main__":
    mode, name = sys.argv[1:]
    chosen = override(SIZES[name], [FOREVER])
    print(json.dumps(_in_window(chosen) if mode == "window" else _headless(chosen)))
