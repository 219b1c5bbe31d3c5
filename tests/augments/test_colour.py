"""Colours change pixel by pixel, as the papers say, and opacity stays; filters and noise have the promised strength."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from ganstudio.nets.colour import amplified, recoloured, sprinkled, tinted
from ganstudio.nets.filters import doubling, half_band, halving, octaves, reflected

Change = Callable[[Tensor, float, torch.Generator], Tensor]
COLOURS: list[Change] = [tinted, recoloured]


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def pictures(count: int, channels: int, side: int = 8) -> Tensor:
    return 2 * torch.rand(count, channels, side, side, generator=rng(7), dtype=torch.float64) - 1


def maps(change: Change, channels: int, count: int = 4000) -> tuple[Tensor, Tensor]:
    """The affine map of colours, y = A·x + o, that each sample met: A (B, C, C), o (B, C). Fails where it is none."""
    x = pictures(1, channels).expand(count, -1, -1, -1)
    y = change(x, 1.0, rng()).flatten(2).mT
    points = torch.cat((x.flatten(2).mT, torch.ones(count, 64, 1, dtype=x.dtype)), 2)
    solution = torch.linalg.lstsq(points, y).solution
    torch.testing.assert_close(points @ solution, y)
    return solution[:, :-1].mT, solution[:, -1]


@pytest.mark.parametrize("change", COLOURS)
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_colours_change_pixel_by_pixel(change: Change, channels: int) -> None:
    x, order = pictures(50, channels), torch.randperm(64, generator=rng(1))
    moved = x.flatten(2)[..., order].unflatten(2, (8, 8))
    expected = change(x, 0.5, rng()).flatten(2)[..., order].unflatten(2, (8, 8))
    torch.testing.assert_close(change(moved, 0.5, rng()), expected)


@pytest.mark.parametrize("change", [*COLOURS, amplified, sprinkled])
def test_opacity_stays_and_colours_change_as_without_it(change: Change) -> None:
    x = pictures(20, 4)
    shown = change(x, 1.0, rng())
    assert torch.equal(shown[:, 3], x[:, 3])
    assert (shown[:, :3] != x[:, :3]).flatten(1).any(1).all()
    torch.testing.assert_close(change(x[:, :3], 1.0, rng()), shown[:, :3])


def test_tinted_colours_are_brighter_more_colourful_and_richer_in_contrast_by_so_much() -> None:
    A, _ = maps(tinted, 3)
    light = torch.ones(3, dtype=A.dtype)
    contrast = (A @ light)[:, 0]
    torch.testing.assert_close(A @ light, contrast[:, None].expand(-1, 3))  # grey stays grey
    saturation = (A @ (light - 3 * torch.eye(3, dtype=A.dtype)[0]))[:, 1] / contrast
    for factor, low, high in ((contrast, 0.5, 1.5), (saturation, 0, 2)):
        assert low <= factor.min() < low + 0.01
        assert high - 0.01 < factor.max() <= high
    even = torch.full((1, 3, 8, 8), 0.25).expand(4000, -1, -1, -1)
    brightness = tinted(even, 1.0, rng()) - 0.25  # an even picture has neither contrast nor colour to change
    assert brightness.abs().max().item() == pytest.approx(0.5, abs=0.01)
    assert brightness.mean().item() == pytest.approx(0, abs=0.02)


def test_grey_has_no_saturation_to_change() -> None:
    x = pictures(1000, 1)
    shown = tinted(x, 1.0, rng())
    slope = shown.std((1, 2, 3)) / x.std((1, 2, 3))
    assert slope.min() >= 0.5 - 1e-6
    assert slope.max() <= 1.5 + 1e-6


def test_recoloured_pictures_have_lightness_and_colour_changed_as_much_as_the_paper() -> None:
    A, o = maps(recoloured, 3)
    light = torch.ones(3, dtype=A.dtype) / math.sqrt(3)
    first = torch.tensor([1.0, -1.0, 0.0], dtype=A.dtype) / math.sqrt(2)
    second = torch.linalg.cross(light, first)
    factor = (A @ light) @ light
    torch.testing.assert_close(A @ light, factor[:, None] * light)
    torch.testing.assert_close(o, (o @ light)[:, None] * light)
    plane = torch.stack([torch.stack([(A @ u) @ v for u in (first, second)], 1) for v in (first, second)], 1)
    torch.testing.assert_close(plane[:, 0, 0], plane[:, 1, 1])  # a turn times a factor
    torch.testing.assert_close(plane[:, 0, 1], -plane[:, 1, 0])
    saturation = torch.linalg.det(plane).sqrt() / factor.abs()
    hue = torch.atan2(plane[:, 1, 0], plane[:, 0, 0])
    assert (factor < 0).double().mean().item() == pytest.approx(0.5, abs=0.03), "light for dark"
    assert factor.abs().log2().std().item() == pytest.approx(0.5, rel=0.05), "contrast"
    assert saturation.log2().std().item() == pytest.approx(1.0, rel=0.05)
    assert torch.histc(hue, 8, -math.pi, math.pi).std() / len(hue) < 0.02
    brightness = (o @ light) / factor / math.sqrt(3)
    assert brightness.std().item() == pytest.approx(0.2, rel=0.05)


def test_recoloured_grey_has_brightness_contrast_and_light_for_dark() -> None:
    A, o = maps(recoloured, 1)
    factor = A[:, 0, 0]
    assert (factor < 0).double().mean().item() == pytest.approx(0.5, abs=0.03)
    assert factor.abs().log2().std().item() == pytest.approx(0.5, rel=0.05)
    assert (o[:, 0] / factor).std().item() == pytest.approx(0.2, rel=0.05)


def test_noise_is_as_strong_as_a_normal_number_by_a_tenth() -> None:
    x = torch.zeros(4000, 3, 8, 8)
    strength = sprinkled(x, 1.0, rng()).std((1, 2, 3))
    assert strength.square().mean().sqrt().item() == pytest.approx(0.1, rel=0.05)
    assert strength.median().item() == pytest.approx(0.0674, rel=0.06), "half of |N(0, 1)| lies below 0.674"


@pytest.mark.parametrize("side", [5, 8, 32])
def test_octaves_add_up_to_the_picture_and_part_it_by_frequency(side: int) -> None:
    like = torch.ones(1, dtype=torch.float64)
    parts = octaves(side, like)
    torch.testing.assert_close(parts.sum(0), torch.eye(side, dtype=torch.float64))
    even = parts @ torch.ones(side, dtype=torch.float64)
    torch.testing.assert_close(even, torch.tensor([1.0, 0, 0, 0], dtype=torch.float64)[:, None].expand(4, side))
    fastest = torch.cos(math.pi * torch.arange(side, dtype=torch.float64))
    torch.testing.assert_close(parts[3] @ fastest, fastest)


def test_each_octave_holds_the_waves_of_its_frequencies() -> None:
    places = torch.arange(128, dtype=torch.float64)
    parts = octaves(128, places)
    for octave, share in enumerate((1 / 32, 3 / 16, 3 / 8, 3 / 4)):  # the middle of each, of the fastest wave
        heard = (parts @ torch.cos(math.pi * share * places)).square().mean(1)
        assert heard.argmax() == octave
        assert heard[octave] > 0.8 * heard.sum()


def test_an_amplified_even_picture_stays_even_and_waves_keep_their_frequency() -> None:
    shown = amplified(torch.full((50, 3, 16, 16), 0.5, dtype=torch.float64), 1.0, rng())
    torch.testing.assert_close(shown, shown[..., :1, :1].expand_as(shown))
    waves = torch.cos(math.pi * torch.arange(17, dtype=torch.float64) * 3 / 4).expand(50, 1, 17, 17)
    shown = amplified(waves, 1.0, rng())
    gain = shown[..., :1, :1]
    torch.testing.assert_close(shown, gain * waves, atol=1e-6, rtol=1e-6)  # whole waves between two mirrors
    assert gain.std() > 0.1


def test_an_octave_made_stronger_makes_the_others_weaker_at_the_power_of_natural_pictures() -> None:
    even = torch.ones(4000, 1, 8, 8, dtype=torch.float64)
    fastest = torch.cos(math.pi * torch.arange(8, dtype=torch.float64)).expand_as(even)
    coarse = amplified(even, 0.02, rng())[:, 0, 0, 0].sqrt()
    fine = amplified(fastest, 0.02, rng())[:, 0, 0, 0] / coarse
    changed = ~torch.isclose(coarse, fine)
    coarsest = torch.isclose((10 * coarse**2 + 3 * fine**2) / 13, torch.ones_like(fine))  # the other three alike
    finest = torch.isclose((12 * coarse**2 + fine**2) / 13, torch.ones_like(fine))
    assert coarsest[changed].sum() > 50
    assert finest[changed].sum() > 50
    assert (coarsest | finest)[changed].double().mean() > 0.9, "all but where two octaves change at once"


def test_amplification_is_the_same_along_and_across() -> None:
    x = pictures(20, 3)
    torch.testing.assert_close(amplified(x.mT, 1.0, rng()), amplified(x, 1.0, rng()).mT)


@pytest.mark.parametrize("side", [4, 16, 31])
def test_doubling_keeps_the_pixels_and_fits_a_curve_between_them(side: int) -> None:
    curve = torch.linspace(-1, 1, side, dtype=torch.float64) ** 3
    dense = doubling(side, curve) @ curve
    assert torch.equal(dense[::2], curve)
    between = torch.linspace(-1, 1, 2 * side - 1, dtype=torch.float64) ** 3
    torch.testing.assert_close(dense[11:-12], between[11:-11])  # exactly, away from the edges


def test_the_half_band_filter_is_the_sym2_wavelets_forth_and_back() -> None:
    root = math.sqrt(3)
    forth = torch.tensor([1 + root, 3 + root, 3 - root, 1 - root], dtype=torch.float64) / 8
    both = torch.nn.functional.conv1d(forth.view(1, 1, 4), forth.view(1, 1, 4), padding=3).flatten()
    torch.testing.assert_close(half_band(21, 1, 2, forth)[10, 7:14], both)


def test_halving_takes_out_what_is_too_fine() -> None:
    fastest = torch.cos(math.pi * torch.arange(32, dtype=torch.float64))
    assert (halving(16, fastest) @ fastest).abs().max() < 1e-12
    torch.testing.assert_close(halving(16, fastest) @ torch.ones_like(fastest), torch.ones(16, dtype=torch.float64))


def test_reflection_goes_on_for_ever() -> None:
    assert reflected(torch.arange(-7, 8), 4).tolist() == [1, 0, 1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1]
    assert reflected(torch.arange(-3, 4), 1).tolist() == [0] * 7
    assert half_band(1, 4, 2, torch.ones(1)).tolist() == [[1.0]]
