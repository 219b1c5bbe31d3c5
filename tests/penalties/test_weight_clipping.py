"""Clipping holds the weights that a critic works with, however it keeps them."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from ganstudio.nets.dcgan import DcganDiscriminator
from ganstudio.nets.mlp import MlpDiscriminator
from ganstudio.nets.weights import LAYERS, NORMS
from ganstudio.penalties.weight_clipping import WeightClipping


def critic(weights: str) -> MlpDiscriminator:
    torch.manual_seed(0)
    return MlpDiscriminator((3,), (32, 16), "leaky_relu", "layer", weights)


@pytest.mark.parametrize("weights", ["plain", "equalized_lr"])
@pytest.mark.parametrize("clip", [0.01, 0.1])
def test_no_weight_in_use_is_larger_than_asked_and_smaller_ones_stay(weights: str, clip: float) -> None:
    D = critic(weights)
    layers = [layer for layer in D.modules() if isinstance(layer, LAYERS)]
    before = [layer.weight.detach().clone() for layer in layers]
    WeightClipping(clip=clip).constrain(D)
    for layer, old in zip(layers, before, strict=True):
        assert old.abs().max() > clip, "else there is nothing to cut"
        assert torch.allclose(layer.weight, old.clamp(-clip, clip), rtol=1e-5)
        assert layer.bias is None or layer.bias.abs().max() <= clip


def test_a_plain_critic_cannot_rise_faster_than_its_clipped_weights_allow() -> None:
    torch.manual_seed(0)
    D = MlpDiscriminator((3,), (8,), "leaky_relu")
    WeightClipping(clip=0.1).constrain(D)
    x, y = torch.randn(2, 500, 3) * 10
    rise = (D(x) - D(y)).abs() / (x - y).norm(dim=1)
    assert rise.max() <= 0.1 * (3 * 8) ** 0.5 * 0.1 * 8**0.5  # Frobenius norms of both layers, leaky ReLU is gentler


def test_scales_of_normalisation_are_not_cut_to_nothing_and_yet_bounded() -> None:
    D = DcganDiscriminator(4, 16, 1, "leaky_relu", "layer")
    norms = [module for module in D.modules() if isinstance(module, NORMS)]
    assert norms
    with torch.no_grad():
        norms[0].weight.copy_(torch.linspace(0.5, 3, len(norms[0].weight)))
    WeightClipping().constrain(D)
    assert torch.allclose(norms[0].weight, torch.linspace(0.5, 3, len(norms[0].weight)).clamp(max=1))


def test_it_bounds_d_without_a_term_in_either_loss_and_without_a_gradient() -> None:
    D = nn.Linear(2, 1)
    D(torch.ones(4, 2)).sum().backward()
    gradient = D.weight.grad.clone()
    WeightClipping().constrain(D)
    assert not WeightClipping.sides
    assert WeightClipping.bounds_weights
    assert torch.equal(D.weight.grad, gradient)
    assert D.weight.is_leaf
    assert D.weight.requires_grad


def test_frozen_layers_are_not_clipped() -> None:
    D = critic("plain")
    first, *others = [layer for layer in D.modules() if isinstance(layer, LAYERS)]
    before = first.requires_grad_(False).weight.clone()
    WeightClipping(clip=0.01).constrain(D)
    assert torch.equal(first.weight, before)
    assert all(layer.weight.abs().max() <= 0.01 for layer in others)
