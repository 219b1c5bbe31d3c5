"""Samples of a generator as numpy, from latents that a seed decides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn

from ganstudio.checkpoints import trained_generator
from ganstudio.runs import Run
from ganstudio.sections import Architecture
from ganstudio.spec import DataSpec, class_number

AT_ONCE = 256  # samples; bounds the memory of large requests
LATENTS = 11  # the stream of sampling seeds, apart from those of training


def latents(count: int, architecture: Architecture, seed: int) -> Tensor:
    """z of the prior, (count, latent_dim), the same on every device; the first k do not depend on `count`."""
    return architecture.prior.of_normal(torch.from_numpy(normal_numbers(count, architecture.latent_dim, seed)))


def normal_numbers(count: int, latent_dim: int, seed: int) -> np.ndarray:
    """What a prior turns into latents: standard normal numbers, (count, latent_dim) float32."""
    return np.random.default_rng((LATENTS, seed)).standard_normal((count, latent_dim), dtype=np.float32)


def balanced_classes(count: int, architecture: Architecture, spec: DataSpec) -> Tensor | None:
    """Classes y (count,) in turn, so that all are shown alike; None for networks that know of none."""
    if not architecture.conditioning.needs_classes:
        return None
    return torch.arange(count) % len(spec.classes)


def sample_run(run: Run, count: int, seed: int, of_class: str = "") -> np.ndarray:
    """Samples of a run's newest generator, as `draw` gives them; of all classes in turn where none is asked for.

    Raises ProblemError when it has none, or does not know of such a class.
    """
    trained = trained_generator(run)
    architecture = trained.architecture
    y = balanced_classes(count, architecture, trained.spec)
    if of_class:
        y = torch.full((count,), class_number(trained.spec.classes if y is not None else (), of_class))
    return draw(trained.network, latents(count, architecture, seed), trained.spec, y)


@torch.inference_mode()
def draw(G: nn.Module, z: Tensor, spec: DataSpec, y: Tensor | None = None) -> np.ndarray:
    """G(z, y) in evaluation mode: (N, H, W, C) uint8 of pictures, (N, D) float32 of points and rows in the data's own
    units. G's mode is left as it was."""
    with evaluating(G):
        values = np.concatenate([as_values(part) for part in generated(G, z, y)])
    return values if spec.is_pictures else spec.restored(values)


def generated(G: nn.Module, z: Tensor, y: Tensor | None = None) -> Iterator[Tensor]:
    """G(z, y) in parts of bounded size, on G's device."""
    device = next(G.parameters()).device
    for start in range(0, len(z), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        yield G(z[part].to(device), None if y is None else y[part].to(device))


@contextmanager
def evaluating(*networks: nn.Module) -> Iterator[None]:
    """The networks in evaluation mode, then in the mode they were in."""
    modes = [network.training for network in networks]
    for network in networks:
        network.eval()
    try:
        yield
    finally:
        for network, mode in zip(networks, modes, strict=True):
            network.train(mode)


def as_values(samples: Tensor) -> np.ndarray:
    """(N, C, H, W) in −1…1 → (N, H, W, C) uint8; (N, D) as it is."""
    if samples.dim() == 2:
        return samples.float().cpu().numpy().copy()
    pixels = samples.float().add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8)
    return pixels.permute(0, 2, 3, 1).contiguous().cpu().numpy().copy()
