"""The average of G goes by averaged weights and by batch statistics that suit these."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

from ganstudio.engine.ema import Ema


def network() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(spectral_norm(nn.Linear(2, 3)), nn.BatchNorm1d(3))


def learn(G: nn.Module) -> None:
    """Other weights, and a batch unlike those before."""
    with torch.no_grad():
        for weight in G.parameters():
            weight.add_(1)
    G(5 + torch.randn(64, 2))


def test_weights_and_batch_statistics_are_averaged_alike() -> None:
    G = network()
    ema = Ema(G)
    before = {name: tensor.clone() for name, tensor in G.state_dict().items()}
    learn(G)
    ema.update(0.75)
    averages = ema.network.state_dict()
    for name in ("1.weight", "1.bias", "1.running_mean", "1.running_var"):
        torch.testing.assert_close(averages[name], 0.75 * before[name] + 0.25 * G.state_dict()[name])


def test_vectors_of_length_1_and_counters_are_copied() -> None:
    G = network()
    ema = Ema(G)
    learn(G)
    ema.update(0.75)
    copied = {name: buffer for name, buffer in ema.network.named_buffers() if "running" not in name}
    assert len(copied) == 3, "two vectors of the spectral norm and the counter of batches"
    sources = dict(G.named_buffers())
    assert all(torch.equal(buffer, sources[name]) for name, buffer in copied.items())


def test_the_average_follows_a_g_that_swings_better_than_its_last_statistics_would() -> None:
    layer = nn.Linear(1, 1, bias=False)
    G = nn.Sequential(layer, nn.BatchNorm1d(1, affine=False, momentum=0.5))
    ema, z = Ema(G), torch.randn(256, 1, generator=torch.Generator().manual_seed(0))
    for step in range(200):
        nn.init.constant_(layer.weight, 3.0 if step % 20 < 10 else 1.0)
        G(z)
        ema.update(0.98)
    spread = float(ema.network(z).std().detach())
    assert 0.7 < spread < 1.4, "what G gives has spread 1; with the last statistics this would be near 2"
