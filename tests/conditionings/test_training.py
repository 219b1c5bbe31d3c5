"""A few seconds of training: G makes the class that it is asked for, and codes come to choose what it makes."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from ganstudio.conditionings import CONDITIONINGS
from ganstudio.spec import DataSpec
from tests.conditionings.games import PICTURES, POINTS, Game

CORNERS = torch.tensor([[-2.0, 0.0], [2.0, 0.0], [0.0, 2.0]])
OPTIONS = {"d2d_ce": {"proxy_dim": 64}}  # of a size with the networks
BARS = torch.full((3, 1, 8, 8), -0.8)
for row in range(3):
    BARS[row, :, 3 * row : 3 * row + 2] = 0.8


def nearest(samples: Tensor, centres: Tensor) -> Tensor:
    return torch.cdist(samples.flatten(1), centres.flatten(1)).argmin(dim=1)


@pytest.mark.parametrize("name", [name for name in CONDITIONINGS.names() if CONDITIONINGS[name].needs_classes])
@pytest.mark.parametrize(("spec", "centres"), [(POINTS, CORNERS), (PICTURES, BARS)], ids=["points", "pictures"])
def test_g_soon_makes_the_class_that_it_is_asked_for(name: str, spec: DataSpec, centres: Tensor) -> None:
    asked = torch.arange(300) % 3
    for order in ([0, 1, 2], [1, 2, 0]):  # the same weights at first, so that none is right by luck
        game = Game(CONDITIONINGS[name].model_validate(OPTIONS.get(name, {})), spec)
        game.play(centres[order], 0.1, steps=150)
        assert (nearest(game.samples(asked), centres[order]) == asked).float().mean() >= 0.8


@pytest.mark.parametrize("name", ["concat", "projection", "auxiliary_classifier"])
def test_g_also_makes_the_class_well(name: str) -> None:
    game = Game(CONDITIONINGS[name].model_validate({}), POINTS)
    game.play(CORNERS, 0.1, steps=300)
    asked = torch.arange(300) % 3
    assert (game.samples(asked) - CORNERS[asked]).norm(dim=1).median() < 1.0  # the corners are 2.8 to 4 apart


def test_without_conditioning_g_makes_what_it_likes() -> None:
    game = Game(CONDITIONINGS["none"].model_validate({}), POINTS)
    game.play(CORNERS, 0.1, steps=250)
    asked = torch.arange(300) % 3
    assert (nearest(game.samples(asked), CORNERS) == asked).float().mean() < 0.5


def test_a_discrete_code_comes_to_choose_the_class_without_labels() -> None:
    game = Game(CONDITIONINGS["info_gan"].model_validate({}), POINTS)
    game.play(CORNERS, 0.1, steps=400)
    z = game.latents(300)
    with torch.no_grad():
        made = nearest(game.G(z), CORNERS)
    code = game.prior.split(z)[1][:, 0].argmax(dim=1)
    table = torch.zeros(3, 3).index_put((code, made), torch.tensor(1.0), accumulate=True)
    assert (table.amax(dim=1).sum() / 300) >= 0.8  # what a code makes is nearly always the same
    assert len(set(table.argmax(dim=1).tolist())) >= 2  # and another code makes something else
