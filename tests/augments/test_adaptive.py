"""p follows D's certainty to its target from both sides, and APA shows D about that share of fakes as real."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from ganstudio.augments.ada import Ada
from ganstudio.augments.adaptive import AdaptiveAugment
from ganstudio.augments.apa import Apa
from ganstudio.spec import DataSpec

PICTURES, ROWS = DataSpec((3, 32, 32), 100), DataSpec((2,), 0)
KINDS = [Ada, Apa]


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def overfitting_d(p: Tensor, count: int, dice: torch.Generator) -> Tensor:
    """Scores of real samples with E[sign] = 1 − p: sure without augmentation, guessing with all of it."""
    return torch.where(torch.rand(count, generator=dice) < 1 - p / 2, 3.0, -0.1)


def settled(augment: AdaptiveAugment, count: int) -> tuple[float, float]:
    """Mean and spread of p over the second half of a run."""
    p, dice, seen = torch.tensor(augment.strength()), rng(), []
    for _ in range(3000):
        p = augment.adapted(p, overfitting_d(p, count, dice), count)
        seen.append(p)
    late = torch.stack(seen[1500:])
    return late.mean().item(), late.std().item()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("start", [0.0, 0.8])
@pytest.mark.parametrize("target", [0.4, 0.6])
def test_p_settles_where_d_is_as_sure_as_the_target(kind: type[AdaptiveAugment], start: float, target: float) -> None:
    mean, spread = settled(kind(start=start, target=target, speed=20), 64)
    assert mean == pytest.approx(1 - target, abs=0.03)
    assert spread < 0.06


@pytest.mark.parametrize("count", [8, 16, 256])
def test_p_settles_near_its_target_with_small_and_large_batches(count: int) -> None:
    mean, _ = settled(Ada(speed=count / 3), count)
    assert mean == pytest.approx(0.4, abs=0.1)


@pytest.mark.parametrize("kind", KINDS)
def test_p_moves_by_the_samples_seen_and_stays_between_0_and_its_limit(kind: type[AdaptiveAugment]) -> None:
    augment, sure = kind(speed=2, limit=0.7), torch.ones(50)
    p = torch.tensor(0.5)
    assert augment.adapted(p, sure, 50).item() == pytest.approx(0.525)
    assert augment.adapted(p, -sure, 50).item() == pytest.approx(0.475)
    assert augment.adapted(p, sure, 10_000).item() == pytest.approx(0.7)
    assert augment.adapted(p, -sure, 10_000).item() == 0
    assert augment.adapted(p, torch.cat((sure[:40], -sure[:10])), 50).item() == pytest.approx(0.5), "at its target"


@pytest.mark.parametrize("kind", KINDS)
def test_p_is_told_by_signs_alone_and_keeps_no_gradient(kind: type[AdaptiveAugment]) -> None:
    logits = torch.tensor([1e9, -0.1, -0.1, -0.1], requires_grad=True)  # one very sure among three
    p = kind().adapted(torch.tensor(0.5), logits, 4)
    assert p < 0.5
    assert p.shape == ()
    assert not p.requires_grad


@pytest.mark.parametrize("kind", KINDS)
def test_p_can_stay_where_it_starts(kind: type[AdaptiveAugment]) -> None:
    augment = kind(adaptive=False, start=0.3)
    assert augment.strength() == 0.3
    assert kind().adapts()
    assert not augment.adapts()


def test_a_start_beyond_the_limit_is_refused() -> None:
    for kind in KINDS:
        (problem,) = kind(start=0.9).problems(PICTURES)
        assert problem.path == "start"


def test_apa_takes_any_samples_and_refuses_to_hide_all_real_ones() -> None:
    assert not list(Apa().problems(PICTURES))
    assert not list(Apa().problems(ROWS))
    (problem,) = Apa(limit=1).problems(ROWS)
    assert problem.path == "limit"


@pytest.mark.parametrize("shape", [(2,), (3, 8, 8)])
@pytest.mark.parametrize("p", [0.2, 0.7])
def test_apa_shows_about_p_of_the_fakes_as_real_each_in_its_own_place(shape: tuple[int, ...], p: float) -> None:
    real, fake = torch.randn(4000, *shape), torch.randn(4000, *shape)
    shown = Apa().mixed(Apa().apply(real, torch.tensor(p), rng()), fake, torch.tensor(p), rng())
    pseudo = (shown == fake).flatten(1).all(1)
    assert torch.equal(shown[~pseudo], real[~pseudo])
    assert pseudo.double().mean().item() == pytest.approx(p, abs=0.03)


def test_ada_shows_real_samples_as_real() -> None:
    real = torch.randn(8, 3, 8, 8)
    assert torch.equal(Ada().mixed(real, -real, torch.tensor(0.8), rng()), real)
