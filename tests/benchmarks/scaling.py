"""What a picture costs the product with larger batches, pictures and data sets, and a step late in a long run.

`python -m tests.benchmarks.scaling STEP SECONDS` prints the cost of a step after so many, and of reading the history.
"""

from __future__ import annotations

import json
import math
import struct
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ganstudio.commands import Commands
from ganstudio.events import Measured, Progress, Samples, Saved, to_plain
from ganstudio.experiment import Experiment, override, preset
from ganstudio.plan import plan
from ganstudio.runs import Run
from tests.benchmarks.figures import Figure, SkippedError
from tests.benchmarks.processes import answer
from tests.benchmarks.quiet import Patience
from tests.benchmarks.rungs import RUNGS, SIDES, mnist_folder
from tests.benchmarks.speed import note_of, product, rate, steady_part, undisturbed
from tests.benchmarks.stopwatch import Block

BATCHES = (16, 32, 64, 128, 256, 512)
SIZES = (16, 32, 64)
COUNTS = (1_000, 10_000, 100_000)
STEPS = (1_000, 10_000, 100_000, 1_000_000)
WARM = 1.0  # s of a run that goes on
SLIM = tuple(f"architecture.{side}.base_width=16" for side in SIDES)
SPEED = 30  # steps/s of the long run: so that a million take nine hours
TOLD = dict.fromkeys(("loss.D", "loss.G", "score.real", "score.fake", "advantage", "gradient.D", "gradient.G"), 0.5)


def measure(repeats: int, block: float = 6.0, patience: float = 600.0) -> Iterator[Figure]:
    """Each in turn, as often as repeats say; costs are quoted with their ratio to the first."""
    root, waiting = mnist_folder(), Patience(patience)
    mlp, dcgan = RUNGS["mlp28"].experiment(root), override(RUNGS["dcgan32"].experiment(root), SLIM)
    batches = {f"batch {n}": override(dcgan, [f"training.batch_size={n}"]) for n in BATCHES}
    sizes = {f"{n}×{n} pixels": override(dcgan, [f"data.size={n}"]) for n in SIZES}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        counts = {f"{n:,} pictures": override(mlp, [f"data.root={digits_of(folder, n)}"]) for n in COUNTS}
        for title, experiments in (("DCGAN-32", batches), ("DCGAN", sizes), ("MLP-28", counts)):
            blocks = _in_turn(experiments, folder, block, repeats, waiting)
            yield from _figures(title, blocks)
        yield from _late(folder / "home", block, repeats, waiting)


def digits_of(folder: Path, count: int) -> Path:
    """MNIST's files with so many of its pictures, each as often as it takes; the folder that holds them."""
    source, target = (root / "MNIST" / "raw" for root in (mnist_folder(), folder / str(count)))
    target.mkdir(parents=True)
    for name, head in (("images-idx3-ubyte", 16), ("labels-idx1-ubyte", 8)):
        read = (source / f"train-{name}").read_bytes()
        there = struct.unpack(">I", read[4:8])[0]
        items = np.frombuffer(read, np.uint8, offset=head).reshape(there, -1)
        header = read[:4] + struct.pack(">I", count) + read[8:head]
        (target / f"train-{name}").write_bytes(header + items[np.arange(count) % there].tobytes())
        (target / f"t10k-{name}").write_bytes((source / f"t10k-{name}").read_bytes())
    return folder / str(count)


def history(steps: int, experiment: Experiment) -> Iterator[Progress | Samples | Measured | Saved]:
    """What a run that has come so far has told, at SPEED and with the intervals of the experiment."""
    from ganstudio.engine.train import TOLD_EVERY, TOLD_EVERY_LATER

    recording, images, seconds = experiment.recording, experiment.training.batch_size, 0.0
    side, kept = recording.grid**2, math.gcd(recording.sample_every, recording.measure_every)
    for step in range(kept, steps + 1, kept):
        while (seconds := seconds + min(max(TOLD_EVERY, seconds / 600), TOLD_EVERY_LATER)) * SPEED < step:
            at = int(seconds * SPEED)
            yield Progress(at, at * images, round(seconds, 3), float(images * SPEED), TOLD)
        if step % recording.sample_every == 0:
            yield Samples(step, (8, 8, 1), side, f"samples/{step:09d}.png")
        if step % recording.measure_every == 0:
            yield Measured(step, {"sliced_wasserstein": 0.1})
        if step % recording.checkpoint_every == 0:
            yield Saved(step, f"checkpoints/{step:09d}")


def _in_turn(
    experiments: dict[str, Experiment], folder: Path, block: float, repeats: int, patience: Patience
) -> dict[str, list[Block]]:
    blocks: dict[str, list[Block]] = {name: [] for name in experiments}
    for _ in range(repeats):
        for name, experiment in experiments.items():
            blocks[name].append(undisturbed(partial(product, experiment, folder, block), patience))
    return blocks


def _figures(title: str, blocks: dict[str, list[Block]]) -> Iterator[Figure]:
    first = next(iter(blocks.values()))
    for name, found in blocks.items():
        yield Figure(f"{title}, {name}", tuple(1e6 / block.rate for block in found), "µs a picture", note_of(found))
        yield _ratio([1 / block.rate for block in found], [1 / block.rate for block in first])


def _late(home: Path, block: float, repeats: int, patience: Patience) -> Iterator[Figure]:
    """A small run that goes on after so many steps."""
    told: dict[int, list[dict[str, Any]]] = {step: [] for step in STEPS}
    for _ in range(repeats):
        for step in STEPS:
            patience.wait()
            told[step].append(answer("scaling", home, str(step), str(block)))
    first = [found["step"] for found in told[STEPS[0]]]
    for step, found in told.items():
        costs = [entry["step"] for entry in found]
        yield Figure(f"digits, after {step:,} steps", tuple(1e6 * cost for cost in costs), "µs a step")
        yield _ratio(costs, first)
        note = f"{found[0]['events']:,} events"
        yield Figure("  reading its history", tuple(entry["read"] for entry in found), "s", note)


def _ratio(costs: Sequence[float], first: Sequence[float]) -> Figure:
    return Figure("  by the first", tuple(a / b for a, b in zip(costs, first, strict=True)), "×", "pair by pair")


def _go_on(step: int, seconds: float, folder: Path) -> dict[str, float]:
    """A run of the digits preset as it is after `step`, trained on for a while and recorded; its history read."""
    from ganstudio.engine.checkpoint import Checkpoints
    from ganstudio.engine.record import record
    from ganstudio.engine.train import Clock
    from tests.trainers import trainer_of

    experiment = override(preset("digits"), ["training.steps=1000000000", "training.length_from_data=false"])
    run = Run.create_at(folder, experiment)
    past = [json.dumps(to_plain(event)) + "\n" for event in history(step, experiment)]
    run.events_file.write_text("".join(past), encoding="utf-8")
    trainer = trainer_of(plan(experiment))
    trainer.step, trainer.clock = step, Clock(step / SPEED)
    told: list[Progress] = []
    for event in record(run, trainer.train(Commands(), Checkpoints(run))):
        if isinstance(event, Progress):
            told.append(event)
            if event.seconds > step / SPEED + WARM + seconds:
                break
    steady = steady_part(told, step / SPEED + WARM)
    if not steady:
        raise SkippedError(f"the run did not go on after step {step:,}")
    began = time.perf_counter()
    events = list(run.events())
    read = time.perf_counter() - began
    return {"step": experiment.training.batch_size / rate(*steady), "read": read, "events": len(events)}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        print(json.dumps(_go_on(int(sys.argv[1]), float(sys.argv[2]), Path(made) / "run")))
