"""Spectral normalisation and equalised learning rates do what their papers say, and change nothing else."""

from __future__ import annotations

import math
from copy import deepcopy

import pytest
import safetensors.torch
import torch
from torch import Tensor, nn

from ganstudio.nets.blocks import parameter_count
from ganstudio.nets.dcgan import DcganDiscriminator, DcganGenerator
from ganstudio.nets.mlp import MlpDiscriminator, MlpGenerator
from ganstudio.nets.weights import LAYERS, Scaled, equalise, fan_in, parametrise

EVERY = pytest.mark.parametrize("weights", ["plain", "spectral_norm", "equalized_lr"])
HELD = pytest.mark.parametrize("weights", ["spectral_norm", "equalized_lr"])


def networks(weights: str) -> dict[str, tuple[nn.Module, Tensor]]:
    """Each network by name, with an input of its own."""
    torch.manual_seed(0)
    z, x, p = torch.randn(4, 6), torch.randn(4, 1, 16, 16), torch.randn(4, 2)
    return {
        "mlp G": (MlpGenerator(6, (16, 12), (2,), "leaky_relu", "none", "batch", weights), z),
        "mlp D": (MlpDiscriminator((2,), (16, 12), "leaky_relu", "layer", weights), p),
        "dcgan G": (DcganGenerator(6, 4, 16, 1, "relu", "batch", "tanh", weights), z),
        "dcgan D": (DcganDiscriminator(4, 16, 1, "leaky_relu", "layer", weights), x),
    }


def layers(network: nn.Module) -> list[nn.Module]:
    return [module for module in network.modules() if isinstance(module, LAYERS)]


def matrix(layer: nn.Module) -> Tensor:
    """The weight as the paper reshapes it, outputs × the rest."""
    weight = layer.weight.detach()
    return (weight.transpose(0, 1) if isinstance(layer, nn.ConvTranspose2d) else weight).flatten(1)


@pytest.mark.parametrize("name", ["mlp G", "mlp D", "dcgan G", "dcgan D"])
def test_spectral_norm_brings_the_largest_singular_value_of_every_layer_to_1(name: str) -> None:
    network, x = networks("spectral_norm")[name]
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(3)  # far from where the power iteration started
        for layer in layers(network):
            layer.parametrizations.weight.original.add_(torch.randn_like(layer.parametrizations.weight.original))
        for _ in range(200):
            network(x)
    network.eval()
    for layer in layers(network):
        assert torch.linalg.svdvals(matrix(layer))[0] == pytest.approx(1, abs=0.01)


def test_a_spectrally_normalised_critic_rises_by_no_more_than_the_distance() -> None:
    torch.manual_seed(0)
    D = MlpDiscriminator((3,), (16, 16), "leaky_relu", "none", "spectral_norm")
    for _ in range(100):
        D(torch.randn(2, 3))
    D.eval()
    x, y = torch.randn(2, 500, 3) * 10
    assert ((D(x) - D(y)).abs() / (x - y).norm(dim=1)).max() <= 1.001


def test_the_vectors_of_spectral_norm_move_in_training_only() -> None:
    network, x = networks("spectral_norm")["dcgan D"]
    network.eval()
    before = {name: buffer.clone() for name, buffer in network.named_buffers()}
    assert before
    score = network(x)
    assert torch.equal(network(x), score)
    assert all(torch.equal(buffer, before[name]) for name, buffer in network.named_buffers())
    network.train()
    network(x)
    assert any(not torch.equal(buffer, before[name]) for name, buffer in network.named_buffers())


