"""What to compute on, and with how many threads."""

from __future__ import annotations

import ctypes
import gc
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from ganstudio.problems import ProblemError
from ganstudio.sections import Training

# of glibc's malloc.h
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX = -1, -2, -4


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


@contextmanager
def settled(threads: int) -> Iterator[None]:
    """Gives the calling thread its threads to compute with, takes denormals, which are slow, as zero, keeps freed
    memory for the next step, and lets nobody look for garbage in what is there already; then undoes it."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    gc.freeze()
    with _freed_memory_kept():
        try:
            yield
        finally:
            gc.unfreeze()
            torch.set_flush_denormal(False)
            torch.set_num_threads(before)


@contextmanager
def _freed_memory_kept() -> Iterator[None]:
    """Tells glibc not to give large blocks back to the system, which would clear them anew in every step: 5 to 15 % of
    a convolutional step. Elsewhere nothing is done."""
    if sys.platform != "linux" or platform.libc_ver()[0] != "glibc":  # which elsewhere reads the whole program
        yield
        return
    libc = ctypes.CDLL(None)
    for name, value in ((M_MMAP_MAX, 0), (M_TRIM_THRESHOLD, 2**31 - 1), (M_TOP_PAD, 64 << 20)):
        libc.mallopt(name, value)
    try:
        yield
    finally:
        for name, value in ((M_MMAP_MAX, 65536), (M_TRIM_THRESHOLD, 128 << 10), (M_TOP_PAD, 128 << 10)):  # glibc's own
            libc.mallopt(name, value)
        libc.malloc_trim(0)


def preemptions() -> int:
    """How often the system has taken a core from this process so far; 0 where it does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw


def wait_for(device: torch.device) -> None:
    """Waits until the device has done all that it was given: a GPU is given work long before it does it."""
    match device.type:
        case "cuda":
            torch.cuda.synchronize(device)
        case "mps":
            torch.mps.synchronize()


def name_of(device: torch.device) -> str:
    """The device as a person calls it."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else device.type.upper()
