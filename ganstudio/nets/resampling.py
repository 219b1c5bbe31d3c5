"""Blurring, doubling and halving of feature maps through the low-pass filter [1, 3, 3, 1] (Zhang 2019)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

TAPS = (1.0, 3.0, 3.0, 1.0)


class Blur(nn.Module):
    """(B, C, H, W) → (B, C, H', W') with H' = (H + 2 · padding − 4) / stride + 1; zeros stand around the map.

    gain: what a constant map is multiplied by, 4 where three of four pixels are zeros that a stride put in.
    """

    kernel: Tensor

    def __init__(self, padding: int, stride: int = 1, gain: float = 1.0) -> None:
        super().__init__()
        self.padding, self.stride = padding, stride
        taps = torch.tensor(TAPS)
        kernel = torch.outer(taps, taps)
        self.register_buffer("kernel", kernel[None, None] * (gain / sum(TAPS) ** 2), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        channels = x.shape[1]
        return F.conv2d(x, self._kernels(channels), stride=self.stride, padding=self.padding, groups=channels)

    def _kernels(self, channels: int) -> Tensor:
        return self.kernel.expand(channels, 1, -1, -1)


class Halve(Blur):
    """(B, C, H, W) → (B, C, H / 2, W / 2)."""

    def __init__(self) -> None:
        super().__init__(padding=1, stride=2)


class Double(Blur):
    """(B, C, H, W) → (B, C, 2H, 2W): zeros between the pixels, then the filter; inside the map, bilinear."""

    def __init__(self) -> None:
        super().__init__(padding=1, stride=2, gain=4.0)

    def forward(self, x: Tensor) -> Tensor:
        channels = x.shape[1]
        return F.conv_transpose2d(x, self._kernels(channels), stride=2, padding=1, groups=channels)