@pytest.mark.parametrize(
    ("layer", "inputs", "shape"),
    [
        (nn.Linear(300, 200), 300, (300,)),
        (nn.Conv2d(8, 64, 4, stride=2, padding=1), 8 * 16, (8, 16, 16)),
        (nn.ConvTranspose2d(64, 64, 4, stride=2, padding=1), 64 * 4, (64, 16, 16)),
        (nn.ConvTranspose2d(100, 64, 4), 100, (100, 1, 1)),
    ],
    ids=["linear", "conv", "transposed conv", "transposed conv of one pixel"],
)
@pytest.mark.parametrize("gain", [1.0, math.sqrt(2)])
def test_equalised_weights_start_from_n01_and_give_the_gain_as_spread(
    layer: nn.Module, inputs: int, shape: tuple[int, ...], gain: float
) -> None:
    torch.manual_seed(0)
    layer = deepcopy(layer)
    assert fan_in(layer) == inputs
    equalise(layer, gain)
    stored = layer.parametrizations.weight.original
    assert stored.std().item() == pytest.approx(1, rel=0.02)
    assert torch.allclose(layer.weight, stored * gain / math.sqrt(inputs))
    assert layer.bias.abs().max() == 0
    output = layer(torch.randn(64, *shape))
    if output.dim() == 4 and output.shape[-1] > 4:
        output = output[..., 2:-2, 2:-2]  # at the border, zeros stand in for inputs
    assert output.std().item() == pytest.approx(gain, rel=0.05)


def test_equalised_gradients_are_scaled_as_the_weights_are() -> None:
    torch.manual_seed(0)
    layer, x = nn.Linear(50, 3), torch.randn(8, 50)
    parametrise(layer, "equalized_lr")
    layer(x).square().sum().backward()
    plain = layer.weight.detach().clone().requires_grad_()
    (x @ plain.T).square().sum().backward()
    assert torch.allclose(layer.parametrizations.weight.original.grad, plain.grad / math.sqrt(50), rtol=1e-4)


def test_the_last_layer_has_gain_1_and_those_before_it_that_of_he() -> None:
    network, _ = networks("equalized_lr")["mlp D"]
    scales = [layer.parametrizations.weight[0].scale for layer in layers(network)]
    assert scales == pytest.approx([math.sqrt(2 / 2), math.sqrt(2 / 16), math.sqrt(1 / 12)])
    assert isinstance(layers(network)[0].parametrizations.weight[0], Scaled)


@HELD
@pytest.mark.parametrize("name", ["mlp G", "mlp D", "dcgan G", "dcgan D"])
def test_the_network_has_as_many_parameters_as_a_plain_one(weights: str, name: str) -> None:
    held, plain = networks(weights)[name][0], networks("plain")[name][0]
    assert parameter_count(held) == parameter_count(plain)
    assert all(hasattr(layer, "parametrizations") for layer in layers(held))
    assert not any(hasattr(layer, "parametrizations") for layer in layers(plain))


@EVERY
@pytest.mark.parametrize("name", ["mlp G", "mlp D", "dcgan G", "dcgan D"])
def test_the_network_survives_a_file_and_a_copy_bit_for_bit(weights: str, name: str) -> None:
    network, x = networks(weights)[name]
    network(x)
    network.eval()
    expected = network(x)
    copy = deepcopy(network)
    assert torch.equal(copy(x), expected)
    assert not {p.data_ptr() for p in copy.parameters()} & {p.data_ptr() for p in network.parameters()}
    kept = safetensors.torch.load(safetensors.torch.save(dict(network.state_dict())))
    torch.manual_seed(9)
    other = deepcopy(copy)
    for tensor in [*other.parameters(), *other.buffers()]:
        tensor.detach().zero_()
    other.load_state_dict(kept)
    assert torch.equal(other(x), expected)


@EVERY
@pytest.mark.parametrize("name", ["mlp G", "mlp D", "dcgan G", "dcgan D"])
def test_the_network_can_be_built_and_asked_for_shapes_without_numbers(weights: str, name: str) -> None:
    with torch.device("meta"):
        network, x = networks(weights)[name]
        output = network(x)
    assert output.is_meta
    assert output.shape == networks(weights)[name][0](networks(weights)[name][1]).shape


@HELD
def test_second_derivatives_go_through_the_parametrisation(weights: str) -> None:
    network, x = networks(weights)["dcgan D"]
    x.requires_grad_()
    (gradient,) = torch.autograd.grad(network(x).sum(), x, create_graph=True)
    gradient.square().sum().backward()
    stored = layers(network)[0].parametrizations.weight.original
    assert stored.grad is not None
    assert stored.grad.isfinite().all()
    assert stored.grad.abs().max() > 0


def test_unknown_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="there are no weights “heavy”"):
        parametrise(nn.Linear(2, 2), "heavy")
