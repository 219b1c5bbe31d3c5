"""What a network knows of its input just before it answers."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from ganstudio.nets.weights import LAYERS


def last_features(network: nn.Module, x: Tensor) -> Tensor:
    """The input of the last layer with weights when the network works on `x`: (B, features)."""
    last: list[Tensor] = []

    def note(_: nn.Module, inputs: tuple[Any, ...]) -> None:
        last[:] = inputs[:1]

    hooks = [layer.register_forward_pre_hook(note) for layer in network.modules() if isinstance(layer, LAYERS)]
    try:
        network(x)
    finally:
        for hook in hooks:
            hook.remove()
    return last[0].flatten(1)
