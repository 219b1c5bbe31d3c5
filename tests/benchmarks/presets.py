"""How well, and how soon, each way to train learns the included digits: the presets on 8×8 pictures side by side."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ganstudio.datasets.base import Pictures
from ganstudio.datasets.digits import Digits
from ganstudio.experiment import preset, presets
from ganstudio.runs import Run
from tests.benchmarks.figures import Figure
from tests.benchmarks.processes import start_training, wait_for
from tests.benchmarks.quality import class_shares, flat, frechet, frechet_of_halves, real_digits

SHARES = (0.25, 1.0)  # of the preset's own steps
SAMPLES = 1000


@dataclass(frozen=True)
class Outcome:
    """What a run came to. distance: Fréchet, on the 64 pixels; rarest: the rarest class's share of the samples in %."""

    distance: float
    rarest: float
    seconds: float


def measure(repeats: int) -> Iterator[Figure]:
    """One run a repeat, share and preset, with seeds 0, 1, 2, …; a shorter run has its schedules pressed together."""
    real = real_digits()
    halves = f"two halves of the real digits: {frechet_of_halves(flat(real.pixels)):.3f}"
    for name in presets():
        if preset(name).data == Digits():
            for share in SHARES:
                steps = round(share * preset(name).training.steps)
                outcomes = [_train(name, steps, seed, real) for seed in range(repeats)]
                title = f"{name}, {steps:,} steps"
                yield Figure(f"{title}: Fréchet distance", tuple(o.distance for o in outcomes), note=halves)
                yield Figure(f"{title}: rarest class", tuple(o.rarest for o in outcomes), "%", "real: 9.7")
                yield Figure(f"{title}: from the command to its end", tuple(o.seconds for o in outcomes), "s")


def _train(name: str, steps: int, seed: int, real: Pictures) -> Outcome:
    from ganstudio.sampling import sample_run

    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        started = time.monotonic()
        wait_for(start_training(name, run, f"training.seed={seed}", f"training.steps={steps}"))
        seconds = time.monotonic() - started
        samples = flat(sample_run(Run.open(run), SAMPLES, seed=99))
    pixels = flat(real.pixels)
    return Outcome(
        distance=frechet(samples, pixels),
        rarest=100 * class_shares(samples, pixels, real.labels).min(),
        seconds=seconds,
    )
