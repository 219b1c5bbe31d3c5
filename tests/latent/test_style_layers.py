"""The maps that each style acts on are as large as the network makes them."""

from __future__ import annotations

import pytest
import torch

from ganstudio.latent.style_layers import style_sides
from ganstudio.nets.styles import styled
from ganstudio.problems import ProblemError
from tests.generators import STYLES, explorable


def test_styles_act_on_larger_and_larger_maps() -> None:
    model = explorable(*STYLES, shape=(1, 32, 32))
    assert style_sides(model) == ((4, 4), (8, 8), (8, 8), (16, 16), (16, 16), (32, 32), (32, 32), (32, 32))


def test_style_of_a_layer_changes_nothing_smaller_than_its_maps() -> None:
    """Of a 16×16 picture, layer 3 first acts on 16×16 maps: what the smaller ones add to the picture stays."""
    model = explorable(*STYLES, shape=(1, 16, 16))
    assert style_sides(model)[3] == (16, 16)
    w = model.tensor(model.random(1, 0, "w").values).unflatten(1, (model.facts.layers, -1))
    changed = w.clone()
    changed[:, 3] += 1
    synthesis = model.network.synthesis
    assert isinstance(synthesis, torch.nn.Module)
    seen: list[torch.Tensor] = []
    hook = synthesis.get_submodule("keeping.0").register_forward_hook(lambda *heard: seen.append(heard[2]))
    pictures = [styled(model.network).synthesis(one) for one in (w, changed)]
    hook.remove()
    assert seen[0].shape[-1] == 8 and torch.equal(*seen)
    assert not torch.equal(*pictures)


def test_generator_without_styles_says_so() -> None:
    with pytest.raises(ProblemError, match="makes no styles"):
        style_sides(explorable())
