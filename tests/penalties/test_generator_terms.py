"""Feature matching and historical averaging, by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import nn

from ganstudio.nets.dcgan import DcganDiscriminator
from ganstudio.nets.mlp import MlpDiscriminator
from ganstudio.penalties.feature_matching import FeatureMatching
from ganstudio.penalties.historical_averaging import HistoricalAveraging
from ganstudio.turn import Turn

TurnOf = Callable[..., Turn]


@pytest.mark.parametrize("weights", ["plain", "spectral_norm", "equalized_lr"])
def test_the_features_are_what_ds_last_layer_with_weights_is_given(weights: str) -> None:
    x = torch.randn(4, 1, 16, 16)
    for D in (
        MlpDiscriminator((1, 16, 16), (8, 6), "leaky_relu", "layer", weights),
        DcganDiscriminator(2, 16, 1, "leaky_relu", "layer", weights),
    ):
        D.eval()
        logits, features = D.look(x)
        assert torch.equal(logits, D.layers(x))
        assert torch.equal(features, D.layers[:-2](x).flatten(1))
        assert features.shape == (4, D.feature_dim)


def test_feature_matching_is_the_squared_distance_of_mean_features(turn_of: TurnOf) -> None:
    torch.manual_seed(0)
    D = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1), nn.Flatten(0)).double().requires_grad_(False)
    real, z = torch.randn(7, 3, dtype=torch.float64), torch.randn(5, 2, dtype=torch.float64)
    G = nn.Linear(2, 3).double()
    value = FeatureMatching().g_value(turn_of(D, real, G=G, z=z))
    expected = (D[:2](real).mean(0) - D[:2](G(z)).mean(0)).square().sum()
    assert torch.isclose(value, expected)
    (gradient,) = torch.autograd.grad(value, G.weight)
    (by_hand,) = torch.autograd.grad(expected, G.weight)
    assert torch.allclose(gradient, by_hand)
    assert FeatureMatching.sides == {"G"}


def test_the_running_mean_is_the_plain_mean_of_the_visited_weights(turn_of: TurnOf) -> None:
    torch.manual_seed(0)
    D, G = nn.Sequential(nn.Linear(3, 1), nn.Flatten(0)).double(), nn.Linear(2, 3).double()
    real, z = torch.randn(5, 3, dtype=torch.float64), torch.randn(5, 2, dtype=torch.float64)
    memory: dict[str, torch.Tensor] = {}
    visited: list[torch.Tensor] = []
    penalty = HistoricalAveraging()
    for turns in range(1, 6):
        visited.append(torch.cat([weight.detach().flatten() for weight in D.parameters()]))
        value = penalty.d_value(turn_of(D, real, G=G, z=z, memory=memory))
        mean = torch.stack(visited).mean(0)
        assert torch.allclose(memory["D.mean"], mean)
        assert memory["D.count"].item() == turns
        assert torch.isclose(value, (visited[-1] - mean).square().sum(), atol=1e-15)
        gradients = torch.autograd.grad(value, list(D.parameters()))
        assert torch.allclose(torch.cat([g.flatten() for g in gradients]), 2 * (visited[-1] - mean))
        with torch.no_grad():
            for weight in D.parameters():
                weight.add_(torch.randn_like(weight))
    assert not any(tensor.requires_grad for tensor in memory.values())


def test_each_network_has_a_mean_of_its_own(turn_of: TurnOf) -> None:
    D, G = nn.Sequential(nn.Linear(3, 1), nn.Flatten(0)), nn.Linear(2, 3)
    memory: dict[str, torch.Tensor] = {}
    turn = turn_of(D, torch.randn(5, 3), G=G, z=torch.randn(5, 2), memory=memory)
    HistoricalAveraging().d_value(turn)
    HistoricalAveraging().g_value(turn)
    assert {name: tensor.numel() for name, tensor in memory.items()} == {
        "D.count": 1, "D.mean": 4, "G.count": 1, "G.mean": 9
    }  # fmt: skip


def test_a_memory_put_back_goes_on_where_it_was(turn_of: TurnOf) -> None:
    D = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Flatten(0))
    memory = {"D.count": torch.tensor(3), "D.mean": torch.tensor([2.0])}
    with torch.no_grad():
        D[0].weight.fill_(6)
    value = HistoricalAveraging().d_value(turn_of(D, torch.ones(2, 1), torch.ones(2, 1), memory=memory))
    assert memory["D.mean"].item() == 3  # (3 · 2 + 6) / 4
    assert value.item() == 9
