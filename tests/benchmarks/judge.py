"""A small classifier of the included digits, trained on the spot, that says which digit a sample shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from tests.benchmarks.quality import real_digits

HELD_OUT = 297  # of the 1,797 digits, on which its accuracy is measured
EPOCHS = 30
SIDE = 8  # px, of the included digits


@dataclass(frozen=True)
class Judge:
    """network: (B, 1, 8, 8) in −1…1 → logits (B, 10). accuracy: on digits that it was not trained with."""

    network: nn.Module
    accuracy: float

    @torch.inference_mode()
    def digits(self, pictures: np.ndarray) -> np.ndarray:
        """The digit in each channel of pictures (N, H, W, C) uint8 of any size: (N, C) int64."""
        x = torch.from_numpy(pictures).permute(0, 3, 1, 2).float().mul(2 / 255).sub(1)
        x = nn.functional.interpolate(x, (SIDE, SIDE), mode="area") if x.shape[-1] != SIDE else x
        logits = torch.cat([self.network(part) for part in x.reshape(-1, 1, SIDE, SIDE).split(4096)])
        return logits.argmax(dim=1).view(len(x), -1).numpy()


def trained_judge(seed: int = 0) -> Judge:
    """Trains for a few seconds."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        real = real_digits()
        x, y = torch.from_numpy(real.pixels).float().mul(2 / 255).sub(1), torch.from_numpy(real.labels)
        order = torch.randperm(len(x))
        held_out, rest = order[:HELD_OUT], order[HELD_OUT:]
        network = _network()
        optimizer = torch.optim.Adam(network.parameters(), 1e-3)
        for _ in range(EPOCHS):
            for part in rest[torch.randperm(len(rest))].split(64):
                optimizer.zero_grad()
                nn.functional.cross_entropy(network(x[part]), y[part]).backward()
                optimizer.step()
        network.eval()
        with torch.inference_mode():
            accuracy = _share(network(x[held_out]).argmax(dim=1) == y[held_out])
    return Judge(network, accuracy)


def _network() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64 * 4 * 4, 128),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(128, 10),
    )


def _share(hits: Tensor) -> float:
    return float(hits.float().mean())
