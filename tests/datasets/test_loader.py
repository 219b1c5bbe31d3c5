"""Batches come in epochs, go on bit for bit where they were, and may be as large as the data or larger."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio.commands import Commands
from ganstudio.datasets.base import Data, Pictures, Rows
from ganstudio.datasets.grid25 import Grid25
from ganstudio.engine import job
from ganstudio.engine.loader import Loader, loader_of
from ganstudio.events import Event, Failed, Finished
from ganstudio.experiment import Experiment, override
from ganstudio.plan import plan
from ganstudio.runs import Run
from tests.datasets.tables import correlated_table, random_walk

CPU = torch.device("cpu")
COUNT = 10


def rows() -> Rows:
    return Rows(np.random.default_rng(0).normal(size=(COUNT, 3)).astype(np.float32))


def pictures() -> Pictures:
    pixels = np.random.default_rng(0).integers(0, 256, (COUNT, 1, 8, 8), dtype=np.uint8)
    return Pictures(pixels, np.zeros(COUNT, np.int64))


def numbered() -> Rows:
    return Rows(np.arange(COUNT, dtype=np.float32)[:, None])


def batches(loader: Loader, count: int, size: int) -> list[list[float]]:
    return [loader.next(size).x.flatten().tolist() for _ in range(count)]


@pytest.mark.parametrize("size", [1, 3, 10, 16, 25])
def test_every_row_comes_once_an_epoch_in_a_new_order(size: int) -> None:
    loader = loader_of(numbered(), 5, CPU)
    seen = np.concatenate(batches(loader, 200, size))
    epochs = seen[: len(seen) // COUNT * COUNT].reshape(-1, COUNT)
    assert (np.sort(epochs, axis=1) == np.arange(COUNT)).all()
    assert len(np.unique(epochs, axis=0)) > len(epochs) * 0.9


def test_a_batch_of_all_rows_is_all_of_them_every_time() -> None:
    loader = loader_of(numbered(), 0, CPU)
    assert all(sorted(batch) == list(range(COUNT)) for batch in batches(loader, 20, COUNT))


@pytest.mark.parametrize("make", [rows, pictures, Grid25], ids=["rows", "pictures", "points"])
@pytest.mark.parametrize("size", [3, 10, 16, 25])
@pytest.mark.parametrize("cut", [0, 1, 3, 7, 20])
def test_a_restored_loader_goes_on_bit_for_bit(make: Callable[[], Data], size: int, cut: int) -> None:
    whole, first, second = (loader_of(make(), 3, CPU) for _ in range(3))
    for _ in range(cut):
        assert torch.equal(whole.next(size).x, first.next(size).x)
    second.restore(json.loads(json.dumps(first.state())))
    for _ in range(20):
        assert torch.equal(whole.next(size).x, second.next(size).x)


def test_another_seed_gives_another_order() -> None:
    assert batches(loader_of(numbered(), 0, CPU), 3, 10) != batches(loader_of(numbered(), 1, CPU), 3, 10)


def test_rows_come_as_they_are_and_a_changed_batch_leaves_them_so() -> None:
    data = rows()
    loader = loader_of(data, 0, CPU)
    batch = loader.next(COUNT).x
    assert batch.dtype == torch.float32
    assert sorted(batch[:, 0].tolist()) == sorted(data.values[:, 0].tolist())
    batch.zero_()
    assert loader.next(COUNT).x.abs().min() > 0


def test_batch_n_of_a_distribution_does_not_depend_on_what_was_drawn_before() -> None:
    in_turn, at_once = (loader_of(Grid25(), 0, CPU) for _ in range(2))
    for _ in range(5):
        in_turn.next(7)
    at_once.restore({"batch": 5})
    assert torch.equal(in_turn.next(50).x, at_once.next(50).x)


def trained(data: str, file: Path, folder: Path, steps: int) -> tuple[Run, list[Event]]:
    sets = (
        f"data.kind={data}", f"data.file={file}", f"training.steps={steps}", "training.batch_size=24",
        "training.threads=1", "architecture.latent_dim=4", "architecture.generator.widths=[16]",
        "architecture.discriminator.widths=[16]", "recording.grid=2", "recording.sample_every=10",
    )  # fmt: skip
    run = Run.create_at(folder, plan(override(Experiment(), sets)).experiment)
    return run, list(job.train(plan(run.experiment()), run, Commands()))


@pytest.mark.parametrize(("data", "shape"), [("csv_table", (5,)), ("csv_points", (2,)), ("csv_series", (24,))])
def test_a_run_on_a_file_resumes_as_if_it_had_never_stopped(tmp_path: Path, data: str, shape: tuple[int, ...]) -> None:
    file = tmp_path / "a.csv"
    random_walk(file, 100) if data == "csv_series" else correlated_table(file, 100)
    whole, events = trained(data, file, tmp_path / "whole", 20)
    assert not [event for event in events if isinstance(event, Failed)]
    parted, _ = trained(data, file, tmp_path / "parted", 13)
    assert list(job.resume(parted, Commands(), steps=20))[-1] == Finished(20, "completed")
    samples = [np.load(run.folder / "samples" / "000000020.npy") for run in (whole, parted)]
    assert samples[0].shape == (4, *shape)
    assert np.array_equal(samples[0], samples[1])
