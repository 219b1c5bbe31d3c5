"""Pictures are moved as their names say: every pixel from where it should, and what is uncovered filled as promised."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from ganstudio.nets.geometry import blitted, cut_out, translated, warped


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_a_blitted_picture_is_one_of_eight_views_cut_out_of_its_reflected_frame() -> None:
    x = torch.rand(2000, 2, 8, 8)
    found = set()
    for picture, shown in zip(x.numpy(), blitted(x, 1.0, rng()).numpy(), strict=True):
        views = {}
        for mirror in (False, True):
            for turns in range(4):
                view = np.rot90(picture[..., ::-1] if mirror else picture, turns, axes=(1, 2))
                frame = np.pad(view, ((0, 0), (1, 1), (1, 1)), mode="reflect")
                for top in range(3):
                    for left in range(3):
                        views[mirror, turns, top, left] = frame[:, top : top + 8, left : left + 8]
        (place,) = [place for place, view in views.items() if np.array_equal(view, shown)]
        found.add(place)
    assert len(found) == 2 * 4 * 3 * 3, "every view and every move by up to an eighth is seen"


def test_a_translated_picture_is_cut_out_of_a_frame_of_zeros() -> None:
    x = torch.rand(500, 2, 16, 16) + 1
    found = set()
    for picture, shown in zip(x.numpy(), translated(x, 1.0, 1 / 8, rng()).numpy(), strict=True):
        frame = np.pad(picture, ((0, 0), (2, 2), (2, 2)))
        cuts = {(top, left): frame[:, top : top + 16, left : left + 16] for top in range(5) for left in range(5)}
        (place,) = [place for place, cut in cuts.items() if np.array_equal(cut, shown)]
        found.add(place)
    assert len(found) == 25


def test_what_is_cut_out_is_a_square_of_half_the_side_anywhere() -> None:
    x = torch.ones(3000, 3, 16, 16)
    shown = cut_out(x, 1.0, 0.5, rng())
    hidden = shown == 0
    assert torch.equal(shown[~hidden], x[~hidden])
    rows, columns = hidden.any(3), hidden.any(2)
    assert torch.equal(hidden, rows[..., None] & columns[..., None, :]), "a rectangle"
    assert torch.equal(hidden[:, :1].expand_as(hidden), hidden), "in all channels alike"
    for sides in (rows[:, 0], columns[:, 0]):
        assert sides.sum(1).max() == 8
        assert sides.sum(1).min() == 4, "centred in the picture, so that a quarter at least is seen of it"
        assert sides.double().mean().item() == pytest.approx(7 / 16, abs=0.01)


@pytest.mark.parametrize("value", [-1.0, 1.0])
def test_warping_shows_nothing_beyond_the_picture(value: float) -> None:
    x = torch.full((200, 1, 24, 24), value)
    torch.testing.assert_close(warped(x, 1.0, rng()), x)  # borders of any other value would show


def test_warping_hardly_overshoots_and_makes_as_many_pictures_larger_as_smaller() -> None:
    x = torch.zeros(500, 1, 32, 32)
    x[:, :, 8:-8, 8:-8] = 1
    shown = warped(x, 1.0, rng())
    assert shown.max() < 1.3
    assert shown.min() > -0.3
    lit = shown.sum((1, 2, 3)) / x.sum((1, 2, 3))
    assert lit.median().item() == pytest.approx(1, abs=0.1), "scaling up is as likely as scaling down"


def coordinates(side: int) -> tuple[Tensor, Tensor]:
    """Right and down of the middles of pixels, −1…1, (side, side) each."""
    middles = (2 * torch.arange(side, dtype=torch.float64) + 1) / side - 1
    return middles.expand(side, side), middles[:, None].expand(side, side)


def test_warping_takes_each_pixel_of_all_channels_from_the_same_place() -> None:
    right, down = coordinates(32)

    def waves(right: Tensor, down: Tensor) -> Tensor:
        return torch.cos(5 * right + 3 * down + 1) * torch.sin(4 * down - 2 * right)

    x = torch.stack((right, down, waves(right, down))).expand(300, -1, -1, -1)
    shown = warped(x, 1.0, rng())
    inside = (shown[:, :2].abs() < 0.75).all(1)  # where no reflection bends the ramps
    error = (shown[:, 2] - waves(shown[:, 0], shown[:, 1])).abs()[inside]
    assert error.quantile(0.99).item() < 0.05
    assert error.mean().item() < 0.01


def test_warping_scales_turns_stretches_and_moves_as_much_as_the_paper() -> None:
    right, down = coordinates(32)
    shown = warped(torch.stack((right, down)).expand(2500, -1, -1, -1), 1.0, rng())
    middle = shown[:, :, 15:17, 15:17]
    step = 2 / 32
    across = (middle[..., 1] - middle[..., 0]).mean(2) / step  # how the source changes to the right, (B, 2)
    along = (middle[..., 1, :] - middle[..., 0, :]).mean(2) / step
    back = torch.stack((across, along), 2)  # from what is shown to the source
    source = middle.mean((2, 3))
    whole = (source.abs() < 0.7).all(1)  # the middle comes from where no reflection is near
    assert whole.double().mean() > 0.95
    mirrored = torch.linalg.det(back) < 0
    assert mirrored[whole].double().mean() < 0.002, "only where a move went beyond the edge"
    back, source = back[whole & ~mirrored], source[whole & ~mirrored]
    scale = -torch.linalg.det(back).log2() / 2
    assert scale.mean().item() == pytest.approx(0, abs=0.02)
    assert scale.std().item() == pytest.approx(0.2, rel=0.06)
    large, small = torch.linalg.svdvals(back).T
    assert ((large / small).log2() / 2).square().mean().sqrt().item() == pytest.approx(0.2, rel=0.06)
    angle = torch.atan2(back[:, 1, 0], back[:, 0, 0])
    assert torch.histc(angle, 8, -math.pi, math.pi).std() / len(angle) < 0.02, "any angle is as likely as any other"
    move = -torch.linalg.solve(back, source)
    assert move.mean(0).abs().max().item() < 0.01
    assert move.std().item() / 2 == pytest.approx(0.125, rel=0.06)


def test_warped_pictures_stay_sharp() -> None:
    right, down = coordinates(32)
    x = torch.cos(math.pi * 8 * right) + 0 * down  # waves of four pixels; bilinear sampling loses a fifth of them
    shown = warped(x.expand(500, 1, -1, -1), 1.0, rng())
    assert shown.std((1, 2, 3)).median().item() > 0.9 * x.std().item()
