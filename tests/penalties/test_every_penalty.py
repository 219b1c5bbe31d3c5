"""What holds for each penalty: its side of the game, its factor, and chance that comes from the turn alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from ganstudio.architectures.fastgan import FastganDiscriminator
from ganstudio.architectures.stylegan2 import StyleGan2Generator
from ganstudio.nets.dcgan import DcganDiscriminator, DcganGenerator
from ganstudio.penalties import PENALTIES, Penalty
from ganstudio.penalties.base import WeightedPenalty
from ganstudio.penalties.r1 import R1
from ganstudio.schedules.linear import Linear
from ganstudio.spec import DataSpec
from ganstudio.turn import Turn

TurnOf = Callable[..., Turn]
EVERY = pytest.mark.parametrize("kind", [*PENALTIES], ids=lambda kind: kind.kind_name())
RANDOM = {"wgan_gp", "dragan", "max_gp", "wgan_div", "cr", "bcr", "zcr", "path_length"}


def networks(kind: type[Penalty], packing: int = 1) -> tuple[nn.Module, nn.Module]:
    """Small ones, of a kind that offers what the penalty needs."""
    torch.manual_seed(0)
    grey = DataSpec((1, 8, 8), 100)
    G: nn.Module = DcganGenerator(5, 2, 8, 1, "relu", "batch", "tanh")
    D: nn.Module = DcganDiscriminator(2, 8, packing, "leaky_relu", "layer")
    if kind.needs == "styles":
        G = StyleGan2Generator(base_width=2, w_dim=4).build(grey, 5).eval()
    if kind.needs == "reconstruction":
        D = FastganDiscriminator(base_width=2, normalization="none").build(grey.packed(packing)).eval()
    return G.double(), D.double()


def pictures(count: int, channels: int = 1) -> Tensor:
    torch.manual_seed(1)
    return torch.rand(count, channels, 8, 8, dtype=torch.float64) * 2 - 1


def latents(count: int) -> Tensor:
    return torch.randn(count, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(2))


def values(penalty: Penalty, turn: Turn) -> list[Tensor]:
    terms = {"D": penalty.d_value, "G": penalty.g_value}
    return [terms[side](turn) for side in sorted(penalty.sides)]


@EVERY
def test_the_same_seed_gives_the_same_value_and_the_global_generator_is_left_alone(
    turn_of: TurnOf, kind: type[Penalty]
) -> None:
    G, D = networks(kind)
    real, z = pictures(6), latents(6)
    before = torch.get_rng_state()
    first, again, other = (values(kind.model_validate({}), turn_of(D, real, G=G, z=z, seed=seed)) for seed in (3, 3, 4))
    assert torch.equal(torch.get_rng_state(), before)
    assert first == again
    assert (first != other) == (kind.kind_name() in RANDOM)


@EVERY
def test_packs_of_pictures_are_judged_as_one_sample(turn_of: TurnOf, kind: type[Penalty]) -> None:
    G, D = networks(kind, packing=2)
    turn = turn_of(D, pictures(3, channels=2), G=G, z=latents(6), shown=lambda x: x.reshape(len(x) // 2, -1, 8, 8))
    assert turn.fake.shape == turn.real.shape == (3, 2, 8, 8)
    for value in values(kind.model_validate({}), turn):
        assert value.shape == ()
        assert value.isfinite()


@pytest.mark.parametrize("kind", [kind for kind in PENALTIES if "G" in kind.sides], ids=lambda kind: kind.kind_name())
def test_a_frozen_critic_gets_no_gradient_from_a_term_of_g(turn_of: TurnOf, kind: type[Penalty]) -> None:
    G, D = networks(kind)
    D.requires_grad_(False)
    penalty, memory = kind.model_validate({}), {}
    for _ in range(2):  # the first turn of an average lies on it
        value = penalty.g_value(turn_of(D, pictures(6), G=G, z=latents(6), memory=memory))
        value.backward()
        with torch.no_grad():
            for weight in G.parameters():
                weight.mul_(0.9)
    assert all(weight.grad is None for weight in D.parameters())
    assert max(weight.grad.abs().max() for weight in G.parameters()) > 0


@EVERY
def test_data_that_it_cannot_work_with_is_named(kind: type[Penalty]) -> None:
    penalty = kind.model_validate({})
    assert not list(penalty.problems(DataSpec((1, 8, 8), 100)))
    problems = list(penalty.problems(DataSpec((2,), 0)))
    assert bool(problems) == (kind.kind_name() in {"cr", "bcr"})
    assert all("shifts pictures" in problem.message for problem in problems)


@EVERY
def test_a_lazy_penalty_is_due_at_multiples_of_its_interval_and_that_many_times_as_strong(kind: type[Penalty]) -> None:
    if not issubclass(kind, WeightedPenalty):
        assert kind.model_validate({}).factor(3, 100) == 1
        return
    penalty = kind.model_validate({"weight": 3.0, "interval": 4})
    assert [penalty.factor(step, 100) for step in range(1, 9)] == [0, 0, 0, 12, 0, 0, 0, 12]
    assert kind.model_validate({"interval": 1}).factor(7, 100) == kind.model_fields["weight"].default


def test_the_weight_follows_its_schedule() -> None:
    penalty = R1(weight=8.0, weight_schedule=Linear())
    constant = R1(weight=8.0)
    assert penalty.factor(100, 100) == penalty.weight_schedule.value(8.0, 100, 100) != constant.factor(100, 100)
