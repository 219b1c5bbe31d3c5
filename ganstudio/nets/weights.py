"""How layers hold their weights: as they are, spectrally normalised, or with an equalised learning rate."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize
from torch.nn.utils.parametrizations import spectral_norm

LAYERS = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.ConvTranspose1d, nn.ConvTranspose2d)
NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.InstanceNorm1d, nn.InstanceNorm2d, nn.GroupNorm, nn.LayerNorm)
HE_GAIN = math.sqrt(2)  # keeps the variance through a ReLU: He et al. 2015


class Scaled(nn.Module):
    """The weight in use is the stored one times a constant."""

    def __init__(self, scale: float) -> None:
        super().__init__()
        self.scale = scale

    def forward(self, stored: Tensor) -> Tensor:
        return stored * self.scale


def parametrise(network: nn.Module, weights: str) -> None:
    """Lets every layer hold its weights in the way of that name: "plain", "spectral_norm" or "equalized_lr"."""
    layers = [module for module in network.modules() if isinstance(module, LAYERS)]
    match weights:
        case "plain":
            pass
        case "spectral_norm":
            for layer in layers:
                spectral_norm(layer)
        case "equalized_lr":
            for layer in layers:
                equalise(layer, 1.0 if layer is layers[-1] else HE_GAIN)
        case _:
            raise ValueError(f"there are no weights “{weights}”")


def equalise(layer: nn.Module, gain: float) -> None:
    """Equalised learning rate: stored weights from N(0, 1), times gain / √fan-in in use (Karras et al. 2018, 4.1)."""
    assert isinstance(layer.weight, Tensor)
    nn.init.normal_(layer.weight)
    if isinstance(layer.bias, Tensor):
        nn.init.zeros_(layer.bias)
    parametrize.register_parametrization(layer, "weight", Scaled(gain / math.sqrt(fan_in(layer))))


def fan_in(layer: nn.Module) -> float:
    """Inputs that one output value is made of."""
    match layer:
        case nn.Linear():
            return layer.in_features
        case nn.ConvTranspose1d() | nn.ConvTranspose2d():
            # its kernel covers an output value as often as strides fit; of stride 1 it unfolds a map of one pixel
            covers = math.prod(k / s for k, s in zip(layer.kernel_size, layer.stride, strict=True) if s > 1)
            return layer.in_channels / layer.groups * covers
        case nn.Conv1d() | nn.Conv2d():
            return layer.in_channels / layer.groups * math.prod(layer.kernel_size)
        case _:
            raise TypeError(f"{type(layer).__name__} is no layer with weights")


@torch.no_grad()
def clip_weights(network: nn.Module, bound: float) -> None:
    """Holds all weights and biases that learn, as they are used, in −bound…bound; frozen ones stay as they are.

    The scales of normalisation start at 1 and are held in −1…1: nearer 0 they would silence their layer.
    """
    for module in network.modules():
        limit = _limit(module, bound)
        for parameter in module.parameters(recurse=False):
            if parameter.requires_grad:
                parameter.clamp_(-limit, limit)


def _limit(module: nn.Module, bound: float) -> float:
    if isinstance(module, NORMS):
        return 1.0
    if isinstance(module, parametrize.ParametrizationList) and isinstance(module[0], Scaled):
        return bound / module[0].scale
    return bound
