"""What a person sees after a minute of `ganstudio train --preset digits`, and at its end."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ganstudio.runs import Run
from tests.benchmarks.figures import Figure, SkippedError
from tests.benchmarks.processes import start_training, wait_for
from tests.benchmarks.quality import class_shares, flat, frechet, frechet_of_halves, real_digits

LOOK = 60.0  # s after the command was given
SAMPLES = 1000


def measure(repeats: int) -> Iterator[Figure]:
    """One run a repeat, with seeds 0, 1, 2, …"""
    pictures = real_digits()
    real, labels = flat(pictures.pixels), pictures.labels
    steps, rarest, distance, end_rarest, end_distance, seconds = [], [], [], [], [], []
    for seed in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            early, late, duration = _train(Path(folder), seed)
            at_look, at_end = _samples(early), _samples(late)
            steps.append(int(next((early / "checkpoints").iterdir()).name))
        rarest.append(100 * class_shares(at_look, real, labels).min())
        distance.append(frechet(at_look, real))
        end_rarest.append(100 * class_shares(at_end, real, labels).min())
        end_distance.append(frechet(at_end, real))
        seconds.append(duration)
    against = f"two halves of the real digits: {frechet_of_halves(real):.3f}"
    yield Figure("step of the newest checkpoint at 60 s", tuple(steps), "steps")
    yield Figure("rarest class at 60 s", tuple(rarest), "%", "recognisable digits of all ten classes: 4 or more")
    yield Figure("Fréchet distance at 60 s", tuple(distance), note=against)
    yield Figure("rarest class at the end", tuple(end_rarest), "%", "real: 9.7")
    yield Figure("Fréchet distance at the end", tuple(end_distance), note=against)
    yield Figure("from the command to its end", tuple(seconds), "s")


def _train(folder: Path, seed: int) -> tuple[Path, Path, float]:
    """The run as it was at LOOK, the run at its end, and seconds to there."""
    run, early = folder / "run", folder / "early"
    started = time.monotonic()
    process = start_training("digits", run, f"training.seed={seed}")
    try:
        while time.monotonic() - started < LOOK and process.poll() is None:
            time.sleep(0.1)
        _keep_newest(run, early)
        wait_for(process)
    finally:
        process.kill()
    return early, run, time.monotonic() - started


def _keep_newest(run: Path, kept: Path) -> None:
    """Copies the run with its newest checkpoint only, which training is about to replace."""
    complete = sorted(run.glob("checkpoints/[0-9]*/manifest.json"))
    if not complete:
        raise SkippedError(f"there is no checkpoint {LOOK:.0f} s after the command was given")
    newest = complete[-1].parent
    shutil.copytree(newest, kept / "checkpoints" / newest.name)
    for name in ("experiment.toml", "plan.json"):
        shutil.copy(run / name, kept / name)


def _samples(folder: Path) -> np.ndarray:
    from ganstudio.sampling import sample_run

    return flat(sample_run(Run.open(folder), SAMPLES, seed=99))
