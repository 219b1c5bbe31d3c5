"""Passes whose slope is penalised, so that they are derived twice: in half the time that torch takes by itself.

torch derives the gradient of a convolution by a convolution with a kernel as large as the map, and follows the second
derivative of rectifiers, which is 0, back through all layers. Karras et al. 2020 (StyleGAN2-ADA) were the first to
replace the former.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

Pair = tuple[int, int]


class Sloping(TorchFunctionMode):
    """Within it, convolutions and rectifiers are computed so that slopes are cheap to derive. Values are the same."""

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return _WAYS.get(func, func)(*args, **(kwargs or {}))


def _conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Pair = 1,
    padding: int | Pair | str = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> Tensor:
    if isinstance(padding, str) or input.dim() != 4:
        return F.conv2d(input, weight, bias, stride, padding, dilation, groups)
    return _Convolved.apply(input, weight, bias, _pair(stride), _pair(padding), _pair(dilation), groups)


def _relu(input: Tensor, inplace: bool = False) -> Tensor:
    return _Rectified.apply(input, 0.0)


def _leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    return _Rectified.apply(input, negative_slope)


_WAYS: dict[Callable[..., Any], Callable[..., Any]] = {
    F.conv2d: _conv2d,
    F.relu: _relu,
    F.leaky_relu: _leaky_relu,
}


class _Convolved(torch.autograd.Function):
    """A convolution whose slope is a transposed one, which torch knows to derive as fast as any."""

    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        weight: Tensor,
        bias: Tensor | None,
        stride: Pair,
        padding: Pair,
        dilation: Pair,
        groups: int,
    ) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.geometry = stride, padding, dilation, groups
        return F.conv2d(x, weight, bias, *ctx.geometry)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Any, ...]:
        x, weight = ctx.saved_tensors
        stride, padding, dilation, groups = ctx.geometry
        wants_x, wants_weight, *wants_bias = (_is_wanted(node) for node, _ in ctx.next_functions)  # of tensors only
        of_x = None
        if wants_x:
            # what of the map's far side no window reaches
            rest = [
                x.shape[2 + i]
                - (gradient.shape[2 + i] - 1) * stride[i]
                + 2 * padding[i]
                - dilation[i] * (kernel - 1)
                - 1
                for i, kernel in enumerate(weight.shape[2:])
            ]
            of_x = F.conv_transpose2d(gradient, weight, None, stride, padding, rest, groups, dilation)
        of_weight = None
        if wants_weight:
            _, of_weight, _ = torch.ops.aten.convolution_backward(
                gradient, x, weight, None, stride, padding, dilation, False, (0, 0), groups, (False, True, False)
            )
        of_bias = gradient.sum((0, 2, 3)) if any(wants_bias) else None
        return of_x, of_weight, of_bias, None, None, None, None


class _Rectified(torch.autograd.Function):
    """max(x, slope · x), whose second derivative is left out instead of taken for 0 everywhere."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, slope: float) -> Tensor:
        y = F.leaky_relu(x, slope) if slope else F.relu(x)
        ctx.save_for_backward(y)
        ctx.slope = slope
        return y

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        (y,) = ctx.saved_tensors
        y = y.detach()
        if ctx.slope:
            return torch.ops.aten.leaky_relu_backward(gradient, y, ctx.slope, True), None
        return torch.ops.aten.threshold_backward(gradient, y, 0), None


def _is_wanted(node: torch.autograd.graph.Node | None) -> bool:
    """Whether the way back that is under way goes on to that node: of a slope, no kernel's gradient is wanted."""
    if node is None:
        return False
    try:
        return torch._C._will_engine_execute_node(node)
    except RuntimeError:  # a leaf that the gradient was asked of
        return True


def _pair(value: int | Pair) -> Pair:
    return (value, value) if isinstance(value, int) else value
