"""DCGAN has the layers of its paper."""

from itertools import pairwise

import pytest
import torch
from torch import nn

from ganstudio.nets.blocks import kind_of
from ganstudio.nets.dcgan import DcganDiscriminator, DcganGenerator, halvings, widths


def test_the_64_pixel_networks_have_the_parameters_of_the_paper() -> None:
    # figure 1: z of 100 → 1024×4×4 → 512 → 256 → 128 → 3×64×64, without biases beside batch norm
    G = DcganGenerator(100, 128, 64, 3, "relu", "batch", "tanh")
    maps = [100, 1024, 512, 256, 128, 3]
    weights = sum(before * after * 16 for before, after in pairwise(maps))
    scales = sum(2 * m for m in maps[1:-1])
    assert sum(p.numel() for p in G.parameters()) == weights + scales
    assert [tuple(m.weight.shape[1::-1]) for m in G.modules() if isinstance(m, nn.ConvTranspose2d)] == [
        (1024, 100), (512, 1024), (256, 512), (128, 256), (3, 128)
    ]  # fmt: skip


def test_the_discriminator_mirrors_the_generator_without_norm_on_its_first_layer() -> None:
    D = DcganDiscriminator(64, 64, 3, "leaky_relu", "batch")
    kinds = [kind_of(m) for m in D.layers]
    assert kinds[:3] == ["Conv2d", "LeakyReLU", "Conv2d"]
    assert kinds.count("BatchNorm2d") == 3
    assert [m.out_channels for m in D.modules() if isinstance(m, nn.Conv2d)] == [64, 128, 256, 512, 1]


@pytest.mark.parametrize("size", [8, 16, 28, 32, 48, 64, 96, 128, 256])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_size_and_channel_count_goes_through_both_networks(size: int, channels: int) -> None:
    x = DcganGenerator(5, 2, size, channels, "relu", "batch", "tanh")(torch.randn(2, 5))
    assert x.shape == (2, channels, size, size)
    assert DcganDiscriminator(2, size, channels, "leaky_relu", "layer")(x).shape == (2,)


def test_a_size_that_cannot_be_halved_is_refused() -> None:
    with pytest.raises(ValueError, match="45 is not 4, 5, 6 or 7 times"):
        halvings(30 * 3)
    assert widths(4, 6) == [4, 8, 16, 32, 32, 32]
