"""How soon a slider's move is on the screen, with and without a training beside, and what the explorer costs one."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ganstudio.events import Progress
from ganstudio.experiment import Experiment, override, preset
from ganstudio.exploration.facts import Drawn, Source
from ganstudio.exploration.pose import Direction, Pose, Slider
from tests.benchmarks.figures import Figure
from tests.benchmarks.processes import answer
from tests.benchmarks.window import FOREVER, Pace

MOVES = 100  # of a slider, one after the other
DRAG = 2.0  # s
TICK = 1000 / 60  # ms between two moves of a drag
WARM = 5.0  # s of training before the first measurement
PHASE = 8.0  # s
SETTLING = 1.0  # s at the start of a phase that do not count
# a DCGAN of the paper's widths at 64×64, on pictures that are included
DCGAN_64 = override(
    preset("dcgan"),
    [
        "data.kind=digits",
        "data.size=64",
        "architecture.generator.base_width=64",
        "architecture.discriminator.base_width=64",
        "training.batch_size=8",  # a step takes a fraction of a second, so that phases of a few hold many
        "training.length_from_data=false",
        "training.threads=1",
        "recording.grid=2",
        "recording.measure_every=1000000",
    ],
)


def measure(repeats: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        told = answer("explorer", Path(folder), folder, str(repeats))
    for state in ("alone", "training"):
        beside = "no training beside" if state == "alone" else "while the same network is trained"
        for what, note in (("p50", "asked: 50 ms alone, 100 ms beside a training"), ("p95", ""), ("max", "")):
            yield Figure(f"a move of a slider is seen, {beside}: {what}", tuple(told[state][what]), "ms", note)
        yield Figure(f"a drag's newest picture is as old as, {beside}: p95", tuple(told[state]["drag_p95"]), "ms")
        yield Figure(f"a drag's last move is seen, {beside}: after", tuple(told[state]["drag_end"]), "ms")
        yield Figure(f"pictures a second during a drag, {beside}", tuple(told[state]["drag_rate"]), "1/s")
    seen, unseen = told["seen"], told["unseen"]
    yield Figure("speed of training, explorer closed", tuple(unseen), "steps/s")
    yield Figure("speed of training, explorer open and following", tuple(seen), "steps/s")
    ratios = tuple(100 * a / b for a, b in zip(seen, unseen, strict=True))
    yield Figure("open against closed", ratios, "%", "pair by pair; asked: 95 % or more")


def untrained(file: Path) -> Path:
    """The generator as it is before the first step: how fast it draws does not depend on what it has learnt."""
    from ganstudio.generator_files import write_generator
    from ganstudio.plan import plan
    from ganstudio.trained import TrainedGenerator

    planned = plan(DCGAN_64)
    architecture = planned.experiment.architecture
    G = architecture.build_generator(planned.spec).eval()
    write_generator(TrainedGenerator(G, architecture, planned.spec, DCGAN_64.name, 0), file)
    return file


def _watch(folder: Path, repeats: int) -> dict[str, Any]:
    """Drives the real window."""
    from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

    from ganstudio.session.explorer import Explorer
    from ganstudio.ui.app import Studio

    application = QApplication([])
    studio = Studio(application)
    session, window = studio.session, studio.window
    explorer = session.explorer

    def wait(milliseconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(int(milliseconds), loop.quit)
        loop.exec()

    def until(done: Callable[[], bool]) -> None:
        while not done():
            wait(5)

    class Paints(QObject):
        """Tells when the picture has been painted."""

        def __init__(self) -> None:
            super().__init__()
            self.waiting: Callable[[float], None] | None = None

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and self.waiting is not None:
                QTimer.singleShot(0, self._painted)  # once the event has been dealt with
            return False

        def _painted(self) -> None:
            if self.waiting is not None:
                told, self.waiting = self.waiting, None
                told(time.perf_counter())

    class Drag(QObject):
        """Moves the slider and writes down when each picture that came of it was seen."""

        def __init__(self, explorer: Explorer, paints: Paints) -> None:
            super().__init__()
            self._explorer, self._paints = explorer, paints
            self.asked: dict[float, float] = {}
            self.seen: dict[float, float] = {}
            vector = tuple(float(number == 0) for number in range(explorer.facts.latent_dim))
            self._direction = Direction(name="first", vector=vector)
            explorer.propose("pose", Pose())
            until(lambda: not explorer.is_drawing)
            self._base = explorer.picture.latents.values[0, 0]
            explorer.drawn.connect(self._drawn)

        def move(self, amount: float) -> None:
            self.asked[round(amount, 4)] = time.perf_counter()
            slider = Slider(direction=self._direction, amount=amount)
            self._explorer.propose("pose.sliders", (slider,), "slider")

        def _drawn(self, drawn: Drawn) -> None:
            amount = round(drawn.latents.values[0, 0] - self._base, 4)
            self._paints.waiting = lambda moment: self.seen.setdefault(amount, moment)

        def ages(self) -> list[float]:
            """ms from each move that was seen to its picture."""
            return sorted(1000 * (self.seen[a] - self.asked[a]) for a in self.asked if a in self.seen)

        def end(self) -> None:
            self._explorer.drawn.disconnect(self._drawn)

    def moves() -> dict[str, float]:
        drag = Drag(explorer, paints)
        for number in range(MOVES):
            amount = (number + 1) / 50
            drag.move(amount)
            until(lambda amount=amount: round(amount, 4) in drag.seen)
        ages = drag.ages()
        drag.end()
        return {"p50": ages[len(ages) // 2], "p95": ages[int(len(ages) * 0.95)], "max": ages[-1]}

    def dragged() -> dict[str, float]:
        drag = Drag(explorer, paints)
        number, start = 0, time.perf_counter()
        while time.perf_counter() - start < DRAG:
            number += 1
            drag.move(number / 50)
            wait(TICK)
        last = round(number / 50, 4)
        until(lambda: last in drag.seen)
        ages = drag.ages()
        drag.end()
        end = 1000 * (drag.seen[last] - drag.asked[last])
        return {"drag_p95": ages[int(len(ages) * 0.95)], "drag_end": end, "drag_rate": len(ages) / DRAG}

    def state() -> dict[str, list[float]]:
        found = [{**moves(), **dragged()} for _ in range(repeats)]
        return {what: [entry[what] for entry in found] for what in found[0]}

    def train(experiment: Experiment) -> None:
        session.set_experiment(experiment)
        until(lambda: session.check is not None)
        session.train()

    def show(tab: str) -> None:
        tabs = window.centralWidget()
        assert isinstance(tabs, QTabWidget)
        tabs.setCurrentIndex(next(i for i in range(tabs.count()) if tabs.tabText(i) == tab))

    pace, paints = Pace(), Paints()
    session.happened.connect(lambda event: pace.take(event) if isinstance(event, Progress) else None)
    prepared: list[bool] = []
    session.engine_prepared.connect(lambda: prepared.append(True))
    window.show()
    until(lambda: bool(prepared))
    show("Explore")
    explorer.explore(Source(untrained(folder / "generator.safetensors")))
    until(lambda: explorer.picture is not None and not explorer.is_drawing)
    view = window.findChild(QWidget, "explore.picture")
    for widget in (view, *view.findChildren(QWidget)):
        widget.installEventFilter(paints)
    found: dict[str, Any] = {"alone": state(), "seen": [], "unseen": []}
    show("Networks")
    pace = Pace()
    train(override(DCGAN_64, [FOREVER]))
    while pace.seconds < WARM:
        wait(100)
    show("Explore")
    until(lambda: explorer.facts is not None and explorer.facts.source.follows and not explorer.is_drawing)
    found["training"] = state()
    phases: dict[str, list[tuple[float, float]]] = {"seen": [], "unseen": []}
    for _ in range(repeats):
        for name, tab in (("seen", "Explore"), ("unseen", "Networks")):
            show(tab)
            wait(1000 * SETTLING)
            start = time.monotonic()
            wait(1000 * PHASE)
            phases[name].append((start, time.monotonic()))
    wait(1000)  # hear the last of what was told meanwhile
    for name, spans in phases.items():
        found[name] = [pace.between(*span) for span in spans]
    window.leave()
    application.exec()
    return found


if __name__ == "__main__":
    print(json.dumps(_watch(Path(sys.argv[1]), int(sys.argv[2]))))
