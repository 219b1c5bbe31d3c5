"""Modulated convolutions, noise, the mapping network and the filters do what the StyleGAN papers say."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F

from ganstudio.nets.blocks import parameter_count
from ganstudio.nets.modulation import Mapping, ModulatedConv2d, Noise
from ganstudio.nets.resampling import Blur, Double, Halve


def test_the_mapping_network_is_that_of_the_paper() -> None:
    mapping = Mapping(512, 512, 8)
    assert parameter_count(mapping) == 8 * (512 * 512 + 512)
    stored = [p for name, p in mapping.named_parameters() if "weight" in name]
    assert stored[0].std().item() == pytest.approx(100, rel=0.01)  # learns at a hundredth of the rate
    z = torch.randn(8, 512)
    assert torch.allclose(mapping(7 * z), mapping(z), atol=1e-5)  # z is normalised: its length does not matter


def test_a_modulated_convolution_is_one_with_scaled_and_normalised_weights_for_each_sample() -> None:
    # equations 1 and 3, one sample at a time
    torch.manual_seed(0)
    x, styles = torch.randn(3, 4, 6, 6), torch.randn(3, 4)
    for doubles in (False, True):
        layer = ModulatedConv2d(4, 5, 3, doubles)
        outputs = layer(x, styles)
        for sample, style, output in zip(x, styles, outputs, strict=True):
            weight = layer.weight / math.sqrt(4 * 9) * style[:, None, None]
            weight = weight / (weight.square().sum(dim=(1, 2, 3), keepdim=True) + 1e-8).sqrt()
            if doubles:
                expected = F.conv_transpose2d(sample[None], weight.transpose(0, 1), stride=2)
            else:
                expected = F.conv2d(sample[None], weight, padding=1)
            assert torch.allclose(output, expected[0], atol=1e-5)


def test_demodulation_makes_the_spread_of_the_maps_independent_of_the_styles() -> None:
    torch.manual_seed(0)
    layer = ModulatedConv2d(64, 64, 3)
    x = torch.randn(2, 64, 16, 16)
    styles = torch.randn(2, 64).exp()
    assert layer(x, styles)[..., 1:-1, 1:-1].std().item() == pytest.approx(1, rel=0.05)
    assert torch.allclose(layer(x, styles), layer(x, 100 * styles), atol=1e-4)


def test_the_filters_keep_constant_maps_and_are_each_others_transposes() -> None:
    torch.manual_seed(0)
    flat = torch.ones(1, 2, 12, 12)
    for layer, side in ((Blur(padding=2), 13), (Halve(), 6), (Double(), 24)):
        output = layer(flat)
        assert output.shape == (1, 2, side, side)
        assert torch.allclose(output[..., 3:-3, 3:-3], torch.ones(()))
    x, y = torch.randn(1, 2, 12, 12), torch.randn(1, 2, 6, 6)
    assert (Halve()(x) * y).sum().item() == pytest.approx((x * Double()(y)).sum().item() / 4, rel=1e-4)
    ramp = torch.arange(8.0).expand(1, 1, 8, 8)  # inside the map, doubling is bilinear
    assert torch.allclose(Double()(ramp)[0, 0, 4, 2:-2], torch.arange(12) / 2 + 0.75)


def test_noise_has_no_strength_at_first_and_learns_it() -> None:
    noise = Noise(4)
    x = torch.randn(2, 3, 4, 4)
    assert torch.equal(noise(x), x)
    noise(x).square().sum().backward()
    assert noise.strength.grad != 0
