"""What to compute on, and with how many threads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from ganstudio.problems import ProblemError
from ganstudio.sections import Training

MOST_AUTO_THREADS = 8  # small networks gain nothing from more


def choose_device(training: Training) -> torch.device:
    """The device that is meant. Raises ProblemError when it is not there."""
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if training.device == "auto":
        return torch.device(next(name for name, there in available.items() if there))
    if not available[training.device]:
        there = " or ".join(name for name, is_there in available.items() if is_there)
        raise ProblemError.single(
            "training.device",
            f"torch finds no {training.device} device on this machine: choose auto or {there}",
        )
    return torch.device(training.device)


def choose_threads(training: Training) -> int:
    """CPU threads to compute with; one core is left to the window and the rest of the machine."""
    if training.threads != "auto":
        return training.threads
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores - 1, MOST_AUTO_THREADS))


@contextmanager
def settled(threads: int) -> Iterator[None]:
    """Gives the calling thread its share of the cores, and takes denormals, which are slow, as zero; then undoes it."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)
        torch.set_num_threads(before)


def name_of(device: torch.device) -> str:
    """The device as a person calls it."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else device.type.upper()
