"""Pictures are shifted as by cutting them out of a reflected frame, and noise has the spread that was asked for."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ganstudio.nets.perturbations import noised, shifted


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("flip", [False, True])
def test_each_picture_is_a_cut_of_its_reflected_frame(flip: bool) -> None:
    x = torch.rand(200, 2, 8, 12)
    found = set()
    for picture, moved in zip(x.numpy(), shifted(x, 0.25, flip, rng()).numpy(), strict=True):
        frame = np.pad(picture, ((0, 0), (2, 2), (3, 3)), mode="reflect")
        cuts = {
            (top, left, mirrored): cut[..., ::-1] if mirrored else cut
            for top in range(5)
            for left in range(7)
            for mirrored in (False, True)
            for cut in [frame[:, top : top + 8, left : left + 12]]
        }
        (place,) = [place for place, cut in cuts.items() if np.array_equal(cut, moved)]
        found.add(place)
    assert {place[0] for place in found} == set(range(5)), "up to 2 of 8 pixels up and down"
    assert {place[1] for place in found} == set(range(7)), "up to 3 of 12 pixels left and right"
    assert {place[2] for place in found} == ({False, True} if flip else {False})


def test_the_smallest_shift_is_one_pixel_and_a_picture_of_one_pixel_stays() -> None:
    x = torch.rand(50, 1, 5, 5)
    assert not torch.equal(shifted(x, 0.01, False, rng()), x)
    assert torch.equal(shifted(x[..., :1, :1], 0.5, True, rng()), x[..., :1, :1])


def test_gradients_go_back_to_the_pixels_that_are_shown() -> None:
    x = torch.rand(20, 1, 6, 6, dtype=torch.float64).requires_grad_()
    shifted(x, 0.2, True, rng()).sum().backward()
    assert x.grad.sum().item() == x.numel(), "each pixel shown comes from one"
    assert x.grad.min() == 0
    assert torch.equal(x.grad, x.grad.round())


def test_chance_comes_from_the_generator_alone() -> None:
    x = torch.rand(20, 1, 6, 6)
    before = torch.get_rng_state()
    assert torch.equal(shifted(x, 0.2, True, rng(1)), shifted(x, 0.2, True, rng(1)))
    assert not torch.equal(shifted(x, 0.2, True, rng(1)), shifted(x, 0.2, True, rng(2)))
    assert torch.equal(noised(x, 0.2, rng(1)), noised(x, 0.2, rng(1)))
    assert torch.equal(torch.get_rng_state(), before)


def test_noise_has_the_spread_that_was_asked_for() -> None:
    noise = noised(torch.ones(10_000, dtype=torch.float64), 0.3, rng()) - 1
    assert noise.dtype == torch.float64
    assert noise.std().item() == pytest.approx(0.3, rel=0.03)
    assert noise.mean().item() == pytest.approx(0, abs=0.01)
