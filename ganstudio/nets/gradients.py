"""Gradients of D with respect to its input, for penalties."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ganstudio.nets.slopes import Sloping


def interpolated(real: Tensor, fake: Tensor, rng: torch.Generator) -> Tensor:
    """A random point on the line between each pair: (B, *shape), one ε in 0…1 a pair."""
    epsilon = torch.rand(len(real), *[1] * (real.dim() - 1), generator=rng, device=real.device, dtype=real.dtype)
    return fake.lerp(real, epsilon)


def gradient_norms(D: nn.Module, x: Tensor) -> Tensor:
    """‖∇D(x)‖₂ of each sample, (B,), itself differentiable with respect to D's parameters."""
    return torch.linalg.vector_norm(_gradients(D, x), dim=1)


def squared_gradient_norms(D: nn.Module, x: Tensor) -> Tensor:
    """‖∇D(x)‖₂² of each sample, (B,), smooth where the gradient is 0, too."""
    return _gradients(D, x).square().sum(1)


def _gradients(D: nn.Module, x: Tensor) -> Tensor:
    """∇D(x) of each sample, (B, values)."""
    x = x.detach().requires_grad_(True)
    with Sloping():
        score = D(x).sum()
    (gradient,) = torch.autograd.grad(score, x, create_graph=True)
    return gradient.flatten(1)
