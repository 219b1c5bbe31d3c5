"""What the engine is asked beside training: to get ready, to describe networks, to export; off the window's thread."""

from __future__ import annotations

from concurrent.futures import Future, wait
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from ganstudio.datasets.base import Pictures, Rows
from ganstudio.events import Samples
from ganstudio.experiment import Experiment
from ganstudio.plan import Plan
from ganstudio.problems import ProblemError
from ganstudio.runs import Run
from ganstudio.session.background import Background
from ganstudio.session.notice import Notice, explained

REAL_ROWS = 1000


class Engine(QObject):
    """The engine's answers, one after another. Torch is imported by the first question, on the thread behind it."""

    prepared = Signal()
    described = Signal(object)  # (NetworkSummary of G, NetworkSummary of D)
    real_rows = Signal(object)  # (N, D) float32, in the data's own units
    class_drawn = Signal(object)  # Samples of the class last asked for, None where it could not be drawn
    noticed = Signal(object)  # Notice

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("engine", self)
        self._warming: Future[None] | None = None
        self._is_prepared = False
        self._wanted: Plan | None = None
        self._described: Plan | None = None
        self._rows_of: Experiment | None = None
        self._class_wanted: tuple[Run, str] | None = None
        self._class_begun: tuple[Run, str] | None = None

    def prepare(self) -> None:
        """Imports the engine and warms it up. Then, and not before, networks are described."""
        if self._warming is None:
            self._warming = self._background.run(warm_up, self._prepared, partial(self._tell, "Loading the engine"))

    def wait_until_warm(self) -> None:
        """Called by whoever is about to train, so that no two threads import torch at once."""
        if self._warming is not None:
            wait([self._warming])

    def describe(self, plan: Plan) -> None:
        """Asks for the layers of the plan's networks; the newest plan is enough."""
        self._wanted = plan
        if self._is_prepared and self._described is None:
            self._describe()

    def draw_real_rows(self, experiment: Experiment) -> None:
        """Asks for rows of numbers as the data of an experiment without pictures has them; the last wish is enough."""
        self._rows_of = experiment
        self._background.run(
            partial(draw_real_rows, experiment),
            partial(self._rows_drawn, experiment),
            partial(self._tell, "Reading the real data"),
        )

    def draw_class(self, run: Run, of_class: str) -> None:
        """Asks for samples of a class by the newest generator of a run, from the latents of its grid; the last wish is
        enough."""
        self._class_wanted = (run, of_class)
        if self._class_begun is None:
            self._draw_class()

    def forget_class(self) -> None:
        """Nobody waits for samples of a class any more."""
        self._class_wanted = None

    def export_generator(self, run: Run, path: Path) -> None:
        self._background.run(
            partial(export_generator, run, path), self.noticed.emit, partial(self._tell, "The export of the generator")
        )

    def close(self, seconds: float) -> bool:
        return self._background.close(seconds)

    def _prepared(self, _: None) -> None:
        self._is_prepared = True
        self.prepared.emit()
        if self._wanted is not None:
            self._describe()

    def _describe(self) -> None:
        assert self._wanted is not None
        self._described = self._wanted
        self._background.run(
            partial(summarise, self._wanted), self._summarised, partial(self._tell, "Describing the networks")
        )

    def _summarised(self, networks: tuple[Any, Any]) -> None:
        plan, self._described = self._described, None
        if plan is self._wanted:
            self.described.emit(networks)
        else:
            self._describe()

    def _rows_drawn(self, experiment: Experiment, rows: np.ndarray) -> None:
        if experiment is self._rows_of:
            self.real_rows.emit(rows)

    def _draw_class(self) -> None:
        assert self._class_wanted is not None
        self._class_begun = self._class_wanted
        self._background.run(partial(draw_class, *self._class_wanted), self._class_ready, self._class_failed)

    def _class_ready(self, samples: Samples | None) -> None:
        begun, self._class_begun = self._class_begun, None
        if self._class_wanted is begun:
            self._class_wanted = None
            self.class_drawn.emit(samples)
        elif self._class_wanted is not None:
            self._draw_class()

    def _class_failed(self, error: Exception) -> None:
        if self._class_wanted is self._class_begun:
            self._tell("Drawing the class", error)
        self._class_ready(None)

    def _tell(self, doing: str, error: Exception) -> None:
        self._described = None
        self.noticed.emit(explained(error, doing))


def warm_up() -> None:
    from ganstudio.engine.warmup import warm_up

    warm_up()


def summarise(plan: Plan) -> tuple[Any, Any]:
    from ganstudio.engine.summary import summarise

    return summarise(plan)


def export_generator(run: Run, path: Path) -> Notice:
    from ganstudio.export.generator import export_generator

    export_generator(run, path)
    return Notice(f"The generator is in {path}.")


def draw_class(run: Run, of_class: str) -> Samples:
    """Samples of that class by the run's newest generator. Raises ProblemError."""
    import torch

    from ganstudio.checkpoints import trained_generator
    from ganstudio.sampling import draw, latents

    trained = trained_generator(run)
    experiment, classes = run.experiment(), trained.spec.classes
    if of_class not in classes:
        raise ProblemError.single("", f"{run.folder} knows of no class “{of_class}”")
    z = latents(experiment.recording.grid**2, experiment.architecture, experiment.training.seed)
    y = torch.full((len(z),), classes.index(of_class))
    values = draw(trained.network, z, trained.spec, y)
    return Samples(trained.step, values.shape[1:], len(values), values=values, of_class=of_class)


def draw_real_rows(experiment: Experiment) -> np.ndarray:
    """Some rows of the experiment's data, (N, D) float32, spread over all of it, in its own units."""
    spec = experiment.data.describe(None)
    match experiment.data.opened(spec):
        case Rows(values=values):
            chosen = np.linspace(0, len(values) - 1, min(REAL_ROWS, len(values))).round().astype(int)
            rows = values[chosen]
        case Pictures():
            raise TypeError("pictures are no rows of numbers")
        case distribution:
            import torch

            rows = distribution.draw(REAL_ROWS, torch.Generator().manual_seed(0)).numpy()
    return spec.restored(rows)
