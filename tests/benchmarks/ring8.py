"""Whether the ring of eight Gaussians is learned whole, for several seeds."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from ganstudio.datasets.ring8 import Ring8
from ganstudio.experiment import preset
from ganstudio.runs import Run
from tests.benchmarks.figures import Figure
from tests.benchmarks.processes import start_training, wait_for
from tests.benchmarks.quality import FOUND, modes

SAMPLES = 2000


def measure(repeats: int) -> Iterator[Figure]:
    """One run a repeat, with seeds 0, 1, 2, …"""
    from ganstudio.engine.sample import sample_run

    data = preset("ring8").data
    assert isinstance(data, Ring8)
    found, near, seconds = [], [], []
    for seed in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            run = Path(folder) / "run"
            started = time.monotonic()
            wait_for(start_training("ring8", run, f"training.seed={seed}"))
            seconds.append(time.monotonic() - started)
            points = sample_run(Run.open(run), SAMPLES, seed=99)
        count, share = modes(points, data.centres(), data.std)
        found.append(count)
        near.append(100 * share)
    yield Figure("modes found", tuple(found), "of 8", f"{FOUND:.0%} of the samples or more within 3 std")
    yield Figure("samples within 3 std of a mode", tuple(near), "%", "real: 98.9")
    yield Figure("from the command to its end", tuple(seconds), "s")
