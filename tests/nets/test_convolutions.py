"""The convolutions are torch's own, with the same weights, however they are computed."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from ganstudio.nets import convolutions
from ganstudio.nets.convolutions import Doubling, Folding, Halving, Unfolding

LAYERS = {
    "halving": (Halving(3, 5), nn.Conv2d(3, 5, 4, 2, 1), (2, 3, 8, 12)),
    "doubling": (Doubling(3, 5), nn.ConvTranspose2d(3, 5, 4, 2, 1), (2, 3, 4, 6)),
    "folding": (Folding(3, 5, 4), nn.Conv2d(3, 5, 4), (2, 3, 4, 4)),
    "unfolding": (Unfolding(3, 5, 4), nn.ConvTranspose2d(3, 5, 4), (2, 3, 1, 1)),
}
every_layer = pytest.mark.parametrize("name", LAYERS)
every_layout = pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last], ids=["rows", "last"])


@every_layer
@every_layout
@pytest.mark.parametrize("has_bias", [True, False], ids=["bias", "no bias"])
def test_values_and_gradients_are_those_of_torch(name: str, layout: torch.memory_format, has_bias: bool) -> None:
    ours, theirs, shape = LAYERS[name]
    ours, theirs = (type(layer)(*_made_of(layer), bias=has_bias).double() for layer in (ours, theirs))
    theirs.load_state_dict(ours.state_dict())
    x = torch.randn(shape, dtype=torch.float64)
    found, known = (_learned(layer.to(memory_format=layout), x.to(memory_format=layout)) for layer in (ours, theirs))
    for value, expected in zip(found, known, strict=True):
        torch.testing.assert_close(value, expected)


def _made_of(layer: nn.Module) -> list[int]:
    """What such a layer is built from."""
    assert isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)
    whole = [layer.in_channels, layer.out_channels, layer.kernel_size[0]]
    if isinstance(layer, Folding | Unfolding):
        return whole
    if isinstance(layer, Halving | Doubling):
        return whole[:2]
    return [*whole, layer.stride[0], int(layer.padding[0])]


def _learned(layer: nn.Module, x: Tensor) -> list[Tensor]:
    """What comes out, and the gradients of everything that went in."""
    x = x.clone().requires_grad_()
    y = layer(x)
    return [y, *torch.autograd.grad(y.square().sum(), [x, *layer.parameters()])]


@every_layer
@every_layout
def test_maps_are_laid_out_as_kernels_are_and_as_short_as_torch_has_them(
    name: str, layout: torch.memory_format
) -> None:
    ours, theirs, shape = LAYERS[name]
    x = torch.randn(shape).to(memory_format=layout)
    with torch.autocast("cpu", torch.bfloat16):
        found, known = (layer.to(memory_format=layout)(x) for layer in (ours, theirs))
    assert found.is_contiguous(memory_format=layout)
    assert found.dtype is known.dtype is torch.bfloat16


@pytest.mark.parametrize("doubles", [False, True])
def test_a_kernels_gradient_as_one_product_is_right_twice(doubles: bool) -> None:
    shape, kernel = ((2, 2, 2, 2), (2, 3, 4, 4)) if doubles else ((2, 2, 4, 4), (3, 2, 4, 4))
    x, weight = (torch.randn(size, dtype=torch.float64, requires_grad=True) for size in (shape, kernel))
    assert torch.autograd.gradcheck(convolutions._Learning.apply, (x, weight, doubles))
    assert torch.autograd.gradgradcheck(convolutions._Learning.apply, (x, weight, doubles))


@every_layout
@pytest.mark.parametrize("name", ["halving", "doubling"])
def test_wide_kernels_learn_in_bfloat16_what_they_learn_in_full(
    name: str, layout: torch.memory_format, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs, shape = LAYERS[name]
    ours, theirs = (type(layer)(*_made_of(layer), bias=False).to(memory_format=layout) for layer in (ours, theirs))
    theirs.load_state_dict(ours.state_dict())
    monkeypatch.setattr(convolutions, "WIDE", 0)
    x = torch.randn(shape).to(memory_format=layout)
    with torch.autocast("cpu", torch.bfloat16):
        found = _learned(ours, x)
    assert found[0].dtype == torch.bfloat16
    assert [value.dtype for value in found[1:]] == [torch.float32, torch.float32]
    for value, known in zip(found, _learned(theirs, x), strict=True):
        torch.testing.assert_close(value.float(), known, rtol=0.05, atol=0.05 * known.abs().max().item())


def test_slopes_of_wide_kernels_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a slope is penalised nothing is rounded, and torch's own kernel is asked."""
    monkeypatch.setattr(convolutions, "WIDE", 0)
    monkeypatch.setattr(convolutions._Learning, "forward", lambda *_: pytest.fail("the product"))
    layer, x = Halving(3, 5, bias=False), torch.randn(2, 3, 8, 8, requires_grad=True)
    (slope,) = torch.autograd.grad(layer(x).sum(), x, create_graph=True)
    slope.square().sum().backward()
    assert layer.weight.grad is not None
