"""The convolutions of DCGAN's kind, computed as matrix products where these are faster. Weights are as torch's own."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, conv_transpose2d, linear, pad

WIDE = 30_000  # channels before × after, from which the gradient of a kernel is worth writing the windows out


class Halving(nn.Conv2d):
    """A 4×4 convolution of stride 2: (B, before, 2H, 2W) → (B, after, H, W)."""

    def __init__(self, before: int, after: int, bias: bool = True) -> None:
        super().__init__(before, after, 4, stride=2, padding=1, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        return _Learning.apply(*_short(x, self), False) if _pays(x, self) else super().forward(x)


class Doubling(nn.ConvTranspose2d):
    """A transposed 4×4 convolution of stride 2: (B, before, H, W) → (B, after, 2H, 2W)."""

    def __init__(self, before: int, after: int, bias: bool = True) -> None:
        super().__init__(before, after, 4, stride=2, padding=1, bias=bias)

    def forward(self, x: Tensor, output_size: list[int] | None = None) -> Tensor:
        return _Learning.apply(*_short(x, self), True) if _pays(x, self) else super().forward(x, output_size)


class Folding(nn.Conv2d):
    """One window that is the whole map: (B, before, side, side) → (B, after, 1, 1)."""

    def __init__(self, before: int, after: int, side: int, bias: bool = True) -> None:
        super().__init__(before, after, side, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        return linear(_pixels(x).flatten(1), _pixels(self.weight).flatten(1), self.bias)[:, :, None, None]


class Unfolding(nn.ConvTranspose2d):
    """A whole map out of one pixel: (B, before, 1, 1) → (B, after, side, side)."""

    def __init__(self, before: int, after: int, side: int, bias: bool = True) -> None:
        super().__init__(before, after, side, bias=bias)

    def forward(self, x: Tensor, output_size: list[int] | None = None) -> Tensor:
        is_last = self.weight.is_contiguous(memory_format=torch.channels_last)
        weight = _pixels(self.weight) if is_last else self.weight
        whole = (x.flatten(1) @ weight.flatten(1)).view(len(x), *weight.shape[1:])
        if is_last:  # the map is laid out as the kernel is
            whole = whole.permute(0, 3, 1, 2)
        return whole if self.bias is None else whole + self.bias.to(whole.dtype)[:, None, None]


class _Learning(torch.autograd.Function):
    """A halving, or a doubling, whose kernel learns by one matrix product."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, doubles: bool) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.doubles = doubles
        return (conv_transpose2d if doubles else conv2d)(x, weight, stride=2, padding=1)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor | None, None]:
        x, weight = ctx.saved_tensors
        wants_x, wants_weight, _ = ctx.needs_input_grad
        back = conv2d if ctx.doubles else conv_transpose2d
        of_x = back(gradient, weight, stride=2, padding=1) if wants_x else None
        large, small = (gradient, x) if ctx.doubles else (x, gradient)
        return of_x, _kernel(large, small) if wants_weight else None, None


def _kernel(large: Tensor, small: Tensor) -> Tensor:
    """How the 4×4 windows of `large` (n, c, 2h, 2w) go with the pixels of `small` (n, o, h, w): (o, c, 4, 4)."""
    after, before = small.shape[1], large.shape[1]
    product = _pixels(small).reshape(-1, after).t() @ _windows(large)
    return product.view(after, 4, 4, before).permute(0, 3, 1, 2)


def _windows(x: Tensor) -> Tensor:
    """(n, c, 2h, 2w) → (n · h · w, 16 · c): the windows of a halving, one a row."""
    padded = pad(_pixels(x), (0, 0, 1, 1, 1, 1))
    count, height, width, channels = padded.shape
    line = width * channels
    # the four pixels of a window's line lie side by side in memory
    shape = count, height // 2 - 1, width // 2 - 1, 4, 4 * channels
    return padded.as_strided(shape, (height * line, 2 * line, 2 * channels, line, 1)).reshape(-1, 16 * channels)


def _pixels(x: Tensor) -> Tensor:
    """(n, c, h, w) → (n, h, w, c), without a copy where channels come last in memory."""
    return x.permute(0, 2, 3, 1)


def _pays(x: Tensor, layer: nn.Conv2d | nn.ConvTranspose2d) -> bool:
    """Whether the windows are worth it: in short formats on CPUs, where torch's gradient of a wide kernel is slow."""
    return (
        x.device.type == "cpu"
        and torch.is_autocast_enabled("cpu")
        and layer.bias is None
        and layer.in_channels * layer.out_channels >= WIDE
        and not torch.compiler.is_compiling()
    )


def _short(x: Tensor, layer: nn.Conv2d | nn.ConvTranspose2d) -> tuple[Tensor, Tensor]:
    dtype = torch.get_autocast_dtype("cpu")
    return x.to(dtype), layer.weight.to(dtype)
