"""Every augment leaves samples as they are at p = 0, changes each by itself, and lets G learn through the change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from ganstudio.augments.ada import Ada
from ganstudio.augments.apa import Apa
from ganstudio.augments.base import Augment
from ganstudio.augments.diff_augment import DiffAugment
from ganstudio.augments.flips import Flips
from ganstudio.augments.none import NoAugment
from ganstudio.nets.colour import amplified, recoloured, sprinkled, tinted
from ganstudio.nets.geometry import blitted, cut_out, mirrored, translated, warped
from ganstudio.spec import DataSpec

PICTURES, ROWS = DataSpec((3, 32, 32), 100), DataSpec((2,), 0)
EVERYTHING = Ada(filter=True, noise=True, cutout=True)
AUGMENTS = [NoAugment(), Flips(), DiffAugment(), EVERYTHING, Apa()]
CHANGING = [Flips(), DiffAugment(), EVERYTHING]
ONE, NONE = torch.tensor(1.0), torch.tensor(0.0)

Change = Callable[[Tensor, Tensor | float, torch.Generator], Tensor]


def named(augment: Augment) -> str:
    return augment.kind_name()


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def pictures(count: int, channels: int = 3, side: int = 8, dtype: torch.dtype = torch.float32) -> Tensor:
    return 2 * torch.rand(count, channels, side, side, generator=rng(7), dtype=dtype) - 1


def is_changed(before: Tensor, after: Tensor) -> Tensor:
    return (before != after).flatten(1).any(1)


@pytest.mark.parametrize(("channels", "side"), [(1, 8), (3, 9), (4, 32), (2, 5)])
@pytest.mark.parametrize("augment", AUGMENTS, ids=named)
def test_at_p_0_every_bit_stays(augment: Augment, channels: int, side: int) -> None:
    x = pictures(16, channels, side)
    x[0] = -0.0
    real, fake = augment.apply(x, NONE, rng()), pictures(16, channels, side)
    assert torch.equal(augment.mixed(real, fake, NONE, rng()).view(torch.int32), x.view(torch.int32))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("augment", CHANGING, ids=named)
def test_pictures_keep_shape_and_precision_and_stay_finite(augment: Augment, channels: int, dtype: torch.dtype) -> None:
    x = pictures(64, channels, 28, dtype)
    changed = augment.apply(x, ONE, rng())
    assert changed.shape == x.shape
    assert changed.dtype == dtype
    assert changed.isfinite().all()
    assert changed.abs().max() < 100


@pytest.mark.parametrize("augment", CHANGING, ids=named)
def test_equal_samples_become_different_ones(augment: Augment) -> None:
    changed = augment.apply(pictures(1, side=32).expand(64, -1, -1, -1), ONE, rng())
    assert len(changed.flatten(1).unique(dim=0)) == (2 if isinstance(augment, Flips) else 64)


@pytest.mark.parametrize("augment", CHANGING, ids=named)
def test_a_sample_is_changed_whatever_the_others_are(augment: Augment) -> None:
    x = pictures(8)
    others = torch.cat((x[:1], -x[1:]))
    assert torch.equal(augment.apply(x, ONE, rng())[0], augment.apply(others, ONE, rng())[0])


@pytest.mark.parametrize("augment", [*CHANGING, Apa()], ids=named)
def test_chance_comes_from_the_generator_alone(augment: Augment) -> None:
    def shown(seed: int) -> Tensor:
        dice = rng(seed)
        return augment.mixed(augment.apply(pictures(16), ONE / 2, dice), -pictures(16), ONE / 2, dice)

    before = torch.get_rng_state()
    assert torch.equal(shown(1), shown(1))
    assert not torch.equal(shown(1), shown(2))
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("augment", CHANGING, ids=named)
def test_gradients_are_those_of_finite_differences(augment: Augment, channels: int) -> None:
    x = pictures(4, channels, 6, torch.float64).requires_grad_()
    assert torch.autograd.gradcheck(lambda x: augment.apply(x, ONE / 2, rng(3)), x, fast_mode=True)
    augment.apply(x, ONE, rng(4)).square().sum().backward()
    assert x.grad.isfinite().all()
    assert (x.grad.flatten(1).abs().amax(1) > 0).all(), "each sample has its share of the gradient"


@pytest.mark.parametrize(
    ("change", "channels", "unchanged"),
    [
        pytest.param(mirrored, 3, lambda p: 1 - p, id="mirrored"),
        pytest.param(tinted, 3, lambda p: 1 - p, id="tinted"),
        pytest.param(sprinkled, 3, lambda p: 1 - p, id="sprinkled"),
        pytest.param(lambda x, p, dice: cut_out(x, p, 0.5, dice), 1, lambda p: 1 - p, id="cut out"),
        # by up to 1 of 8 pixels in both directions: one of nine moves is none
        pytest.param(lambda x, p, dice: translated(x, p, 1 / 8, dice), 1, lambda p: 1 - 8 / 9 * p, id="translated"),
        # a mirror, and three turns of four; up to 1 pixel, rounded, is none in each direction with probability 1/2
        pytest.param(blitted, 1, lambda p: (1 - p / 2) * (1 - 3 / 4 * p) * (1 - 3 / 4 * p), id="blitted"),
        pytest.param(warped, 1, lambda p: (1 - p) ** 4, id="warped"),  # scale, turns, stretch, move
        pytest.param(recoloured, 1, lambda p: (1 - p) ** 2 * (1 - p / 2), id="recoloured grey"),
        pytest.param(recoloured, 3, lambda p: (1 - p) ** 4 * (1 - p / 2), id="recoloured"),
        pytest.param(amplified, 1, lambda p: (1 - p) ** 4, id="amplified"),
    ],
)
@pytest.mark.parametrize("p", [0.2, 0.5])
def test_each_change_befalls_a_sample_with_probability_p(
    change: Change, channels: int, unchanged: Callable[[float], float], p: float
) -> None:
    x = pictures(4000, channels)
    share = is_changed(x, change(x, torch.tensor(p), rng())).double().mean().item()
    assert share == pytest.approx(1 - unchanged(p), abs=0.03)


def test_flips_mirror_half_of_the_pictures_and_nothing_else() -> None:
    x = pictures(2000)
    shown = Flips().apply(x, torch.tensor(Flips().strength()), rng())
    flipped = is_changed(x, shown)
    assert torch.equal(shown[flipped], x[flipped].flip(3))
    assert flipped.double().mean().item() == pytest.approx(0.5, abs=0.04)


@pytest.mark.parametrize("group", ["blitting", "geometry", "colour", "filter", "noise", "cutout"])
def test_a_group_of_ada_is_the_change_that_its_name_says(group: str) -> None:
    changes: dict[str, Change] = {
        "blitting": blitted,
        "geometry": warped,
        "colour": recoloured,
        "filter": amplified,
        "noise": sprinkled,
        "cutout": lambda x, p, dice: cut_out(x, p, 0.5, dice),
    }
    only = Ada.model_validate({name: name == group for name in changes})
    assert torch.equal(only.apply(pictures(8), ONE, rng()), changes[group](pictures(8), ONE, rng()))


@pytest.mark.parametrize("augment", [Flips(), DiffAugment(), Ada()], ids=named)
def test_rows_of_numbers_are_refused_where_pictures_are_changed(augment: Augment) -> None:
    assert not list(augment.problems(PICTURES))
    (problem,) = augment.problems(ROWS)
    assert "pictures" in problem.message


def test_an_augment_that_changes_nothing_is_refused() -> None:
    off = {"colour": False, "cutout": False}
    for augment in (DiffAugment(translation=False, **off), Ada(blitting=False, geometry=False, **off)):
        (problem,) = augment.problems(PICTURES)
        assert "off" in problem.message
    assert not list(Ada(blitting=False, geometry=False, colour=False, noise=True).problems(PICTURES))
