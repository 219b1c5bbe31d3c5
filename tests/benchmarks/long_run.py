"""Runs of a million steps: how soon one is open, how the window fares meanwhile, and what it costs to draw it on."""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ganstudio.events import Event, Finished, Measured, Progress, Samples, Saved, Started, to_plain
from ganstudio.experiment import Experiment, preset
from ganstudio.grids import image_of, save_image
from ganstudio.runs import Run
from tests.benchmarks.figures import Figure
from tests.benchmarks.processes import answer
from tests.benchmarks.window import TICK, Lateness

STEPS = 1_000_000
SPEED = 300  # steps/s
SIDE = 8  # samples in a row of a grid
SHAPE = (8, 8, 1)
HISTORIES = {"as the engine keeps it": 0, "with 100,000 points": 100_000}  # Progress events; 0: as many as come
LIVE = (100, 10_000, 100_000)  # points that a run in progress has when its next ones come
LIVE_SECONDS = 5.0
PATIENCE = 60.0  # s


def measure(repeats: int) -> Iterator[Figure]:
    for name, points in HISTORIES.items():
        with tempfile.TemporaryDirectory() as folder:
            told = answer("long_run", Path(folder), "open", folder, str(points), str(repeats))
        what = f"a run of {STEPS:,} steps {name}"
        yield Figure(f"{what} is open", tuple(told["seconds"]), "s", f"{told['events']:,} events; asked: 2 s")
        yield Figure(f"{what}: a 60 Hz timer is late meanwhile, p99", tuple(told["p99"]), "ms", "asked: 33 ms")
        yield Figure(f"{what}: a 60 Hz timer is late meanwhile, max", tuple(told["max"]), "ms")
    for points in LIVE:
        with tempfile.TemporaryDirectory() as folder:
            told = answer("long_run", Path(folder), "live", str(points), str(repeats))
        what = f"ten events a second after {points:,} points"
        yield Figure(f"{what}: the window's share of a core", tuple(told["share"]), "%", "asked: 5 %")
        yield Figure(f"{what}: a 60 Hz timer is late, p99", tuple(told["p99"]), "ms", "asked: 33 ms")


def history(points: int) -> Iterator[Event]:
    """A run of STEPS at SPEED. points: how many Progress events it tells, 0: as many as the engine would."""
    recording, random = preset("digits").recording, np.random.default_rng(0)
    yield Started(0, STEPS, 0, "CPU", 1, 100_000, 100_000, "probability", (SHAPE[2], *SHAPE[:2]))
    told = 0.0  # s of training
    due = iter(np.linspace(1, STEPS, points).astype(int).tolist()) if points else _due()
    at = next(due)
    for step in range(0, STEPS + 1, math.gcd(recording.sample_every, recording.measure_every)):
        while at is not None and at <= step:
            told = at / SPEED
            yield progress(at, told, random)
            at = next(due, None)
        if step % recording.sample_every == 0:
            yield Samples(step, SHAPE, SIDE**2, f"samples/{step:09d}.png")
        if step % recording.measure_every == 0:
            yield Measured(step, {"sliced_wasserstein": 0.1 + 0.7 * math.exp(-step / 1e5) + 0.01 * random.random()})
        if step % recording.checkpoint_every == 0 and step:
            yield Saved(step, f"checkpoints/{step:09d}")
    yield Finished(STEPS, "completed")


def progress(step: int, seconds: float, random: np.random.Generator) -> Progress:
    noise = random.normal(size=8).tolist()
    names = ("loss.D", "loss.G", "penalty.r1", "score.real", "score.fake", "advantage", "gradient.D", "gradient.G")
    scalars = {name: 0.5 + 0.1 * value for name, value in zip(names, noise, strict=True)}
    return Progress(step, 64 * step, round(seconds, 3), 64.0 * SPEED, scalars)


def write_run(root: Path, points: int) -> tuple[Run, int]:
    """The folder of such a run, and how many events it tells."""
    experiment: Experiment = preset("digits").revise("training.steps", STEPS)
    run, count, first = Run.create(root, experiment), 0, None
    with run.events_file.open("w", encoding="utf-8") as file:
        for event in history(points):
            count += 1
            file.write(json.dumps(to_plain(event)) + "\n")
            if isinstance(event, Samples):
                picture = run.folder / event.file
                if first is None:
                    values = np.random.default_rng(0).integers(0, 256, (SIDE**2, *SHAPE), np.uint8)
                    save_image(image_of(values), first := picture)
                else:
                    os.link(first, picture)
    return run, count


