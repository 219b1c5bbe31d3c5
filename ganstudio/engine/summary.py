"""Layers, shapes and parameter counts of the two networks, without computing or allocating anything."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ganstudio.engine.build import build_networks
from ganstudio.nets.blocks import parameter_count
from ganstudio.plan import Plan


@dataclass(frozen=True)
class Layer:
    """One row of the table. output_shape leaves out the batch."""

    name: str
    kind: str
    output_shape: tuple[int, ...]
    parameters: int


@dataclass(frozen=True)
class NetworkSummary:
    name: str
    parameters: int
    layers: tuple[Layer, ...]


def summarise(plan: Plan) -> tuple[NetworkSummary, NetworkSummary]:
    """Generator and discriminator of a plan, as they will be built."""
    with torch.device("meta"):  # shapes without numbers
        G, D = build_networks(plan, torch.device("meta"))
        z = torch.zeros(2, plan.experiment.architecture.latent_dim)
        x = torch.zeros(2, *plan.spec.shape)
    return _summary("Generator", G, z), _summary("Discriminator", D, x)


def _summary(name: str, network: nn.Module, example: Tensor) -> NetworkSummary:
    rows: list[Layer] = []

    def note(path: str, module: nn.Module, output: Tensor) -> None:
        count = parameter_count(module)
        rows.append(Layer(path, type(module).__name__, tuple(output.shape[1:]), count))

    leaves = [(path, module) for path, module in network.named_modules() if not list(module.children())]
    hooks = [
        module.register_forward_hook(lambda module, _, output, path=path: note(path, module, output))
        for path, module in leaves
    ]
    try:
        network(example)
    finally:
        for hook in hooks:
            hook.remove()
    return NetworkSummary(name, parameter_count(network), tuple(rows))
