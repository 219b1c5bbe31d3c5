"""A folder of 10,000 photographs until training could begin: seconds and memory, the first time and the second.

`python -m tests.benchmarks.folder FOLDER` opens it once, in a process of its own, and prints what that took.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.benchmarks.figures import Figure, SkippedError
from tests.benchmarks.processes import ROOT, answer

SHARED = ROOT.parent / "shared" / "data" / "cifar10-images"
COUNT = 10_000
TIMES = ("first", "second")
PROMISES = {"first": "promised within 30 s", "second": "promised within 1 s"}


def measure(repeats: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as made:
        folder = SHARED if SHARED.is_dir() else _photographs(Path(made))
        trials = [_trial(folder) for _ in range(repeats)]
    for name in TIMES:
        seconds = tuple(trial[name]["open"] for trial in trials)
        yield Figure(f"10,000 JPEG files, {name} opening", seconds, "s", PROMISES[name])
        yield Figure("  looking at them for the form", tuple(trial[name]["describe"] for trial in trials), "s")
        share = tuple(trial[name]["memory"] / trial[name]["tensor"] for trial in trials)
        yield Figure("  memory, by the pictures' own", share, "×", "promised at most 2; counts mapped files, too")


def _trial(folder: Path) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as home:
        return {name: answer("folder", Path(home), str(folder)) for name in TIMES}


def _photographs(folder: Path) -> Path:
    """Smooth coloured noise, which JPEG packs about as well as photographs."""
    rng = np.random.default_rng(0)
    for number in range(COUNT):
        small = rng.integers(0, 256, (8, 8, 3), np.uint8)
        place = folder / str(number % 10)
        place.mkdir(exist_ok=True)
        Image.fromarray(small).resize((32, 32), Image.Resampling.BICUBIC).save(place / f"{number}.jpg")
    return folder


def _opened(folder: str) -> dict[str, Any]:
    from ganstudio.datasets.base import Pictures
    from ganstudio.datasets.image_folder import ImageFolder

    before, began = _peak_memory(), time.perf_counter()
    dataset = ImageFolder(folder=folder)
    spec = dataset.describe(None)
    described = time.perf_counter()
    data = dataset.opened(spec)
    assert isinstance(data, Pictures)
    return {
        "describe": described - began,
        "open": time.perf_counter() - described,
        "memory": _peak_memory() - before,
        "tensor": data.pixels.nbytes,
    }


def _peak_memory() -> int:
    """Bytes that this process had in memory at most."""
    try:
        status = Path("/proc/self/status").read_text()  # getrusage would count the process that started this one, too
    except OSError:
        raise SkippedError("only Linux tells a process's own peak memory") from None
    return 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


if __name__ == "__main__":
    print(json.dumps(_opened(sys.argv[1])))
