"""How many modes of a mixture are found, by the protocol of the PacGAN paper, beside what it published.

Lin et al. 2018, section 4.1: eight Gaussians of std 0.01 on the unit circle and 25 of std 0.05 on a grid; 2,500
samples; a sample counts when it lies within three standard deviations of its mode. Counted by the package itself.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev

from ganstudio.datasets.mixture import Mixture
from ganstudio.engine.tuning import cores
from ganstudio.experiment import Experiment, override, preset
from ganstudio.metrics.mode_coverage import ModeCoverage, mode_coverage
from ganstudio.runs import Run
from tests.benchmarks.figures import Figure
from tests.benchmarks.processes import start_training, wait_for

SAMPLES = 2500


@dataclass(frozen=True)
class Row:
    """One line of the table: a preset, changed by `path=value` texts, and what it is to be held against."""

    name: str
    preset: str
    sets: tuple[str, ...]
    against: str

    @property
    def experiment(self) -> Experiment:
        return override(preset(self.preset), self.sets)


@dataclass(frozen=True)
class Trial:
    coverage: ModeCoverage
    seconds: float


def packing(count: int) -> tuple[str, ...]:
    return (f"architecture.packing={count}",)


ROWS = (
    Row("ring, recommended", "ring8", (), "at least 7.9 / 95 % / at most 0.07"),
    Row("ring, plain GAN", "ring8_gan", (), "GAN 6.3 / 98.2 % / 0.45"),
    Row("ring, PacGAN2", "ring8_pacgan", (), "PacGAN2 7.9 / 95.6 % / 0.07"),
    Row("grid, recommended", "grid25", (), "at least 24.8 / 93.6 % / at most 0.06"),
    Row("grid, plain GAN", "grid25_gan", (), "GAN 17.3 / 94.8 % / 0.70"),
    Row("grid, PacGAN2", "grid25_pacgan", (), "PacGAN2 23.8 / 91.3 % / 0.13"),
)
LONGER = ("training.steps=20000",)
STRONGER = ("architecture.discriminator.widths=[256, 256, 256]",)
# a slope is that of a whole pack, so the penalty of each sample grows with the pack
WEAKER = ("penalties.r1.weight=0.0025", "penalties.r2.weight=0.0025")
LARGER_PACKS = (
    Row("ring, PacGAN3", "ring8_pacgan", packing(3), "PacGAN3 7.8 / 97.7 % / 0.10"),
    Row("ring, PacGAN4", "ring8_pacgan", packing(4), "PacGAN4 7.8 / 95.9 % / 0.07"),
    Row("grid, PacGAN3", "grid25_pacgan", (*packing(3), *LONGER), "PacGAN3 24.6 / 94.2 % / 0.06"),
    Row("grid, PacGAN4", "grid25_pacgan", (*packing(4), *LONGER, *STRONGER, *WEAKER), "PacGAN4 24.8 / 93.6 % / 0.04"),
)


def measure(repeats: int) -> Iterator[Figure]:
    """The recommended presets, the plain GAN and packs of two, each with seeds 0, 1, 2, …"""
    yield from _rows(ROWS, repeats)


def measure_larger_packs(repeats: int) -> Iterator[Figure]:
    """Packs of three and four."""
    yield from _rows(LARGER_PACKS, repeats)


def _rows(rows: Sequence[Row], repeats: int) -> Iterator[Figure]:
    """As many runs at a time as there are cores, each on one thread."""
    with ThreadPoolExecutor(cores()) as pool:
        trials = {row: [pool.submit(_trial, row, seed) for seed in range(repeats)] for row in rows}
        for row, futures in trials.items():
            yield from _figures(row, [future.result() for future in futures])


def _trial(row: Row, seed: int) -> Trial:
    from ganstudio.sampling import sample_run

    data = row.experiment.data
    assert isinstance(data, Mixture)
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        started = time.monotonic()
        wait_for(start_training(row.preset, run, *row.sets, f"training.seed={seed}", "training.threads=1"))
        seconds = time.monotonic() - started
        points = sample_run(Run.open(run), SAMPLES, seed=99)
    return Trial(mode_coverage(points, data.centres(), data.std), seconds)


def _figures(row: Row, trials: list[Trial]) -> Iterator[Figure]:
    found = [float(trial.coverage.found) for trial in trials]
    good = [100 * trial.coverage.high_quality for trial in trials]
    divergence = [trial.coverage.reverse_kl for trial in trials]
    yield Figure(f"{row.name}: modes", tuple(found), note=f"{_mean(found)}; {_what(row.experiment)}")
    yield Figure("  of high quality", tuple(good), "%", f"{_mean(good)}; real 98.9")
    yield Figure("  reverse KL", tuple(divergence), note=f"{_mean(divergence)}; against {row.against}")
    yield Figure("  from the command to its end", tuple(trial.seconds for trial in trials), "s")


def _mean(values: list[float]) -> str:
    spread = stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
    return f"mean {fmean(values):.3g} ± {spread:.2g}"


def _what(experiment: Experiment) -> str:
    """The networks and the spread, which papers differ on."""
    architecture, data = experiment.architecture, experiment.data
    assert isinstance(data, Mixture)
    G, D = architecture.generator.plain()["widths"], architecture.discriminator.plain()["widths"]
    return f"std {data.std:g}, z {architecture.latent_dim}, G {G}, D {D}"
