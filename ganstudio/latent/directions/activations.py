"""What one layer makes of many places, as numbers."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from ganstudio.exploration.latents import Latents
from ganstudio.exploration.look import Look
from ganstudio.latent.directions.measure import numbers
from ganstudio.latent.model import Explorable
from ganstudio.problems import ProblemError

MOST_ACTIVATIONS = 8192  # that are kept of a layer for each place: 64 MB for every 1024 places
AT_ONCE = 16  # places that the network sees at once


@torch.no_grad()
def activations(model: Explorable, layer: str, latents: Latents) -> np.ndarray:
    """What a layer makes of places, (N, activations). Raises ProblemError."""
    modules = model.network.named_modules()
    layers = {name: module for name, module in modules if name and "parametrizations" not in name}
    if layer not in layers:
        raise ProblemError.single("layer", f"this generator has no layer “{layer}”")
    hook = layers[layer].register_forward_hook(_stop)
    try:
        parts = [latents.part(slice(start, start + AT_ONCE)) for start in range(0, len(latents), AT_ONCE)]
        return numbers(torch.cat([_thinned(_made(model, layer, part)) for part in parts]))
    finally:
        hook.remove()


def _made(model: Explorable, layer: str, latents: Latents) -> Tensor:
    """What a layer makes of places, (B, …), by a network that stops there."""
    z, y = model.tensors(latents)
    try:
        model.sample(z, y, "z", Look())
    except _Stopped as stopped:
        if isinstance(stopped.made, Tensor) and len(stopped.made) == len(latents):
            return stopped.made
    raise ProblemError.single("layer", f"“{layer}” is no layer that makes something of each place: choose another")


def _stop(module: nn.Module, given: object, made: object) -> None:
    raise _Stopped(made)


class _Stopped(Exception):  # noqa: N818  it is no error
    """The rest of the network has nothing to tell."""

    def __init__(self, made: object) -> None:
        super().__init__()
        self.made = made


def _thinned(made: Tensor) -> Tensor:
    """(B, …) → (B, at most `MOST_ACTIVATIONS`): of maps every second row and column, as often as needed."""
    while made.dim() == 4 and made[0].numel() > MOST_ACTIVATIONS and max(made.shape[2:]) > 1:
        made = made[:, :, ::2, ::2]
    flat = made.flatten(1)
    return flat[:, :: -(-flat.shape[1] // MOST_ACTIVATIONS)].clone()  # the whole need not stay
