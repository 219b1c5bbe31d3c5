"""What the benchmark of speed reckons with: the steady part of a run, quiet, and networks that are the same for all."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from ganstudio.datasets.base import Pictures
from ganstudio.events import Measured, Progress
from ganstudio.experiment import preset
from ganstudio.nets.blocks import parameter_count
from ganstudio.spec import DataSpec
from tests.benchmarks import quiet, reference, stopwatch
from tests.benchmarks.figures import SkippedError
from tests.benchmarks.networks import networks
from tests.benchmarks.rungs import RUNGS, Rung, mnist_folder
from tests.benchmarks.scaling import digits_of, history
from tests.benchmarks.speed import rate, ratios, steady_part
from tests.benchmarks.stopwatch import Counted, EnoughError, Stopwatch, timed


def told(*moments: tuple[int, float]) -> list[Progress]:
    """Progress after (step, seconds), with batches of ten."""
    return [Progress(step, 10 * step, seconds, 0.0, {}) for step, seconds in moments]


def test_the_steady_rate_leaves_out_the_warm_up() -> None:
    assert rate(*steady_part(told((1, 1.0), (2, 3.0), (12, 5.0), (22, 7.0)), warm=2.5)) == 50.0


def test_the_steady_part_is_a_whole_cycle_where_the_run_has_come_so_far() -> None:
    first, last = steady_part(told((100, 2.0), (200, 3.0), (2099, 4.0), (2101, 5.0), (2500, 9.0)), 2.0, cycle=2000)
    assert (first.step, last.step) == (100, 2101)


def test_the_steady_part_is_whole_turns_of_a_critic() -> None:
    first, last = steady_part(told((3, 2.0), (5, 3.0), (8, 4.0), (9, 5.0)), 2.0, turn=5)
    assert (first.step, last.step) == (3, 8)


@pytest.mark.parametrize("moments", [(), ((1, 1.0),), ((3, 2.0), (5, 3.0))])
def test_there_is_no_steady_part_before_a_turn_is_over(moments: tuple[tuple[int, float], ...]) -> None:
    assert steady_part(told(*moments), 2.0, turn=5) == ()


def test_ratios_are_taken_pair_by_pair() -> None:
    assert ratios((10.0, 30.0), (5.0, 10.0)) == (2.0, 3.0)


def test_speed_is_skipped_without_its_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANSTUDIO_DATA", str(tmp_path))
    with pytest.raises(SkippedError, match="MNIST is not in"):
        mnist_folder()


@pytest.mark.parametrize("rung", RUNGS.values(), ids=RUNGS)
def test_the_tuned_loop_has_the_networks_of_the_product(rung: Rung, tmp_path: Path) -> None:
    architecture, spec = rung.experiment(tmp_path).architecture, DataSpec((1, rung.size, rung.size), 100)
    G, D = networks(rung)
    assert parameter_count(G) == parameter_count(architecture.build_generator(spec))
    assert parameter_count(D) == parameter_count(architecture.build_discriminator(spec))


@pytest.mark.parametrize("name", ["mlp28", "dcgan32", "resnet32"])
def test_a_turn_of_the_tuned_loop_moves_both_networks(name: str, digits: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "BATCH", 4)
    rung = RUNGS[name]
    loop = reference.Loop(rung, rung.variants[-1])
    weights = [p for network in (loop.G, loop.D) for p in network.parameters() if p.dim() > 1]
    before = [weight.detach().clone() for weight in weights]
    assert next(loop.turns()) == 4 * rung.n_critic
    assert not any(torch.equal(*pair) for pair in zip(before, weights, strict=True))


def test_a_stopwatch_counts_after_the_warm_up_only(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 3.0, 4.0, 5.0, 6.0])
    monkeypatch.setattr(stopwatch, "WARM", 2.0)
    monkeypatch.setattr(stopwatch, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    assert timed(iter([1000, 1000, 10, 20, 30]), seconds=2.5).rate == 20.0


def test_batches_are_counted_by_whole_turns() -> None:
    counted: list[int] = []

    class Watch(Stopwatch):
        def count(self, images: int) -> None:
            counted.append(images)
            if len(counted) == 2:
                raise EnoughError

    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.zeros(100, 1)), batch_size=8)
    with pytest.raises(EnoughError):
        for _ in Counted(loader, Watch(1.0), turn=5):
            pass
    assert counted == [40, 40]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Processes 1 to 3, each of which has worked 100 ticks; 2 and 3 descend from 1. 4 is a stranger."""
    monkeypatch.setattr(quiet, "PROC", tmp_path)
    monkeypatch.setattr(quiet, "os", SimpleNamespace(sysconf=lambda name: 100))  # ticks a second
    for process, parent in ((1, 0), (2, 1), (3, 2), (4, 0)):
        works(tmp_path, process, parent, 100)
    (tmp_path / "stat").write_text("cpu 300 0 100 9999 9999 0 0 0 0 0\n")
    yield tmp_path


def works(machine: Path, process: int, parent: int, ticks: int) -> None:
    (machine / str(process)).mkdir(exist_ok=True)
    (machine / str(process) / "stat").write_text(f"{process} (a name) S {parent} {'0 ' * 9}{ticks} 0 0 0 20 0\n")


def test_the_work_of_descendants_is_not_that_of_others(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 12.0])
    monkeypatch.setattr(quiet, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    others = quiet.Others(1)
    works(machine, 3, 2, 250)
    (machine / "stat").write_text("cpu 500 0 150 9999 9999 0 0 0 0 0\n")  # 2.5 s more, 1.5 of them ours
    assert others.look() == 0.5


def test_nothing_is_known_of_others_where_the_system_does_not_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiet, "PROC", tmp_path)
    assert quiet.Others().look() is None
    assert not quiet.is_noisy(None)


@pytest.fixture
def digits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of seventy pictures in MNIST's files."""
    raw = tmp_path / "data" / "mnist" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    pixels = np.random.default_rng(0).integers(0, 256, (70, 28, 28), np.uint8)
    labels = np.arange(70, dtype=np.uint8) % 10
    for part in ("train", "t10k"):
        (raw / f"{part}-images-idx3-ubyte").write_bytes(struct.pack(">4I", 2051, 70, 28, 28) + pixels.tobytes())
        (raw / f"{part}-labels-idx1-ubyte").write_bytes(struct.pack(">2I", 2049, 70) + labels.tobytes())
    monkeypatch.setenv("GANSTUDIO_DATA", str(tmp_path / "data"))
    return mnist_folder()


def test_data_of_any_number_of_pictures_is_made_of_those_there_are(digits: Path, tmp_path: Path) -> None:
    data = RUNGS["mlp28"].experiment(digits_of(tmp_path, 150)).data
    pictures = data.opened(data.describe(None))
    assert isinstance(pictures, Pictures)
    assert len(pictures) == 150
    assert np.array_equal(pictures.pixels[140:], pictures.pixels[70:80])


def test_a_long_history_has_what_its_experiment_records() -> None:
    experiment = preset("digits")
    events = list(history(3000, experiment))
    steps = [event.step for event in events]
    assert steps == sorted(steps)
    assert sum(isinstance(event, Measured) for event in events) == 3000 // experiment.recording.measure_every
    seconds = [event.seconds for event in events if isinstance(event, Progress)]
    assert all(later > sooner for sooner, later in pairwise(seconds))
