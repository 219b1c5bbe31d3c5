"""Self-attention over the pixels of a feature map (Zhang et al. 2019, Self-Attention GANs, section 3)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import max_pool2d


class SelfAttention(nn.Module):
    """x + γ · attention(x), γ at first 0: (B, C, H, W) → the same, every pixel looking at all others.

    Queries and keys have C/8 channels, values C/2; keys and values are max-pooled to half the size, as in the code
    that the authors released. Written out, since fused attention has no second derivatives, which R1 asks for.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        inner, half = max(1, channels // 8), max(1, channels // 2)
        self.query = nn.Conv2d(channels, inner, 1, bias=False)
        self.key = nn.Conv2d(channels, inner, 1, bias=False)
        self.value = nn.Conv2d(channels, half, 1, bias=False)
        self.result = nn.Conv2d(half, channels, 1, bias=False)
        self.gamma = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        queries = self.query(x).flatten(2)  # (B, C/8, N)
        keys = max_pool2d(self.key(x), 2).flatten(2)  # (B, C/8, N/4)
        values = max_pool2d(self.value(x), 2).flatten(2)  # (B, C/2, N/4)
        heed = (queries.transpose(1, 2) @ keys).softmax(dim=-1)  # (B, N, N/4): where each pixel looks
        seen = (values @ heed.transpose(1, 2)).unflatten(2, x.shape[2:])
        return x + self.gamma * self.result(seen)


def attended(size: int, most: int) -> int:
    """The side of the largest map of at most `most` pixels, and smaller than the picture, of those that halve it."""
    side = size // 2
    while side > most:
        side //= 2
    return side
