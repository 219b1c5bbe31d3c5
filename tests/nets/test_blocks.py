"""Normalisation by class scales and shifts each sample as its class has learnt."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from ganstudio.nets.blocks import ClassNorm, ClassSequential, normalization

NAMES = pytest.mark.parametrize(("name", "norm"), [("batch", nn.BatchNorm2d), ("instance", nn.InstanceNorm2d)])
Y = torch.tensor([1, 0, 1, 2])


@NAMES
def test_a_class_norm_is_the_plain_norm_until_it_has_learnt(name: str, norm: type[nn.Module]) -> None:
    x = torch.randn(4, 3, 5, 5) * 3 + 1
    layer = normalization(name, 3, 4)
    assert isinstance(layer, ClassNorm)
    assert torch.allclose(layer(x, Y), norm(3, affine=False)(x))
    assert torch.allclose(layer(x, Y), layer(x, Y.flip(0)))


@NAMES
def test_each_sample_is_scaled_and_shifted_by_its_class(name: str, norm: type[nn.Module]) -> None:
    x = torch.randn(4, 3, 5, 5)
    layer = ClassNorm(name, 3, 4)
    nn.init.normal_(layer.scale.weight)
    nn.init.normal_(layer.shift.weight)
    plain = norm(3, affine=False)(x)
    out = layer(x, Y)
    for sample in range(4):
        for channel in range(3):
            scale, shift = layer.scale.weight[Y[sample], channel], layer.shift.weight[Y[sample], channel]
            assert torch.allclose(out[sample, channel], plain[sample, channel] * scale + shift, atol=1e-6)


def test_the_statistics_of_a_batch_are_those_of_all_its_classes() -> None:
    x = torch.randn(4, 3, 5, 5) + Y.view(4, 1, 1, 1) * 10
    layer = ClassNorm("batch", 3, 4)
    assert layer(x, Y).mean().item() == pytest.approx(0, abs=1e-5)
    assert layer.norm.running_mean is not None
    assert torch.allclose(layer.norm.running_mean, 0.1 * x.mean(dim=(0, 2, 3)))


def test_only_the_classes_of_a_batch_learn_from_it() -> None:
    layer = ClassNorm("batch", 3, 4)
    layer(torch.randn(4, 3, 5, 5), Y).square().sum().backward()
    assert layer.shift.weight.grad is not None
    assert (layer.shift.weight.grad.abs().amax(dim=1) > 0).tolist() == [True, True, True, False]


def test_a_class_norm_can_be_built_and_asked_without_numbers() -> None:
    with torch.device("meta"):
        out = ClassNorm("batch", 3, 4)(torch.randn(4, 3, 5, 5), torch.zeros(4, dtype=torch.int64))
    assert out.is_meta
    assert out.shape == (4, 3, 5, 5)


def test_norms_without_scales_of_their_own_are_refused() -> None:
    with pytest.raises(ValueError, match="normalisation “pixel” has no scales and shifts for each class"):
        ClassNorm("pixel", 3, 4)
    assert not isinstance(normalization("batch", 3), ClassNorm)


def test_layers_in_a_row_hand_the_class_to_those_that_take_it() -> None:
    norm = ClassNorm("instance", 3, 4)
    nn.init.normal_(norm.shift.weight)
    row = ClassSequential(nn.Conv2d(2, 3, 1), norm, nn.ReLU())
    x = torch.randn(4, 2, 5, 5)
    assert torch.equal(row(x, Y), norm(row[0](x), Y).relu())
    assert ClassSequential(nn.Conv2d(2, 3, 1), nn.ReLU())(x).shape == (4, 3, 5, 5)


def test_a_norm_by_class_says_what_it_lacks_where_no_class_is_given() -> None:
    with pytest.raises(ValueError, match="is told the class of each sample"):
        normalization("batch", 4, classes=3)(torch.zeros(2, 4, 2, 2))
