"""R3GAN has the blocks of its paper, starts as it says, and keeps to what every network promises."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import safetensors.torch
import torch
from torch import Tensor, nn

from ganstudio.architectures.r3gan import R3GanDiscriminator as DiscriminatorKind
from ganstudio.architectures.r3gan import R3GanGenerator as GeneratorKind
from ganstudio.nets.blocks import parameter_count
from ganstudio.nets.r3gan import Basis, Bottleneck, R3GanDiscriminator, R3GanGenerator
from ganstudio.spec import DataSpec

SIZES = [8, 16, 28, 32, 48, 64, 96, 128, 256]


def generator(size: int = 16, channels: int = 3, blocks: int = 1, output: str = "tanh") -> R3GanGenerator:
    torch.manual_seed(0)
    return R3GanGenerator(5, 2, 8, blocks, 4, 2, size, channels, output)


def discriminator(size: int = 16, channels: int = 3, blocks: int = 1) -> R3GanDiscriminator:
    torch.manual_seed(1)
    return R3GanDiscriminator(2, 8, blocks, 4, 2, size, channels)


def latents(count: int = 4) -> Tensor:
    return torch.randn(count, 5, generator=torch.Generator().manual_seed(2))


def stirred(network: nn.Module) -> nn.Module:
    """The network as after some training: no weight is 0."""
    torch.manual_seed(3)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter) / 4)
    return network


def test_a_block_has_the_layers_and_parameters_of_the_paper() -> None:
    # section 4, configuration E: an inverted bottleneck of twice the channels, 3×3 in groups of 16, no normalisation
    block = Bottleneck(768, cardinality=16, expansion=2)
    convolutions = [layer for layer in block.way if isinstance(layer, nn.Conv2d)]
    assert [(c.in_channels, c.out_channels, c.kernel_size[0], c.groups) for c in convolutions] == [
        (768, 1536, 1, 1), (1536, 1536, 3, 96), (1536, 768, 1, 1)
    ]  # fmt: skip
    assert [type(layer).__name__ for layer in block.way] == ["Conv2d", "LeakyReLU", "Conv2d", "LeakyReLU", "Conv2d"]
    assert parameter_count(block) == 768 * 1536 + 1536 + 1536 * 16 * 9 + 1536 + 1536 * 768


def test_groups_are_as_large_as_come_out_even() -> None:
    for channels, cardinality, groups in ((2, 16, 1), (24, 16, 3), (6, 16, 3), (8, 1, 16), (5, 4, 5)):
        layer = Bottleneck(channels, cardinality, 2).way[2]
        assert isinstance(layer, nn.Conv2d)
        assert layer.groups == groups


def test_the_256_pixel_networks_have_the_stages_of_the_paper() -> None:
    # appendix, FFHQ-256: channels 768 up to 32 pixels, then 384, 192, 96; two blocks at each size
    with torch.device("meta"):
        G = R3GanGenerator(64, 96, 768, 2, 16, 2, 256, 3, "none")
        D = R3GanDiscriminator(96, 768, 2, 16, 2, 256, 3)
    stages = [768, 768, 768, 768, 384, 192, 96]
    for network, expected in ((G, stages), (D, stages[::-1])):
        blocks = [module for module in network.modules() if isinstance(module, Bottleneck)]
        assert [block.way[0].in_channels for block in blocks] == [width for width in expected for _ in range(2)]
        assert all(module.kernel_size == (1, 1) for name, module in network.named_modules()
                   if isinstance(module, nn.Conv2d) and ".way." not in name and module.groups == 1)  # fmt: skip
        assert not any("Norm" in type(module).__name__ for module in network.modules())


def test_blocks_pass_on_what_they_get_at_first_and_are_weaker_the_more_there_are() -> None:
    x = torch.randn(2, 6, 8, 8)
    assert torch.equal(Bottleneck(6, 4, 2)(x), x)
    spreads = []
    for blocks in (1, 16):
        torch.manual_seed(0)
        G = R3GanGenerator(5, 64, 64, blocks, 16, 2, 8, 3, "none")
        found = [module for module in G.modules() if isinstance(module, Bottleneck)]
        assert len(found) == 2 * blocks
        for layer in (0, 2):
            weight = found[0].way[layer].weight
            expected = (2 / 1.04) ** 0.5 / weight[0].numel() ** 0.5 * len(found) ** -0.25  # He 2015, Fixup
            assert weight.std().item() == pytest.approx(expected, rel=0.05)
        spreads.append(found[0].way[0].weight.std())
    assert (spreads[0] / spreads[1]).item() == pytest.approx(2, rel=0.05)  # 16^(1/4)


def test_g_starts_from_learnt_maps_weighted_by_z_and_d_ends_with_a_filter_of_the_whole_map() -> None:
    basis = Basis(3, 4)
    weights = torch.randn(2, 3)
    assert torch.equal(basis(weights)[1, 2], weights[1, 2] * basis.maps[2])
    D = discriminator(28)
    depthwise = D.body[-2]
    assert isinstance(depthwise, nn.Conv2d)
    assert (depthwise.kernel_size, depthwise.groups) == ((7, 7), depthwise.in_channels)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_size_and_channel_count_goes_through_both_networks(size: int, channels: int) -> None:
    x = generator(size, channels)(latents(2))
    assert x.shape == (2, channels, size, size)
    assert x.abs().max() <= 1
    D = discriminator(size, channels)
    logits, features = D.look(x)
    assert logits.shape == (2,)
    assert features.shape == (2, D.feature_dim)


def test_without_squashing_pictures_may_leave_the_range() -> None:
    plain = generator(output="none")
    assert plain(latents(64)).abs().max() > 1
    assert torch.equal(plain(latents()).tanh(), generator()(latents()))


def test_no_sample_depends_on_another_and_nothing_on_chance() -> None:
    G, D, z = stirred(generator()), stirred(discriminator()), latents()
    before = torch.get_rng_state()
    assert torch.equal(G(z), G(z))
    assert torch.allclose(G(z)[:2], G(z[:2]), atol=1e-5)
    assert torch.allclose(D(G(z))[:2], D(G(z[:2])), atol=1e-5)
    assert torch.equal(torch.get_rng_state(), before)
    assert not DiscriminatorKind().mixes_samples()


def test_the_networks_can_be_built_and_asked_for_shapes_without_numbers() -> None:
    with torch.device("meta"):
        x = generator()(torch.randn(2, 5))
        logits = discriminator()(x)
    assert x.is_meta
    assert x.shape == (2, 3, 16, 16)
    assert logits.shape == (2,)


def test_a_file_and_a_copy_restore_the_same_output() -> None:
    G, D = stirred(generator()), stirred(discriminator())
    for network, given in ((G, latents()), (D, G(latents()).detach())):
        expected = network(given)
        other = deepcopy(network)
        assert torch.equal(other(given), expected)
        kept = safetensors.torch.load(safetensors.torch.save(dict(network.state_dict())))
        for tensor in other.state_dict().values():
            tensor.zero_()
        assert not torch.equal(other(given), expected)
        other.load_state_dict(kept)
        assert torch.equal(other(given), expected)


def test_first_and_second_derivatives_are_finite_and_reach_every_weight() -> None:
    G, D = stirred(generator(blocks=2)), stirred(discriminator(blocks=2))
    G(latents()).square().sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() and p.grad.abs().max() > 0 for p in G.parameters())
    x = torch.randn(4, 3, 16, 16, requires_grad=True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    gradient.square().sum().backward()
    weights = [p for name, p in D.named_parameters() if "weight" in name]
    assert all(p.grad is not None and p.grad.isfinite().all() and p.grad.abs().max() > 0 for p in weights)


def test_the_features_are_what_the_last_layer_of_d_is_given() -> None:
    D = discriminator()
    logits, features = D.look(torch.randn(4, 3, 16, 16))
    assert features.shape == (4, D.feature_dim)
    assert torch.equal(D.last(features).squeeze(1), logits)


def test_the_kinds_build_what_their_options_say() -> None:
    options: dict[str, Any] = {"base_width": 4, "most": 8, "blocks": 3, "cardinality": 2, "expansion": 4}
    G = GeneratorKind(**options, output="none").build(DataSpec((1, 28, 28), 10), 5)
    D = DiscriminatorKind(**options).build(DataSpec((6, 28, 28), 10))
    for network in (G, D):
        blocks = [module for module in network.modules() if isinstance(module, Bottleneck)]
        assert len(blocks) == 3 * 3
        assert {block.way[0].in_channels for block in blocks} == {4, 8}
        assert all(block.way[2].out_channels == 4 * block.way[0].in_channels for block in blocks)
        assert all(block.way[2].weight.shape[1] == 2 for block in blocks)
    assert G(latents(2)).shape == (2, 1, 28, 28)
    assert D(torch.randn(2, 6, 28, 28)).shape == (2,)


@pytest.mark.parametrize("kind", [GeneratorKind, DiscriminatorKind])
def test_what_does_not_fit_is_named(kind: Any) -> None:
    assert "R3GAN needs pictures" in next(kind().problems(DataSpec((2,), 0))).message
    assert "not 40" in next(kind().problems(DataSpec((3, 40, 40), 9))).message
    assert not list(kind().problems(DataSpec((3, 32, 32), 9)))
