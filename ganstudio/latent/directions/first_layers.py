"""The first layers that latents go through: what these do to them before anything else, as matrices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from ganstudio.nets.weights import LAYERS


def first_matrices(network: nn.Module, make: Callable[[Tensor], object], latent: Tensor) -> list[np.ndarray]:
    """The matrices A (rows, D) of all layers of the network that are given A · latent + b with no layer before them.

    make: runs the network on a latent (1, D). A has the weights as they are used, times how the latent is dealt out
    among the layers; what stands beside it, as the embedding of a class, is no part of A. The network's parameters
    are not to ask for gradients.
    """
    seen: list[tuple[nn.Module, Tensor]] = []

    def hear(layer: nn.Module, given: tuple[Tensor, ...], made: Tensor) -> Tensor:
        if given[0].requires_grad:
            seen.append((layer, given[0]))
        return made.detach()  # what comes after a layer is not given the latent any more

    hooks = [module.register_forward_hook(hear) for module in network.modules() if isinstance(module, LAYERS)]
    try:
        with torch.enable_grad():
            latent = latent.detach().clone().requires_grad_()
            make(latent)
    finally:
        for hook in hooks:
            hook.remove()
    return [_weights(layer) @ _dealt(given, latent) for layer, given in seen]


def _weights(layer: nn.Module) -> np.ndarray:
    """The matrix (outputs, inputs) that a layer multiplies a vector by."""
    match layer:
        case nn.Linear():
            return _numbers(layer.weight)
        case nn.ConvTranspose1d() | nn.ConvTranspose2d():  # of one pixel, which its kernel unfolds
            return _numbers(layer.weight.flatten(1).T)
        case _:
            raise TypeError(f"{type(layer).__name__} is not known as a first layer")


def _dealt(given: Tensor, latent: Tensor) -> np.ndarray:
    """Which numbers of the latent a layer is given, (inputs, D)."""
    each = torch.eye(given.numel(), device=given.device).unflatten(1, given.shape)
    (slopes,) = torch.autograd.grad(given, latent, each, retain_graph=True, is_grads_batched=True)
    return _numbers(slopes[:, 0])


def _numbers(tensor: Tensor) -> np.ndarray:
    return tensor.detach().cpu().numpy().astype(np.float64)
