"""What every ready-made experiment with pictures comes to: how near its samples are, how soon, and whether they obey.

The real command, on published data where a folder of it is there, else on the included digits. `PRESETS=cgan,dcgan`
in the environment names some of them; a sheet of samples of each is written beside the figures.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganstudio.checkpoints import trained_generator
from ganstudio.datasets.csv_rows import CsvRows
from ganstudio.datasets.digits import Digits
from ganstudio.datasets.plane import Planar
from ganstudio.events import Measured, Progress
from ganstudio.experiment import Experiment, override, preset, presets
from ganstudio.priors.codes import Codes
from ganstudio.runs import Run
from ganstudio.trained import TrainedGenerator
from tests.benchmarks.codes import Knob, knobs, knobs_sheet, purity
from tests.benchmarks.figures import Figure, SkippedError
from tests.benchmarks.judge import Judge, trained_judge
from tests.benchmarks.processes import data_folder, start_training, wait_for

EARLY = 50  # steps, when the first distance is taken
SAMPLES, SHOWN = 1000, 100
SEED = 99  # of the samples
NEARER = "at most 0.5"
OBEYS = "at least 80"
PURE = "at least 60, 10 by chance"
FOLLOWS = "at least 0.5"
REACHES = "at least 0.5; of that property among samples"


@dataclass(frozen=True)
class Outcome:
    """What a run came to. obeyed: the share of samples that show the class asked for, in %, where a judge can tell."""

    early: float
    late: float
    seconds: float
    speed: float
    sheet: np.ndarray
    obeyed: float | None
    purity: float | None
    knobs: tuple[Knob, ...]


def measure(repeats: int) -> Iterator[Figure]:
    """Each with seeds 0, 1, 2, …"""
    judge = trained_judge()
    chosen = os.environ.get("PRESETS", "")
    for name in chosen.split(",") if chosen else picture_presets():
        try:
            outcomes = [_trial(name, judge, seed) for seed in range(repeats)]
        except SkippedError as reason:
            yield Figure(f"{name}: did not run", (0.0,), note=str(reason))
        else:
            yield from _figures(name, outcomes, judge)


def picture_presets() -> list[str]:
    """Those whose data is pictures."""
    return [name for name in presets() if not isinstance(preset(name).data, Planar | CsvRows)]


def real_data(experiment: Experiment) -> list[str]:
    """What to `--set` so that the data is there: the published data beside the repository or in GANSTUDIO_DATA."""
    folder = data_folder()
    plain = experiment.data.plain()
    size = [f"data.size={plain['size']}"] if plain.get("size", "auto") != "auto" else []
    digits = ["data.kind=digits", *(size or ["data.size=32"])]
    match experiment.data.kind_name():
        case "mnist":
            return [f"data.root={folder / 'mnist'}"] if (folder / "mnist").is_dir() else digits
        case "cifar10" | "image_folder" as kind:
            chosen = ["data.kind=image_folder", *size] if kind == "cifar10" else []
            pictures = folder / "cifar10-images"
            return [*chosen, f"data.folder={pictures}"] if pictures.is_dir() else digits
    return []


def _trial(name: str, judge: Judge, seed: int) -> Outcome:
    from ganstudio.sampling import sample_run

    every = f"recording.measure_every={EARLY}"
    sets = [*real_data(preset(name)), every, f"training.seed={seed}", "training.threads=1"]
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "run"
        started = time.monotonic()
        wait_for(start_training(name, made, *sets))
        seconds = time.monotonic() - started
        run = Run.open(made)
        events = list(run.events())
        distances = {e.step: e.values["sliced_wasserstein"] for e in events if isinstance(e, Measured)}
        progress = [e for e in events if isinstance(e, Progress)][-1]
        trained = trained_generator(run)
        samples = sample_run(run, SAMPLES, SEED)
        is_read = isinstance(run.experiment().data, Digits)
    architecture = trained.architecture
    has_codes = isinstance(architecture.prior, Codes)
    asked = architecture.conditioning.needs_classes and is_read
    return Outcome(
        early=distances[EARLY],
        late=distances[max(distances)],
        seconds=seconds,
        speed=progress.images / progress.seconds,
        sheet=knobs_sheet(trained) if has_codes else samples[:SHOWN],
        obeyed=100 * _obeyed(samples, trained, judge) if asked else None,
        purity=100 * purity(trained, judge) if has_codes and is_read else None,
        knobs=tuple(knobs(trained)) if has_codes else (),
    )


def _obeyed(samples: np.ndarray, trained: TrainedGenerator, judge: Judge) -> float:
    """The share of samples, of all classes in turn, that show what was asked for."""
    asked = np.arange(len(samples)) % len(trained.spec.classes)
    return float((judge.digits(samples)[:, 0] == asked).mean())


def _figures(name: str, outcomes: list[Outcome], judge: Judge) -> Iterator[Figure]:
    experiment = preset(name)
    data = override(experiment, real_data(experiment)).data.plain()
    on = f"on {data['kind']}, size {data.get('size', 'its own')}"
    early, late = tuple(o.early for o in outcomes), tuple(o.late for o in outcomes)
    yield Figure(f"{name}: distance at step {EARLY}", early, "", on, outcomes[0].sheet)
    yield Figure("  at the end", late, "", f"{experiment.training.steps:,} steps")
    yield Figure("  the one over the other", tuple(o.late / o.early for o in outcomes), note=NEARER)
    yield Figure("  from the command to its end", tuple(o.seconds for o in outcomes), "s")
    yield Figure("  speed", tuple(o.speed for o in outcomes), "images/s", "one thread")
    right = f"; the judge is right about {judge.accuracy:.1%} of real digits"
    if obeyed := tuple(o.obeyed for o in outcomes if o.obeyed is not None):
        yield Figure("  shows the class asked for", obeyed, "%", f"{OBEYS}{right}")
    if pure := tuple(o.purity for o in outcomes if o.purity is not None):
        yield Figure("  same digit within a category", pure, "%", f"{PURE}{right}")
    for number, found in enumerate(zip(*(o.knobs for o in outcomes), strict=True), 1):
        moves = ", ".join(knob.factor for knob in found)
        yield Figure(f"  code {number}: correlation with {moves}", tuple(k.correlation for k in found), "", FOLLOWS)
        reach = tuple(k.reach for k in found)
        yield Figure("  which its whole range moves by", reach, "std", REACHES)
