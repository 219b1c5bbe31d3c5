"""Whether a shorter number format costs quality: the same experiment in float32 and in bf16, seed by seed."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ganstudio.datasets.base import Pictures
from ganstudio.events import Measured
from ganstudio.experiment import override, preset
from ganstudio.runs import Run
from tests.benchmarks.figures import Figure
from tests.benchmarks.pictures import real_data
from tests.benchmarks.processes import start_training, wait_for
from tests.benchmarks.quality import flat, frechet

PRESETS = ("digits", "mnist")
FORMATS = ("full", "bf16")
SAMPLES, SEED = 2000, 99  # for the Fréchet distance on pixels
LAST = 4  # measures at the end of a run whose mean is its distance: one alone swings with the last steps


def measure(repeats: int) -> Iterator[Figure]:
    """A run a preset, format and seed 0, 1, 2, … with one thread."""
    for name in PRESETS:
        found = {fmt: [_trained(name, fmt, seed) for seed in range(repeats)] for fmt in FORMATS}
        for which, what in enumerate(("sliced Wasserstein distance at the end", "Fréchet distance on pixels")):
            full, short = (tuple(outcome[which] for outcome in found[fmt]) for fmt in FORMATS)
            noise = statistics.stdev(full) if repeats > 1 else 0.0
            differences = tuple(b - a for a, b in zip(full, short, strict=True))
            yield Figure(f"{name}: {what}, full", full, note=f"standard deviation over seeds: {noise:.4f}")
            yield Figure("  the same in bf16", short)
            mean = statistics.mean(differences)
            error = statistics.stdev(differences) / repeats**0.5 if repeats > 1 else 0.0
            yield Figure("  bf16 less full, seed by seed", differences, note=f"mean {mean:+.4f} ± {error:.4f} (1 s.e.)")


def _trained(name: str, fmt: str, seed: int) -> tuple[float, float]:
    """The run's own distance at its end, and the Fréchet distance of its samples to all of the data."""
    from ganstudio.sampling import sample_run

    sets = [*real_data(preset(name)), f"training.seed={seed}", f"training.precision={fmt}", "training.threads=1"]
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        wait_for(start_training(name, run, *sets))
        opened = Run.open(run)
        distances = [e.values["sliced_wasserstein"] for e in opened.events() if isinstance(e, Measured)]
        samples = sample_run(opened, SAMPLES, SEED)
    data = override(preset(name), sets).data
    pictures = data.opened(data.describe(None))
    assert isinstance(pictures, Pictures)
    return statistics.mean(distances[-LAST:]), frechet(flat(samples), flat(pictures.pixels.transpose(0, 2, 3, 1)))
