"""A tuned loop: the mathematics of a rung at the best that is known for it, with nothing recorded.

`python -m tests.benchmarks.reference RUNG VARIANT SECONDS` times one block of it.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext, suppress

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import softplus

from ganstudio.datasets.base import resized
from ganstudio.engine.tuning import cores
from ganstudio.nets.convolutions import Doubling, Folding, Halving, Unfolding
from ganstudio.nets.slopes import Sloping
from tests.benchmarks.networks import networks
from tests.benchmarks.rungs import BATCH, FULL_LAST, RUNGS, SHORT, SHORT_LAST, Rung, mnist_folder
from tests.benchmarks.stopwatch import timed

PENALTY = 10.0
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX = -1, -2, -4  # of malloc.h


class Loop:
    """One rung's training, in one of the variants that the rung names."""

    def __init__(self, rung: Rung, variant: str) -> None:
        self._rung = rung
        self._is_short = variant in (SHORT, SHORT_LAST)
        layout = torch.channels_last if variant in (FULL_LAST, SHORT_LAST) else torch.contiguous_format
        self.G, self.D = (network.to(memory_format=layout) for network in networks(rung))
        if self._is_short and rung.family == "dcgan":
            for network in (self.G, self.D):
                compute_as_products(network)
        self._d_parameters = list(self.D.parameters())
        betas = rung.beta1, rung.beta2
        self._g_optimizer = torch.optim.Adam(self.G.parameters(), 2e-4, betas, fused=True)
        self._d_optimizer = torch.optim.Adam(self._d_parameters, 2e-4, betas, fused=True)
        self._pictures = torch.from_numpy(resized(digits(), rung.size)).contiguous(memory_format=layout)
        self._joint = not any(isinstance(module, nn.BatchNorm2d) for module in self.D.modules())
        self._order, self._place = torch.randperm(len(self._pictures)), 0

    def turns(self) -> Iterator[int]:
        """The real samples of each turn: `n_critic` steps of D and one of G, which learns from D's last fakes."""
        while True:
            for _ in range(self._rung.n_critic - 1):
                with torch.no_grad(), self._reduced():
                    fake = self._made()
                self._teach_discriminator(fake)
            with self._reduced():
                fake = self._made()
            self._teach_discriminator(fake.detach())
            self._teach_generator(fake)
            yield self._rung.n_critic * BATCH

    def _teach_discriminator(self, fake: Tensor) -> None:
        real = self._next()
        self._d_optimizer.zero_grad(set_to_none=True)
        with self._reduced():
            if self._joint:
                of_real, of_fake = self.D(torch.cat((real, fake))).float().chunk(2)
            else:
                of_real, of_fake = self.D(real).float(), self.D(fake).float()
        if self._rung.family == "resnet":
            loss = of_fake.mean() - of_real.mean() + PENALTY * self._penalty(real, fake.float())
        else:
            loss = softplus(-of_real).mean() + softplus(of_fake).mean()
        loss.backward()
        self._d_optimizer.step()

    def _teach_generator(self, fake: Tensor) -> None:
        self._freeze(True)
        self._g_optimizer.zero_grad(set_to_none=True)
        with self._reduced():
            of_fake = self.D(fake).float()
        loss = -of_fake.mean() if self._rung.family == "resnet" else softplus(-of_fake).mean()
        loss.backward()
        self._g_optimizer.step()
        self._freeze(False)

    def _penalty(self, real: Tensor, fake: Tensor) -> Tensor:
        """The slope of D between real and fake, in float32: Gulrajani et al. 2017, eq. 3."""
        between = torch.lerp(fake, real, torch.rand(len(real), 1, 1, 1)).requires_grad_()
        with Sloping():  # the fastest that is known, too
            score = self.D(between).sum()
        (gradient,) = torch.autograd.grad(score, between, create_graph=True)
        return (gradient.flatten(1).norm(dim=1) - 1).square().mean()

    def _made(self) -> Tensor:
        return self.G(torch.randn(BATCH, self._rung.latent_dim))

    def _next(self) -> Tensor:
        """Real samples in −1…1, in a new order each epoch."""
        if self._place + BATCH > len(self._order):
            self._order, self._place = torch.randperm(len(self._pictures)), 0
        chosen = self._order[self._place : self._place + BATCH]
        self._place += BATCH
        return self._pictures[chosen].float().mul_(2 / 255).sub_(1)

    def _freeze(self, frozen: bool) -> None:
        for parameter in self._d_parameters:
            parameter.requires_grad_(not frozen)

    def _reduced(self) -> torch.autocast | nullcontext[None]:
        return torch.autocast("cpu", torch.bfloat16) if self._is_short else nullcontext()


def compute_as_products(network: nn.Module) -> None:
    """Lets a DCGAN's convolutions learn as the product's do, which is the fastest that is known: the same weights."""
    for name, layer in list(network.named_children()):
        other: Halving | Doubling | Folding | Unfolding
        match layer:
            case nn.Conv2d(stride=(2, 2)):
                other = Halving(layer.in_channels, layer.out_channels, bias=False)
            case nn.ConvTranspose2d(stride=(2, 2)):
                other = Doubling(layer.in_channels, layer.out_channels, bias=False)
            case nn.Conv2d():
                other = Folding(layer.in_channels, layer.out_channels, layer.kernel_size[0], bias=False)
            case nn.ConvTranspose2d():
                other = Unfolding(layer.in_channels, layer.out_channels, layer.kernel_size[0], bias=False)
            case _:
                continue
        other.weight = layer.weight
        setattr(network, name, other)


def digits() -> np.ndarray:
    """(N, 1, 28, 28) uint8."""
    file = mnist_folder() / "MNIST" / "raw" / "train-images-idx3-ubyte"
    return np.fromfile(file, np.uint8, offset=16).reshape(-1, 1, 28, 28)


def settle() -> None:
    """All cores, no denormals, and memory kept for the next step instead of given back."""
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(cores())
    torch.set_flush_denormal(True)
    with suppress(OSError, AttributeError, TypeError):  # there is no such thing outside glibc
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(M_MMAP_MAX, 0)
        libc.mallopt(M_TRIM_THRESHOLD, 2**31 - 1)
        libc.mallopt(M_TOP_PAD, 64 << 20)


if __name__ == "__main__":
    settle()
    name, variant, seconds = sys.argv[1:]
    print(json.dumps(timed(Loop(RUNGS[name], variant).turns(), float(seconds)).plain()))
