"""Samples of a generator as numpy, from latents that a seed decides."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from ganstudio.checkpoints import trained_generator
from ganstudio.runs import Run

AT_ONCE = 256  # samples; bounds the memory of large requests
LATENTS = 11  # the stream of sampling seeds, apart from those of training


def latents(count: int, latent_dim: int, seed: int) -> Tensor:
    """z ~ N(0, 1), (count, latent_dim), the same on every device; the first k do not depend on `count`."""
    rng = np.random.default_rng((LATENTS, seed))
    return torch.from_numpy(rng.standard_normal((count, latent_dim), dtype=np.float32))


def sample_run(run: Run, count: int, seed: int) -> np.ndarray:
    """Samples of a run's newest generator, as `draw` gives them. Raises ProblemError when it has none."""
    trained = trained_generator(run)
    return draw(trained.network, latents(count, trained.experiment.architecture.latent_dim, seed))


@torch.inference_mode()
def draw(G: nn.Module, z: Tensor) -> np.ndarray:
    """G(z) in evaluation mode: (N, H, W, C) uint8 of pictures, (N, 2) float32 of points. G's mode is left as it was."""
    was_training = G.training
    G.eval()
    try:
        device = next(G.parameters()).device
        return np.concatenate([as_values(G(part.to(device))) for part in z.split(AT_ONCE)])
    finally:
        G.train(was_training)


def as_values(samples: Tensor) -> np.ndarray:
    """(N, C, H, W) in −1…1 → (N, H, W, C) uint8; (N, 2) as it is."""
    if samples.dim() == 2:
        return samples.float().cpu().numpy().copy()
    pixels = samples.float().add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8)
    return pixels.permute(0, 2, 3, 1).contiguous().cpu().numpy().copy()
