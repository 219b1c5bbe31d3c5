"""What “auto” means on this machine: the number format, the memory layout and the threads that a short trial finds."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from ganstudio.engine.device import settled, wait_for
from ganstudio.engine.precision import precision, precisions
from ganstudio.nets.critic import Critic
from ganstudio.sections import Architecture, Training
from ganstudio.spec import DataSpec

SMALL = 30_000_000  # multiplications and additions a batch, below which neither threads nor formats pay
LARGE = 4_000_000_000  # of a trial's batch at most, so that it takes a second or so
LOOK = 0.3  # s, how long two ways are held against each other
FEWEST, FEWEST_OF_THREADS = 3, 6  # rounds of it at least; what else the machine does slows several threads most
WORTH = 1.1  # times as fast: what a way that is less usual, rounds more or takes more of the machine must bring
WORTH_ROUNDING = 1.25  # what one that rounds to fewer digits must bring
MOST_THREADS = 16  # more gain nothing for networks of a size that is trained without a GPU


@dataclass(frozen=True)
class Arithmetic:
    """How a step is computed. It decides how numbers round, so a run that goes on keeps it."""

    precision: str = "full"
    channels_last: bool = False  # pictures and kernels are kept with their channels innermost
    threads: int = 1

    @property
    def memory_format(self) -> torch.memory_format:
        return torch.channels_last if self.channels_last else torch.contiguous_format


def tuned(
    G: nn.Module,
    D: Critic,
    architecture: Architecture,
    spec: DataSpec,
    training: Training,
    device: torch.device,
) -> Arithmetic:
    """The fastest of what the experiment leaves open, by a trial on copies of the networks.

    A way that rounds more or takes more threads is chosen only where it is clearly faster; channels come last unless
    that is clearly slower. Raises ProblemError where the device cannot do what the experiment asks for.
    """
    formats = _formats(training, device)
    threads = _threads(training, device)
    usual = Arithmetic(formats[0], threads=threads[0])
    if device.type not in ("cpu", "cuda") or (len(formats) == len(threads) == 1 and not spec.is_pictures):
        return usual
    with _aside(device):
        trial = _Trial(deepcopy(G), deepcopy(D), architecture, spec, training.batch_size, device)
        if trial.work < SMALL and device.type == "cpu":
            return usual
        # one thread at first: where other programs are at work, several would tell of these
        chosen = replace(usual, channels_last=trial.has_kernels)
        for name in formats[1:]:
            chosen = trial.better(chosen, replace(chosen, precision=name), WORTH_ROUNDING)
        if trial.has_kernels:  # in the format that is computed in: the ways to multiply differ most in their layouts
            chosen = trial.better(chosen, replace(chosen, channels_last=False))
        for count in threads[1:]:
            more = replace(chosen, threads=count)
            if trial.better(chosen, more, fewest=FEWEST_OF_THREADS) is chosen:
                break
            chosen = more
        return chosen


def _formats(training: Training, device: torch.device) -> list[str]:
    """The number formats to choose from, the one that rounds least first."""
    if training.precision != "auto":
        return [precision(training.precision, device).name]
    there = precisions(device)
    # fp16 leaves steps out, and on CPUs it is no faster than bf16
    return [name for name in there if name != "fp16" or (device.type == "cuda" and "bf16" not in there)]


def _threads(training: Training, device: torch.device) -> list[int]:
    """The numbers of threads to choose from, growing."""
    if training.threads != "auto":
        return [training.threads]
    if device.type != "cpu":
        return [1]
    most = min(cores(), MOST_THREADS)
    return sorted({*(2**power for power in range(most.bit_length()) if 2**power <= most), most})


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Trial:
    """Both networks' passes, forwards and backwards, on numbers that stand for samples."""

    def __init__(
        self, G: nn.Module, D: Critic, architecture: Architecture, spec: DataSpec, batch_size: int, device: torch.device
    ) -> None:
        self._G, self._D, self._device = G, D, device
        self._packing = architecture.packing
        pack = math.lcm(2, architecture.packing)
        normal = torch.randn(max(batch_size, 2 * pack), architecture.latent_dim)
        self._z = architecture.prior.of_normal(normal).to(device)
        classes = len(spec.classes) if architecture.conditioning.needs_classes else 0
        self._y = torch.arange(len(self._z), device=device) % classes if classes else None
        each = self._work_of(2 * pack) / (2 * pack)
        self.work = each * batch_size
        most = len(self._z) if device.type != "cpu" else max(2 * pack, int(LARGE / max(each, 1)) // pack * pack)
        self._count = min(len(self._z), most)

    @property
    def has_kernels(self) -> bool:
        """Whether a memory layout of pictures makes a difference."""
        return any(p.dim() == 4 for network in (self._G, self._D) for p in network.parameters())

    def better(self, one: Arithmetic, other: Arithmetic, worth: float = WORTH, fewest: int = FEWEST) -> Arithmetic:
        """The other where it is clearly faster. Both take turns, so that what else the machine does meets both."""
        fastest = {one: math.inf, other: math.inf}
        begun, rounds = time.perf_counter(), 0
        while rounds < fewest or time.perf_counter() - begun < LOOK:
            for way in (one, other):
                seconds = self._timed(way)
                if rounds:  # the first is for the library to choose its ways
                    fastest[way] = min(fastest[way], seconds)
            rounds += 1
        return other if fastest[one] > worth * fastest[other] else one

    def _work_of(self, count: int) -> float:
        """Multiplications and additions of one pass through both."""
        with FlopCounterMode(display=False) as counter:  # which without gradients trips over views of weights
            self._pass(count)
        return counter.get_total_flops() / 2

    def _timed(self, way: Arithmetic) -> float:
        """Seconds of one pass, forwards and backwards."""
        torch.set_num_threads(way.threads)
        for network in (self._G, self._D):
            network.to(memory_format=way.memory_format)
        computing = precision(way.precision, self._device)
        with computing.training():
            wait_for(self._device)
            start = time.perf_counter()
            with computing.reduced():
                logits = self._pass(self._count)
            computing.backward(nn.functional.softplus(-logits.float()).mean())
            wait_for(self._device)
            return time.perf_counter() - start

    def _pass(self, count: int) -> Tensor:
        y = None if self._y is None else self._y[:count]
        fake = self._G(self._z[:count], y)
        packed = fake.reshape(count // self._packing, -1, *fake.shape[2:]) if self._packing > 1 else fake
        return self._D(packed, y)


@contextmanager
def _aside(device: torch.device) -> Iterator[None]:
    """As in training, and leaves threads and torch's own random numbers as they were."""
    with settled(torch.get_num_threads()), torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        yield
