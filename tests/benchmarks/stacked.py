"""How many of the 1,000 modes of stacked digits are found, by the protocol of Metz et al. 2017 and the PacGAN paper.

Three digits drawn at random are the channels of a picture. 26,000 samples are classified channel by channel; a mode
counts when a sample shows it; the divergence is KL(generated ‖ real) over the modes.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganstudio.runs import Run
from tests.benchmarks.figures import Figure
from tests.benchmarks.judge import Judge, trained_judge
from tests.benchmarks.processes import start_training, wait_for

SAMPLES = 26_000
MODES = 1000
WEIGHTS = np.array([100, 10, 1])  # three digits as a number
PLAIN = ("data.kind=stacked_digits", "data.size=32")  # at the preset's own size
ROWS = (
    ("stacked_digits, recommended", "stacked_digits", (), "at least 990", "at most 0.15"),
    ("the DCGAN preset's networks and loss", "dcgan", PLAIN, "fewer", "more"),
)


@dataclass(frozen=True)
class Trial:
    modes: int
    divergence: float
    seconds: float


def measure(repeats: int) -> Iterator[Figure]:
    """Each with seeds 0, 1, 2, …"""
    judge = trained_judge()
    note = f"the classifier is right about {judge.accuracy:.1%} of held-out digits"
    for name, preset, sets, modes, divergence in ROWS:
        trials = [_trial(judge, preset, *sets, f"training.seed={seed}") for seed in range(repeats)]
        yield Figure(f"{name}: modes", tuple(float(t.modes) for t in trials), "of 1,000", f"{modes}; {note}")
        yield Figure("  KL", tuple(t.divergence for t in trials), "", f"{divergence}; PacDCGAN2 1000 modes, KL 0.06")
        yield Figure("  from the command to its end", tuple(t.seconds for t in trials), "s")


def coverage(digits: np.ndarray) -> tuple[int, float]:
    """Digits (N, 3) of samples → modes found, KL from the even distribution that the real ones are drawn of."""
    shares = np.bincount(digits @ WEIGHTS, minlength=MODES) / len(digits)
    found = shares[shares > 0]
    return len(found), float((found * np.log(found * MODES)).sum())


def _trial(judge: Judge, preset: str, *sets: str) -> Trial:
    from ganstudio.sampling import sample_run

    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        started = time.monotonic()
        wait_for(start_training(preset, run, *sets))
        seconds = time.monotonic() - started
        modes, divergence = coverage(judge.digits(sample_run(Run.open(run), SAMPLES, seed=99)))
    return Trial(modes, divergence, seconds)
