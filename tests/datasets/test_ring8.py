"""The ring is exactly what it says, and the same for the same seed."""

import math

import numpy as np
import torch

from ganstudio.datasets.ring8 import Ring8


def test_points_come_in_equal_shares_from_eight_gaussians_of_the_given_radius_and_spread() -> None:
    ring = Ring8(radius=3.0, std=0.1)
    points = ring.draw(80_000, torch.Generator().manual_seed(1)).numpy()
    distances = np.linalg.norm(points[:, None] - ring.centres(), axis=2)
    mode = distances.argmin(1)
    assert np.allclose(np.linalg.norm(ring.centres(), axis=1), 3.0)
    assert np.allclose(ring.centres()[1], [3 * math.cos(math.tau / 8), 3 * math.sin(math.tau / 8)])
    assert np.abs(np.bincount(mode, minlength=8) / 80_000 - 1 / 8).max() < 0.005
    offsets = points - ring.centres()[mode]
    assert np.abs(offsets.std(0) - 0.1).max() < 0.002
    assert np.abs(offsets.mean(0)).max() < 0.002


def test_the_same_seed_gives_the_same_points() -> None:
    first, second, other = (Ring8().draw(10, torch.Generator().manual_seed(seed)) for seed in (4, 4, 5))
    assert torch.equal(first, second)
    assert not torch.equal(first, other)
