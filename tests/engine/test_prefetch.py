"""Batches that are read ahead by a thread are the very same, go on where the run was, and leave no thread behind."""

from __future__ import annotations

import gc
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ganstudio.datasets.base import Pictures, Rows
from ganstudio.engine import loader as loaders
from ganstudio.engine.loader import Batch, Loader, loader_of
from ganstudio.engine.order import Order
from ganstudio.engine.prefetch import AHEAD, ReadAhead

CPU = torch.device("cpu")
COUNT = 12


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    values = np.random.default_rng(0).integers(0, 256, (COUNT, 3, 4, 4), dtype=np.uint8)
    file = tmp_path_factory.mktemp("prepared") / "pixels"
    values.tofile(file)
    return np.memmap(file, np.uint8, "r", shape=values.shape)


def loaders_of(pixels: np.ndarray, flips: bool = False) -> tuple[Loader, Loader]:
    """One that reads ahead, and one that has all in memory."""
    ahead, plain = (
        loader_of(Pictures(values, np.arange(COUNT), flips), 3, CPU, memory_format=torch.channels_last)
        for values in (pixels, np.array(pixels))
    )
    return ahead, plain


def equal(batch: Batch, other: Batch) -> bool:
    assert batch.y is not None
    assert other.y is not None
    return torch.equal(batch.x, other.x) and torch.equal(batch.y, other.y)


def readers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("samples")]


def wait_for(what: Callable[[], bool]) -> bool:
    patience = time.monotonic() + 5
    while not what() and time.monotonic() < patience:
        time.sleep(0.001)
    return what()


# A count of samples to ask for, or the number of an earlier state to go back to.
WALKS = st.lists(st.tuples(st.sampled_from(["next", "again", "back"]), st.integers(1, 30)), max_size=20)


@settings(deadline=None, max_examples=60)
@given(walk=WALKS, flips=st.booleans())
def test_read_ahead_batches_are_the_plain_ones_whatever_is_asked(
    mapped: np.ndarray, walk: list[tuple[str, int]], flips: bool
) -> None:
    ahead, plain = loaders_of(mapped, flips)
    states, count = [ahead.state()], 5
    for what, number in walk:
        if what == "back":
            state = json.loads(json.dumps(states[number % len(states)]))
            ahead.restore(state)
            plain.restore(state)
        else:
            count = number if what == "next" else count
            assert equal(ahead.next(count), plain.next(count))
            states.append(ahead.state())
        assert ahead.state() == plain.state()
    ahead.close()


def test_the_thread_ends_when_the_loader_is_closed_and_nothing_is_read_afterwards(mapped: np.ndarray) -> None:
    ahead, _ = loaders_of(mapped)
    ahead.next(5)
    assert readers()
    ahead.close()
    ahead.close()
    assert not readers()
    with pytest.raises(RuntimeError, match="after shutdown"):
        ahead.next(5)


def test_the_thread_ends_when_the_loader_is_dropped(mapped: np.ndarray) -> None:
    ahead, _ = loaders_of(mapped)
    ahead.next(5)
    assert readers()
    del ahead
    gc.collect()
    assert wait_for(lambda: not readers())


def test_pictures_in_memory_and_rows_need_no_thread(mapped: np.ndarray) -> None:
    _, plain = loaders_of(mapped)
    plain.next(5)
    loader_of(Rows(np.zeros((5, 2), np.float32)), 0, CPU).next(5)
    assert not readers()


def test_the_next_batches_are_read_without_being_asked_for_and_no_more(
    mapped: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, read = np.take, []

    def counted(*args: Any, **options: Any) -> Any:
        read.append(threading.current_thread().name)
        return take(*args, **options)

    monkeypatch.setattr(np, "take", counted)
    ahead, _ = loaders_of(mapped)
    ahead.next(5)
    assert wait_for(lambda: len(read) == 1 + AHEAD)
    ahead.next(5)
    assert wait_for(lambda: len(read) == 2 + AHEAD)
    time.sleep(0.02)
    assert len(read) == 2 + AHEAD
    assert threading.current_thread().name not in read
    ahead.close()


def test_what_goes_wrong_while_reading_is_raised_where_the_batch_is_asked_for(
    mapped: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*args: Any, **options: Any) -> Any:
        raise OSError("the disk with the prepared pictures is gone")

    ahead, plain = loaders_of(mapped)
    assert equal(ahead.next(5), plain.next(5))
    state = ahead.state()
    with monkeypatch.context() as patch:
        patch.setattr(np, "take", gone)
        with pytest.raises(OSError, match="the disk with the prepared pictures is gone"):
            for _ in range(AHEAD + 1):  # those that were read before are good
                ahead.next(7)
    assert ahead.state() == state
    ahead.restore(state)
    assert equal(ahead.next(5), plain.next(5))
    ahead.close()


def test_rows_may_be_read_ahead_as_well() -> None:
    values = np.random.default_rng(0).normal(size=(COUNT, 3)).astype(np.float32)
    ahead = ReadAhead(values, Order(COUNT, 0, CPU), CPU)
    numbers, rows = ahead.next(5)
    assert rows.dtype == torch.float32
    assert np.array_equal(rows.numpy(), values[numbers.numpy()])
    ahead.close()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("flips", [False, True])
def test_on_a_gpu_too_small_for_the_data_the_batches_are_the_same(
    mapped: np.ndarray, monkeypatch: pytest.MonkeyPatch, flips: bool
) -> None:
    cuda, data = torch.device("cuda"), Pictures(mapped, np.arange(COUNT), flips)
    plain = loader_of(data, 3, cuda)
    monkeypatch.setattr(loaders, "DEVICE_SHARE", 0.0)
    ahead = loader_of(data, 3, cuda)
    for count in [5] * 20 + [30, 7] * 5:
        assert equal(ahead.next(count), plain.next(count))
    assert readers()
    ahead.close()
