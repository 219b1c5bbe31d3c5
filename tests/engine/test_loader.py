"""Batches are laid out as asked, hold exactly the values of the bytes, and leave the data as it was, held once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio.datasets.base import Pictures
from ganstudio.engine.loader import as_seen, fits, loader_of

CPU, CUDA = torch.device("cpu"), torch.device("cuda")
LAYOUTS = (torch.contiguous_format, torch.channels_last)


def pixels(count: int = 20, channels: int = 3) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, channels, 6, 4), dtype=np.uint8)


def in_a_file(file: Path, values: np.ndarray) -> np.ndarray:
    values.tofile(file)
    return np.memmap(file, np.uint8, "r+", shape=values.shape)


@pytest.mark.parametrize("flips", [False, True])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_a_batch_is_laid_out_as_asked_and_holds_the_same(
    layout: torch.memory_format, channels: int, flips: bool
) -> None:
    data = Pictures(pixels(channels=channels), np.arange(20), flips)
    asked, plain = loader_of(data, 0, CPU, memory_format=layout), loader_of(data, 0, CPU)
    for _ in range(5):
        batch, other = asked.next(7), plain.next(7)
        assert batch.x.is_contiguous(memory_format=layout)
        assert torch.equal(batch.x, other.x)
        assert batch.y is not None
        assert other.y is not None
        assert torch.equal(batch.y, other.y)


def test_every_byte_has_the_one_value_that_runs_before_were_trained_on() -> None:
    seen = as_seen(torch.arange(256, dtype=torch.uint8)).numpy()
    assert np.array_equal(seen, np.arange(256, dtype=np.float32) * np.float32(2 / 255) - np.float32(1))


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
@pytest.mark.parametrize("is_file", [False, True], ids=["in memory", "in a file"])
def test_pictures_are_not_copied_as_a_whole(tmp_path: Path, is_file: bool, layout: torch.memory_format) -> None:
    values = in_a_file(tmp_path / "pixels", pixels()) if is_file else pixels()
    loader = loader_of(Pictures(values, np.arange(20)), 0, CPU, memory_format=layout)
    values[:] = 255
    assert (loader.next(10).x == 1).all()
    loader.close()


@pytest.mark.parametrize("is_file", [False, True], ids=["in memory", "in a file"])
def test_mirrored_and_changed_batches_leave_the_data_as_it_is(tmp_path: Path, is_file: bool) -> None:
    values = in_a_file(tmp_path / "pixels", pixels()) if is_file else pixels()
    loader = loader_of(Pictures(values, np.arange(20), flips=True), 0, CPU)
    for _ in range(10):
        loader.next(7).x.zero_()
    assert np.array_equal(values, pixels())
    loader.close()


def test_samples_may_take_half_of_what_is_free_on_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (1000, 4000))
    assert fits(np.zeros(500, np.uint8), CUDA)
    assert not fits(np.zeros(501, np.uint8), CUDA)
