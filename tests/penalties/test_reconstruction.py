"""The reconstruction penalty measures what D rebuilds of real samples, and lets it learn to."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from ganstudio.nets.autoencoder import MlpAutoEncoder
from ganstudio.nets.classes import ProjectionCritic
from ganstudio.nets.critic import Critic
from ganstudio.nets.fastgan import FastganDiscriminator
from ganstudio.nets.given import GivenCritic
from ganstudio.nets.rebuilding import rebuilder
from ganstudio.penalties.reconstruction import Reconstruction
from ganstudio.turn import Turn

TurnOf = Callable[..., Turn]


class Halving(Critic):
    """Rebuilds a sample at half its size, and twice at a quarter."""

    feature_dim = 1

    def look(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        return x[:, 0], x

    def rebuilt(self, x: Tensor, y: Tensor | None = None) -> list[tuple[Tensor, Tensor]]:
        return [(x, x / 2), (x.repeat(2, 1), x.repeat(2, 1) / 4)]


def test_the_value_is_the_mean_of_the_errors_of_all_decoders_on_real_samples(turn_of: TurnOf) -> None:
    real, fake = torch.tensor([[2.0], [-4.0]]), torch.tensor([[100.0], [100.0]])
    turn = turn_of(Halving(), real, fake)
    assert math.isclose(Reconstruction().d_value(turn).item(), (3 / 2 + 3 * 3 / 4) / 2)
    assert math.isclose(Reconstruction(distance="l2").d_value(turn).item(), (10 / 4 + 10 * 9 / 16) / 2)
    assert Reconstruction().factor(1, 10) == 1


def test_the_network_that_rebuilds_is_found_inside_what_tells_it_of_classes() -> None:
    body = FastganDiscriminator(2, 8, 1)
    assert rebuilder(body) is body
    conditional = GivenCritic(ProjectionCritic(body, 3, normalised=False), torch.tensor([0, 1]))
    assert rebuilder(conditional) is body
    with pytest.raises(TypeError, match="can rebuild"):
        rebuilder(nn.Linear(2, 1))


def test_a_part_that_is_told_the_class_gets_it(turn_of: TurnOf) -> None:
    class Telling(Halving):
        """Has a network that rebuilds, but must be asked itself, as it knows of the class."""

        def __init__(self) -> None:
            super().__init__()
            self.body = Halving()

        def rebuilt(self, x: Tensor, y: Tensor | None = None) -> list[tuple[Tensor, Tensor]]:
            assert y is not None
            return [(x, y[:, None].to(x.dtype))]

    real = torch.tensor([[2.0], [4.0]])
    turn = turn_of(Telling(), real, real, y=torch.tensor([1, 2]))
    assert Reconstruction().d_value(turn) == 1.5


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: FastganDiscriminator(4, 16, 1), id="fastgan"),
        pytest.param(lambda: MlpAutoEncoder((1, 16, 16), (32,), 16), id="autoencoder"),
    ],
)
def test_d_learns_to_rebuild_real_samples(turn_of: TurnOf, build: Callable[[], Critic]) -> None:
    torch.manual_seed(0)
    D, penalty = build(), Reconstruction(distance="l2")
    real = torch.ones(4, 1, 16, 16) * torch.tensor([0.8, -0.8, 0.4, -0.4])[:, None, None, None]
    optimizer = torch.optim.Adam(D.parameters(), 1e-2)
    values = []
    for _ in range(60):
        optimizer.zero_grad()
        value = penalty.d_value(turn_of(D, real, real))
        value.backward()
        optimizer.step()
        values.append(value.item())
    assert values[-1] < values[0] / 3
