"""The path length by hand, where G is linear, and its gradient by finite differences."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from ganstudio.architectures.stylegan2 import StyleGan2Generator
from ganstudio.nets.classes import EmbeddedClass
from ganstudio.nets.given import GivenGenerator
from ganstudio.nets.styles import path_lengths
from ganstudio.penalties.path_length import PathLength
from ganstudio.spec import DataSpec
from ganstudio.turn import Turn

TurnOf = Callable[..., Turn]
D = nn.Sequential(nn.Flatten(), nn.Linear(16, 1), nn.Flatten(0)).double().requires_grad_(False)


class LinearG(nn.Module):
    """w = z, and a picture (1, 4, 4) that is a matrix times w: its Jacobian is that matrix everywhere."""

    layers = 1

    def __init__(self, matrix: Tensor) -> None:
        super().__init__()
        self.matrix = nn.Parameter(matrix.double())

    def mapping(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return z.clone().requires_grad_()

    def synthesis(self, w: Tensor) -> Tensor:
        return (w @ self.matrix.T).unflatten(1, (1, 4, 4))

    def forward(self, z: Tensor) -> Tensor:
        return self.synthesis(z)


def latents(count: int, dim: int) -> Tensor:
    return torch.randn(count, dim, dtype=torch.float64, generator=torch.Generator().manual_seed(5))


def turn(turn_of: TurnOf, G: nn.Module, z: Tensor, seed: int = 0, memory: dict[str, Tensor] | None = None) -> Turn:
    return turn_of(D, torch.zeros(len(z), 1, 4, 4, dtype=torch.float64), G=G, z=z, seed=seed, memory=memory)


def directions(count: int, seed: int) -> Tensor:
    """What the penalty draws with that seed: random pictures of 16 pixels, in rows."""
    rng = torch.Generator().manual_seed(seed)
    return torch.randn(count, 1, 4, 4, generator=rng, dtype=torch.float64).flatten(1)


def stylegan2() -> nn.Module:
    torch.manual_seed(0)
    kind = StyleGan2Generator(base_width=2, most=4, w_dim=5, style_mixing=0.0)
    return kind.build(DataSpec((1, 8, 8), 10), 3).double()


def test_the_length_of_a_linear_generator_is_that_of_its_transpose_times_the_direction() -> None:
    torch.manual_seed(0)
    matrix = torch.randn(16, 3).double()
    rng = torch.Generator().manual_seed(7)
    lengths = path_lengths(LinearG(matrix), latents(6, 3), rng)
    assert torch.allclose(lengths, (directions(6, 7) @ matrix).norm(dim=1) / 4)  # √16 pixels


def test_an_orthogonal_generator_stretches_each_direction_by_its_scale(turn_of: TurnOf) -> None:
    matrix = 3 * torch.linalg.qr(torch.randn(16, 16, generator=torch.Generator().manual_seed(1)).double()).Q
    lengths = 3 * directions(6, 2).norm(dim=1) / 4
    memory: dict[str, Tensor] = {}
    value = PathLength().g_value(turn(turn_of, LinearG(matrix), latents(6, 16), seed=2, memory=memory))
    assert torch.isclose(value, lengths.var(correction=0))  # the first mean is the usual length
    assert torch.isclose(memory["mean"], lengths.mean())


def test_the_usual_length_follows_the_mean_and_is_kept(turn_of: TurnOf) -> None:
    G, memory = LinearG(torch.eye(16)), {"mean": torch.tensor(5.0, dtype=torch.float64)}
    usual = 5.0
    for seed in range(3):
        lengths = directions(6, seed).norm(dim=1) / 4
        usual += 0.1 * (lengths.mean().item() - usual)
        value = PathLength(decay=0.1).g_value(turn(turn_of, G, latents(6, 16), seed=seed, memory=memory))
        assert memory["mean"].item() == pytest.approx(usual)
        assert value.item() == pytest.approx((lengths - usual).square().mean().item())
    assert set(memory) == {"mean"}
    assert not memory["mean"].requires_grad


def test_weight_2_is_that_of_the_paper_at_any_size() -> None:
    # appendix B: ln 2 / (r² (ln r − ln 2)) before the square of an undivided length, at r × r pixels
    assert PathLength().weight == 2
    for size in (8, 32, 256):
        layers = StyleGan2Generator(base_width=1, most=1).build(DataSpec((3, size, size), 10), 2).layers
        divided = PathLength().weight / (size**2 * layers)
        assert divided == pytest.approx(math.log(2) / (size**2 * (math.log(size) - math.log(2))))


def test_its_gradient_is_that_of_finite_differences(turn_of: TurnOf) -> None:
    G = stylegan2().eval()
    z, fixed = latents(4, 3), torch.tensor(0.05, dtype=torch.float64)

    def value() -> Tensor:
        return PathLength(decay=0.0).g_value(
            turn_of(
                D, torch.zeros(4, 16).double(), torch.zeros(4, 16).double(), G=G, z=z, seed=3, memory={"mean": fixed}
            )
        )

    value().backward()
    checked = 0
    for parameter in G.parameters():
        if parameter.grad is None or not parameter.grad.any():
            continue
        with torch.no_grad():
            flat, slope = parameter.view(-1), parameter.grad.view(-1)
            place = int(slope.abs().argmax())
            step = 1e-5 * max(1.0, abs(flat[place].item()))
            flat[place] += step
        above = value().item()
        with torch.no_grad():
            flat[place] -= 2 * step
        below = value().item()
        with torch.no_grad():
            flat[place] += step
        assert (above - below) / (2 * step) == pytest.approx(slope[place].item(), rel=1e-3)
        checked += 1
    assert checked > 20


def test_going_downhill_makes_lengths_alike(turn_of: TurnOf) -> None:
    torch.manual_seed(0)
    G = Curved()
    optimizer = torch.optim.Adam(G.parameters(), 0.02)
    memory: dict[str, Tensor] = {}
    spreads = []
    for seed in range(150):
        value = PathLength().g_value(turn(turn_of, G, latents(64, 16), seed=seed, memory=memory))
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        spreads.append(value.item())
    assert sum(spreads[-10:]) < sum(spreads[:10]) / 2


class Curved(LinearG):
    """The longer w is, the steeper is the picture, until it learns better."""

    def __init__(self) -> None:
        super().__init__(torch.eye(16))
        self.bend = nn.Parameter(torch.ones((), dtype=torch.float64))

    def synthesis(self, w: Tensor) -> Tensor:
        return super().synthesis(w * (1 + self.bend * w.square().mean(dim=1, keepdim=True)))


def test_it_reaches_the_styles_of_a_generator_that_is_told_classes(turn_of: TurnOf) -> None:
    told = EmbeddedClass(StyleGan2Generator(base_width=2, most=4).build(DataSpec((1, 8, 8), 10), 5), 3, 2).double()
    G = GivenGenerator(told, torch.tensor([0, 1, 2, 2]))
    x = torch.zeros(4, 1, 4, 4, dtype=torch.float64)
    PathLength().g_value(turn_of(D, x, x, G=G, z=latents(4, 3))).backward()
    assert told.embedding.weight.grad is not None
    assert told.embedding.weight.grad.abs().max() > 0


def test_it_is_lazy_by_default_and_asks_for_styles() -> None:
    assert [PathLength().factor(step, 100) for step in range(1, 9)] == [0, 0, 0, 8, 0, 0, 0, 8]
    assert PathLength.needs == "styles"
    assert PathLength.sides == {"G"}
