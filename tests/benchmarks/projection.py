"""Whether a generator's own samples are found again, and what it makes of held-out digits with a hole or too small.

The preset's networks learn the first 9,000 digits of MNIST; 50 of the others lose a square of a quarter of their area,
or half of their size. A sheet of ten columns is written beside the figures: a hole, filled with the mean, with the
average of the restarts, with the best of them, the truth; the small picture, enlarged by Lanczos, by the average, by
the best, the truth.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from ganstudio.experiment import preset
from ganstudio.exploration.facts import Source
from ganstudio.exploration.look import Look
from ganstudio.exploration.projection import Projection, Restoration
from ganstudio.latent.model import Explorable
from ganstudio.latent.projecting import Projected, project
from ganstudio.latent.restoring import bytes_of, consistent, enlarge, filled, inpaint, rounded
from ganstudio.latent.sources import load
from tests.benchmarks.figures import Figure, SkippedError
from tests.benchmarks.pictures import real_data
from tests.benchmarks.processes import start_training, wait_for

PRESET = "mnist"
LEARNT, TESTED, OWN, SHOWN = 9000, 50, 20, 10
STEPS = 4000
SEED = 99  # of samples, of which digits are tested, and of where their holes are
FOUND = 30  # dB
BEATS = "to beat the nearest pixel and the mean"


@dataclass
class Trial:
    """What one generator came to. psnr: of each method, of each digit."""

    recovered: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    psnr: dict[str, list[float]] = field(default_factory=dict)
    columns: list[np.ndarray] = field(default_factory=list)  # (10, H, W, C) each


def measure(repeats: int) -> Iterator[Figure]:
    """Each with a generator trained with seed 0, 1, 2, …"""
    digits = _digits()
    yield from figures([_trained_trial(digits, seed) for seed in range(repeats)])


def trial(model: Explorable, held_out: np.ndarray) -> Trial:
    """held_out: digits (N, H, W, C) uint8."""
    found, rng = Trial(), np.random.default_rng(SEED)
    own = model.random(OWN, SEED)
    for target in model.draw(own, Look()).samples:
        started = time.perf_counter()
        result = _last(project(model, target, Projection()))
        found.seconds.append(time.perf_counter() - started)
        found.recovered.append(result.psnr)
    for truth in held_out[rng.permutation(len(held_out))[:TESTED]]:
        tried = {**_holes(model, truth, rng), **_small(model, truth)}
        for method, picture in tried.items():
            found.psnr.setdefault(method, []).append(_psnr(picture, truth))
        if len(found.columns) < SHOWN:
            hole = [tried[f"hole: {name}"] for name in ("black", "mean of the rest", "restored, average")]
            small = [tried[f"2×: {name}"] for name in ("nearest pixel", "Lanczos", "restored, average")]
            best = [tried["hole: restored, best"], tried["2×: restored, best"]]
            found.columns.append(np.stack([*hole, best[0], truth, *small, best[1], truth]))
    return found


def figures(trials: list[Trial]) -> Iterator[Figure]:
    def of(name: str, unit: str, note: str, values: Iterator[float], sheet: np.ndarray | None = None) -> Figure:
        return Figure(name, tuple(values), unit, note, sheet)

    sheet = np.stack(trials[0].columns, axis=1).reshape(-1, *trials[0].columns[0].shape[1:])
    shares = (100 * np.mean(np.array(t.recovered) >= FOUND) for t in trials)
    yield of(f"projection: own samples found again at {FOUND} dB", "%", "at least 90", map(float, shares), sheet)
    yield of("  lowest of them", "dB", f"{OWN} samples", (min(t.recovered) for t in trials))
    yield of("  mean of them", "dB", "", (float(np.mean(t.recovered)) for t in trials))
    yield of("  one projection", "s", "at most 20, one thread", (float(np.median(t.seconds)) for t in trials))
    for method in trials[0].psnr:
        note = f"{BEATS}; mean of {TESTED} held-out digits" if "average" in method else ""
        yield of(method, "dB", note, (float(np.mean(t.psnr[method])) for t in trials))


def _trained_trial(digits: np.ndarray, seed: int) -> Trial:
    with tempfile.TemporaryDirectory() as made:
        folder, run = Path(made) / "digits", Path(made) / "run"
        folder.mkdir()
        for number, picture in enumerate(digits[:LEARNT, ..., 0]):
            Image.fromarray(picture).save(folder / f"{number:05}.png")
        sets = ("data.kind=image_folder", f"data.folder={folder}", f"data.size={digits.shape[1]}")
        wait_for(start_training(PRESET, run, *sets, f"training.steps={STEPS}", f"training.seed={seed}"))
        return trial(load(Source(run)), digits[LEARNT:])


def _digits() -> np.ndarray:
    """(N, H, W, C) uint8."""
    from ganstudio.datasets.mnist import Mnist

    root = next((text.partition("=")[2] for text in real_data(preset(PRESET)) if text.startswith("data.root=")), "")
    if not root:
        raise SkippedError("the digits of MNIST are not there: name the folder that holds “mnist” in GANSTUDIO_DATA")
    pixels, _ = Mnist(root=root).arrays()
    return np.ascontiguousarray(pixels.transpose(0, 2, 3, 1))


def _holes(model: Explorable, truth: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """A square of a quarter of the area, filled by each method."""
    height, width, _ = truth.shape
    top, left = rng.integers(0, height // 2 + 1), rng.integers(0, width // 2 + 1)
    hidden = np.zeros((height, width), bool)
    hidden[top : top + height // 2, left : left + width // 2] = True
    hole = hidden[..., None]
    found = _last(inpaint(model, np.where(hole, 0, truth).astype(np.uint8), hidden, Restoration()))
    return {
        "hole: restored, average": found.picture,
        "hole: restored, best": bytes_of(filled(_best(model, found), truth, hidden)),
        "hole: nearest pixel": np.where(hole, _nearest(truth, hidden), truth),
        "hole: mean of the rest": np.where(hole, bytes_of(truth[~hidden].mean(axis=0)), truth),
        "hole: black": np.where(hole, np.uint8(0), truth),
    }


def _small(model: Explorable, truth: np.ndarray) -> dict[str, np.ndarray]:
    """Half the size, made large again by each method."""
    height, width, channels = truth.shape
    small = bytes_of(truth.reshape(height // 2, 2, width // 2, 2, channels).mean(axis=(1, 3)))
    found = _last(enlarge(model, small, Restoration()))
    return {
        "2×: restored, average": found.picture,
        "2×: restored, best": rounded(consistent(_best(model, found), small), 2),
        "2×: nearest pixel": small.repeat(2, axis=0).repeat(2, axis=1),
        "2×: mean of all": np.broadcast_to(bytes_of(small.mean(axis=(0, 1))), truth.shape),
        "2×: bilinear": _resized(small, width, Image.Resampling.BILINEAR),
        "2×: Lanczos": _resized(small, width, Image.Resampling.LANCZOS),
    }


def _best(model: Explorable, found: Projected) -> np.ndarray:
    return model.draw(found.latents, Look()).samples[0].astype(np.float64)


def _nearest(picture: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Each hidden pixel as the nearest one that is not."""
    known, result = np.argwhere(~hidden), picture.copy()
    for place in np.argwhere(hidden):
        result[tuple(place)] = picture[tuple(known[np.square(known - place).sum(axis=1).argmin()])]
    return result


def _resized(small: np.ndarray, size: int, filter: Image.Resampling) -> np.ndarray:
    return np.asarray(Image.fromarray(small[..., 0]).resize((size, size), filter))[..., None]


def _psnr(a: np.ndarray, b: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / max(np.square(a.astype(float) - b).mean(), 1e-2)))


def _last(search: Iterator[Projected]) -> Projected:
    *_, found = search
    return found
