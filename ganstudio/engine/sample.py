"""Samples of a generator as numpy, from latents that a seed decides."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from ganstudio.checkpoints import trained_generator
from ganstudio.runs import Run
from ganstudio.sections import Architecture
from ganstudio.spec import DataSpec

AT_ONCE = 256  # samples; bounds the memory of large requests
LATENTS = 11  # the stream of sampling seeds, apart from those of training


def latents(count: int, architecture: Architecture, seed: int) -> Tensor:
    """z of the prior, (count, latent_dim), the same on every device; the first k do not depend on `count`."""
    rng = np.random.default_rng((LATENTS, seed))
    normal = rng.standard_normal((count, architecture.latent_dim), dtype=np.float32)
    return architecture.prior.of_normal(torch.from_numpy(normal))


def sample_run(run: Run, count: int, seed: int) -> np.ndarray:
    """Samples of a run's newest generator, as `draw` gives them. Raises ProblemError when it has none."""
    trained = trained_generator(run)
    return draw(trained.network, latents(count, trained.experiment.architecture, seed), trained.spec)


@torch.inference_mode()
def draw(G: nn.Module, z: Tensor, spec: DataSpec) -> np.ndarray:
    """G(z) in evaluation mode: (N, H, W, C) uint8 of pictures, (N, D) float32 of points and rows in the data's own
    units. G's mode is left as it was."""
    was_training = G.training
    G.eval()
    try:
        device = next(G.parameters()).device
        values = np.concatenate([as_values(G(part.to(device))) for part in z.split(AT_ONCE)])
    finally:
        G.train(was_training)
    return values if spec.is_pictures else spec.restored(values)


def as_values(samples: Tensor) -> np.ndarray:
    """(N, C, H, W) in −1…1 → (N, H, W, C) uint8; (N, D) as it is."""
    if samples.dim() == 2:
        return samples.float().cpu().numpy().copy()
    pixels = samples.float().add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8)
    return pixels.permute(0, 2, 3, 1).contiguous().cpu().numpy().copy()