def _due() -> Iterator[int]:
    """The steps after which the engine tells its progress: every 0.1 s at first, every second after ten minutes."""
    from ganstudio.engine.train import TOLD_EVERY, TOLD_EVERY_LATER

    seconds = 0.0
    while (step := int((seconds := seconds + min(max(TOLD_EVERY, seconds / 600), TOLD_EVERY_LATER)) * SPEED)) < STEPS:
        yield step
    yield STEPS


class _Studio:
    """The real window, and a timer that is to come 60 times a second."""

    def __init__(self) -> None:
        from PySide6.QtCore import QEventLoop, Qt, QTimer
        from PySide6.QtWidgets import QApplication

        from ganstudio.ui.app import Studio
        from ganstudio.ui.panels.live import Live

        self.application = QApplication([])
        self.studio = Studio(self.application)
        self.lateness = Lateness()
        self._loop, self._timer = QEventLoop, QTimer
        self._ticks = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=int(TICK))
        self._ticks.timeout.connect(self.lateness.tick)
        self.studio.window.show()
        prepared: list[bool] = []
        self.studio.session.engine_prepared.connect(lambda: prepared.append(True))
        self.until(lambda: bool(prepared))
        self._ticks.start()
        self.wait(1.0)
        self.plot = self.studio.window.findChild(Live)._curves._losses

    def wait(self, seconds: float) -> None:
        loop = self._loop()
        self._timer.singleShot(int(1000 * seconds), loop.quit)
        loop.exec()

    def until(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < end, "it did not come to its end"
            self.wait(0.01)

    @property
    def drawn_to(self) -> float:
        """The last step that the curve of the loss reaches on the screen."""
        steps, _ = self.plot._curves["loss.D"].line.getData()
        return float(steps[-1]) if steps is not None and len(steps) else -1.0

    def forget(self) -> None:
        """Shows no run."""
        self.studio.session.run_opened.emit(None)
        self.plot._curves["loss.D"].line.setData([], [])

    def leave(self) -> None:
        self._ticks.stop()
        self._timer.singleShot(0, self.studio.window.leave)
        self.application.exec()


def _open(root: Path, points: int, repeats: int) -> dict[str, Any]:
    run, events = write_run(root / "runs", points)
    shown = _Studio()
    session = shown.studio.session
    found: dict[str, list[float]] = {"seconds": [], "p99": [], "max": []}
    for _ in range(repeats):
        shown.forget()
        shown.wait(1.0)
        start = time.monotonic()
        session.open_run(run.folder)
        shown.until(lambda: shown.drawn_to >= STEPS)
        end = time.monotonic()
        found["seconds"].append(end - start)
        late = shown.lateness.between(start, end)
        for what in ("p99", "max"):
            found[what].append(late[what])
    shown.leave()
    return {**found, "events": events}


def _live(points: int, repeats: int) -> dict[str, Any]:
    shown = _Studio()
    session, random = shown.studio.session, np.random.default_rng(0)
    session.happened.emit(replace(next(history(0)), steps=10 * STEPS))
    step = 0

    def tell() -> None:
        nonlocal step
        step += SPEED // 10
        session.happened.emit(progress(step, step / SPEED, random))
        if step % (3 * SPEED) == 0:
            values = random.integers(0, 256, (SIDE**2, *SHAPE), np.uint8)
            session.happened.emit(Samples(step, SHAPE, SIDE**2, "", values))

    for _ in range(points):
        step += SPEED // 10
        session.happened.emit(progress(step, step / SPEED, random))
    shown.until(lambda: shown.drawn_to >= step)
    teller = shown._timer(interval=100)
    teller.timeout.connect(tell)
    teller.start()
    found: dict[str, list[float]] = {"share": [], "p99": []}
    for _ in range(repeats):
        shown.wait(0.5)
        start, worked = time.monotonic(), time.thread_time()
        shown.wait(LIVE_SECONDS)
        end = time.monotonic()
        found["share"].append(100 * (time.thread_time() - worked) / (end - start))
        found["p99"].append(shown.lateness.between(start, end)["p99"])
    teller.stop()
    shown.leave()
    return found


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["open", folder, points, repeats]:
            print(json.dumps(_open(Path(folder), int(points), int(repeats))))
        case ["live", points, repeats]:
            print(json.dumps(_live(int(points), int(repeats))))
