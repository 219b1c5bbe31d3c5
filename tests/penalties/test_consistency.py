"""Consistency penalties compare D's scores of a sample and of the same sample moved a little."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from ganstudio.nets.perturbations import shifted
from ganstudio.penalties.bcr import Bcr
from ganstudio.penalties.cr import Cr
from ganstudio.penalties.zcr import Zcr
from ganstudio.turn import Turn

TurnOf = Callable[..., Turn]


def critic(values: int) -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(values, 1), nn.Flatten(0)).double()


def pictures(seed: int, channels: int = 1) -> Tensor:
    return torch.randn(6, channels, 8, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("channels", [1, 3, 6])
def test_cr_is_the_mean_squared_change_of_the_scores_of_real_pictures(
    turn_of: TurnOf, flip: bool, channels: int
) -> None:
    D, real = critic(64 * channels), pictures(1, channels)
    moved = shifted(real, 0.25, flip, torch.Generator().manual_seed(3))
    value = Cr(shift=0.25, flip=flip).d_value(turn_of(D, real, pictures(2, channels), seed=3))
    assert torch.isclose(value, (D(real) - D(moved)).square().mean())


def test_bcr_adds_the_same_for_fakes(turn_of: TurnOf) -> None:
    D, real, fake = critic(64), pictures(1), pictures(2)
    rng = torch.Generator().manual_seed(3)
    expected = sum((D(x) - D(shifted(x, 0.125, False, rng))).square().mean() for x in (real, fake))
    assert torch.isclose(Bcr().d_value(turn_of(D, real, fake, seed=3)), expected)


def test_a_critic_that_only_counts_pictures_is_consistent(turn_of: TurnOf) -> None:
    even = torch.ones(6, 1, 8, 8, dtype=torch.float64)  # shifted with reflection, it stays as it is
    assert Bcr(flip=True).d_value(turn_of(critic(64), even, -even)).item() == 0


def test_cr_calls_d_once_and_bcr_twice_because_the_scores_are_there_already(turn_of: TurnOf) -> None:
    D = critic(64)
    turn = turn_of(D, pictures(1), pictures(2))
    calls = []
    D.register_forward_hook(lambda *_: calls.append(1))
    Cr().d_value(turn)
    assert len(calls) == 1
    Bcr().d_value(turn)
    assert len(calls) == 3


def test_zcr_holds_d_still_and_moves_g_when_the_noise_changes(turn_of: TurnOf) -> None:
    torch.manual_seed(4)
    G, D, z = nn.Linear(5, 3).double(), critic(3), torch.randn(8, 5, dtype=torch.float64)
    change = 0.2 * torch.randn(8, 5, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    zcr, real = Zcr(noise=0.2, share=0.25), torch.randn(8, 3, dtype=torch.float64)
    in_d = zcr.d_value(turn_of(D, real, G=G, z=z, seed=3))
    in_g = zcr.g_value(turn_of(D, real, G=G, z=z, seed=3))
    assert torch.isclose(in_d, (change @ G.weight.T @ D[1].weight.T).square().mean())
    assert torch.isclose(in_g, -0.25 * (change @ G.weight.T).square().mean())


def test_zcr_in_gs_loss_heeds_gs_samples_and_no_augment(turn_of: TurnOf) -> None:
    G, D = nn.Linear(5, 3, bias=False).double(), critic(3)
    z, real = torch.randn(8, 5, dtype=torch.float64), torch.randn(8, 3, dtype=torch.float64)
    plain, augmented = turn_of(D, real, G=G, z=z), turn_of(D, real, G=G, z=z, shown=lambda x: x * torch.rand(len(x), 1))
    assert torch.equal(Zcr().g_value(augmented), Zcr().g_value(plain))


def test_zcr_gives_d_no_gradient_in_gs_loss_and_g_none_in_ds(turn_of: TurnOf) -> None:
    G, D, z = nn.Linear(5, 3).double(), critic(3), torch.randn(8, 5, dtype=torch.float64)
    fake = G(z).detach()  # as in an update of D
    turn = turn_of(D, torch.randn(8, 3, dtype=torch.float64), fake, G=G, z=z)
    Zcr().d_value(turn).backward()
    assert G.weight.grad is None
    assert D[1].weight.grad.abs().max() > 0
    D.zero_grad()
    Zcr().g_value(turn).backward()
    assert D[1].weight.grad is None
    assert G.weight.grad.abs().max() > 0
