"""Layers, shapes and parameter counts of the two networks, without computing or allocating anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ganstudio.engine.game import build_networks
from ganstudio.nets.blocks import kind_of, parameter_count
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
        x = torch.zeros(2, *plan.spec.packed(plan.experiment.architecture.packing).shape)
        y = torch.zeros(2, dtype=torch.int64) if plan.experiment.architecture.conditioning.needs_classes else None
    return _summary("Generator", G, z, y), _summary("Discriminator", D, x, y)


def _summary(name: str, network: nn.Module, example: Tensor, y: Tensor | None) -> NetworkSummary:
    rows: list[Layer] = []

    def note(path: str, module: nn.Module, output: Tensor) -> None:
        rows.append(Layer(path, kind_of(module), tuple(output.shape[1:]), parameter_count(module)))

    hooks = [
        module.register_forward_hook(lambda module, _, output, path=path: note(path, module, output))
        for path, module in _layers(network)
    ]
    try:
        network(example, y)
    finally:
        for hook in hooks:
            hook.remove()
    return NetworkSummary(name, parameter_count(network), tuple(rows))


def _layers(network: nn.Module, path: str = "") -> Iterator[tuple[str, nn.Module]]:
    """The modules without parts by their paths; how a layer's weights are parametrised is no part of it."""
    parts = {name: part for name, part in network.named_children() if name != "parametrizations"}
    if not parts:
        yield path, network
    for name, part in parts.items():
        yield from _layers(part, f"{path}.{name}" if path else name)
