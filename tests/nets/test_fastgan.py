"""FastGAN's networks excite the maps of its paper, draw noise only while they train, and can rebuild what D saw."""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise

import pytest
import torch
from torch import nn

from ganstudio.architectures.fastgan import FastganDiscriminator as DiscriminatorKind
from ganstudio.architectures.fastgan import FastganGenerator as GeneratorKind
from ganstudio.nets.fastgan import DECODER_DOUBLINGS, Excitation, FastganDiscriminator, FastganGenerator
from ganstudio.nets.modulation import Noise
from ganstudio.nets.weights import LAYERS
from ganstudio.spec import DataSpec

NORMALIZATIONS = ("none", "batch", "instance", "layer", "group", "pixel")


def generator(size: int = 32, channels: int = 3, **options: object) -> FastganGenerator:
    torch.manual_seed(0)
    return FastganGenerator(5, 2, size, channels, **options)  # type: ignore[arg-type]


def discriminator(size: int = 32, channels: int = 3, **options: object) -> FastganDiscriminator:
    torch.manual_seed(0)
    return FastganDiscriminator(4, size, channels, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [8, 16, 28, 32, 48, 64, 96, 128, 256])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_size_and_channel_count_goes_through_both_networks(size: int, channels: int) -> None:
    x = generator(size, channels)(torch.randn(2, 5))
    assert x.shape == (2, channels, size, size)
    assert x.abs().max() <= 1
    D = discriminator(size, channels)
    logits, features = D.look(x)
    assert logits.shape == (2,)
    assert features.shape == (2, D.feature_dim)


def test_a_map_excites_the_one_that_is_sixteen_times_as_large_as_in_the_paper() -> None:
    maps: dict[int, tuple[int, int]] = {}
    G = generator(256)
    for index, excitation in enumerate(G.excitations):
        excitation.register_forward_hook(
            lambda module, given, out, index=index: maps.update({index: (given[0].shape[-1], given[1].shape[-1])})
        )
    G(torch.randn(2, 5))
    assert list(maps.values()) == [(4, 64), (8, 128), (16, 256)]
    assert len(generator(32).excitations) == 0
    assert len(generator(32, span=2).excitations) == 2


def test_an_excitation_scales_each_channel_by_a_share_that_the_other_map_decides() -> None:
    torch.manual_seed(0)
    excitation = Excitation(3, 5, side=4, factor=2)
    low, high = torch.randn(2, 3, 8, 8), torch.rand(2, 5, 16, 16) + 0.5
    shares = excitation(low, high) / high
    assert shares.flatten(2).std(dim=2).max() < 1e-6
    assert shares.min() > 0
    assert shares.max() < 1
    assert not torch.allclose(shares[0], shares[1])


def test_the_published_widths_come_with_a_base_width_of_64() -> None:
    with torch.device("meta"):
        G, D = FastganGenerator(256, 64, 256, 3), FastganDiscriminator(64, 256, 3)
    convolutions = [m for m in G.ups.modules() if isinstance(m, nn.Conv2d)]
    assert [m.out_channels // 2 for m in convolutions] == [512, 512, 256, 128, 128, 128, 64, 64, 32]
    assert [m.out_channels // 2 for m in G.start.modules() if isinstance(m, nn.ConvTranspose2d)] == [1024]
    direct = [m for m in D.downs.modules() if isinstance(m, nn.Conv2d) and m.kernel_size == (1, 1)]
    assert [m.out_channels for m in direct] == [32, 64, 128, 256, 512, 512]


def test_noise_comes_from_the_given_stream_while_training_and_is_fixed_afterwards() -> None:
    G, z = generator(), torch.randn(4, 5)
    for module in G.modules():
        if isinstance(module, Noise):
            nn.init.constant_(module.strength, 0.5)

    def sample(seed: int) -> torch.Tensor:
        rng = torch.Generator().manual_seed(seed)
        for module in G.modules():
            if isinstance(module, Noise):
                module.rng = rng
        return G(z).detach()

    before = torch.random.get_rng_state()
    spectra = deepcopy(G.state_dict())  # power iterations move with each pass
    first = sample(1)
    G.load_state_dict(spectra)
    again = sample(1)
    G.load_state_dict(spectra)
    other = sample(2)
    assert torch.equal(first, again)
    assert not torch.allclose(first, other)
    G.eval()
    assert torch.equal(sample(1), sample(2))
    assert torch.equal(torch.random.get_rng_state(), before)


def test_a_class_changes_the_picture_where_the_normalisation_is_told_it() -> None:
    G = generator(classes=3).eval()
    for module in G.modules():
        if isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight)
    z = torch.randn(1, 5).expand(3, -1)
    pictures = G(z, torch.arange(3))
    assert all(not torch.allclose(a, b) for a, b in pairwise(pictures))
    assert GeneratorKind().takes_classes()


@pytest.mark.parametrize("size", [8, 16, 28, 64, 128, 256])
@pytest.mark.parametrize("training", [True, False])
def test_what_is_to_be_rebuilt_has_the_shape_of_what_is_decoded(size: int, training: bool) -> None:
    D, x = discriminator(size).train(training), torch.rand(2, 3, size, size) * 2 - 1
    (whole, decoded_whole), (part, decoded_part) = D.rebuilt(x)
    assert whole.shape == decoded_whole.shape
    assert part.shape == decoded_part.shape
    assert whole.shape[-1] == min(size, D.side << DECODER_DOUBLINGS)
    assert torch.allclose(whole.mean(dim=(2, 3)), x.mean(dim=(2, 3)), atol=1e-5)


def test_the_part_is_a_piece_of_the_picture_anywhere_while_training_and_its_middle_afterwards() -> None:
    D = discriminator(16)
    x = torch.arange(256.0).view(1, 1, 16, 16).expand(2, 3, 16, 16)
    corners = set()
    for seed in range(40):
        D.rng = torch.Generator().manual_seed(seed)
        part = D.rebuilt(x)[1][0]
        corner = int(part[0, 0, 0, 0])
        row, column = divmod(corner, 16)
        assert torch.equal(part, x[:, :, row : row + 8, column : column + 8])
        corners.add((row, column))
    assert len(corners) > 10
    assert max(map(max, corners)) == 8
    assert torch.equal(D.eval().rebuilt(x)[1][0], x[:, :, 4:12, 4:12])


def test_the_part_is_decoded_from_where_it_lies_in_the_map() -> None:
    D = discriminator(28, norm="none").eval()
    x = torch.randn(1, 3, 28, 28)
    far, near = x.clone(), x.clone()
    far[:, :, 0, 0] += 1  # too far from the middle to be seen there in the last map but one
    near[:, :, 14, 14] += 1
    decoded = [D.rebuilt(picture)[1][1] for picture in (x, far, near)]
    assert torch.equal(decoded[0], decoded[1])
    assert not torch.equal(decoded[0], decoded[2])


@pytest.mark.parametrize("norm", NORMALIZATIONS)
def test_gradients_are_finite_and_reach_every_weight(norm: str) -> None:
    D, G = discriminator(64, norm=norm), generator(64)
    x = G(torch.randn(4, 5))
    loss = D(x).square().sum() + sum(((a - b) ** 2).sum() for a, b in D.rebuilt(x))
    loss.backward()
    for network in (D, G):
        for name, weight in network.named_parameters():
            assert weight.grad is not None, name
            assert weight.grad.isfinite().all(), name


@pytest.mark.parametrize("norm", NORMALIZATIONS)
def test_a_score_depends_on_other_samples_only_where_the_kind_says_so(norm: str) -> None:
    D, x = discriminator(16, norm=norm), torch.randn(4, 3, 16, 16)
    state = deepcopy(D.state_dict())
    together = D(x)
    D.load_state_dict(state)
    apart = D(torch.cat((x[:2], 3 * torch.randn(2, 3, 16, 16))))[:2]
    alike = torch.allclose(together[:2], apart, atol=1e-5)
    kind = DiscriminatorKind.model_validate({"normalization": norm})
    assert alike != kind.mixes_samples()


def test_the_slope_of_d_can_be_differentiated_without_batch_normalisation() -> None:
    D = discriminator(32, norm="layer")
    x = torch.randn(2, 3, 32, 32, requires_grad=True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    slope.square().sum().backward()
    assert all(w.grad.isfinite().all() for w in D.parameters() if w.grad is not None)


def test_weights_are_spectrally_normalised_as_in_the_paper_unless_told_otherwise() -> None:
    for network in (generator(), discriminator()):
        assert all(hasattr(m, "parametrizations") for m in network.modules() if isinstance(m, LAYERS))
    for network in (generator(weights="plain"), discriminator(weights="plain")):
        assert not any(hasattr(m, "parametrizations") for m in network.modules())
    assert GeneratorKind().weights == DiscriminatorKind().weights == "spectral_norm"


@pytest.mark.parametrize("which", ["generator", "discriminator"])
def test_a_copy_and_a_restored_network_give_the_same_output(which: str) -> None:
    build = generator if which == "generator" else discriminator
    network = build(64)
    x = torch.randn(3, 5) if which == "generator" else torch.randn(3, 3, 64, 64)
    network(x)
    network.eval()
    torch.manual_seed(1)
    other = (FastganGenerator(5, 2, 64, 3) if which == "generator" else FastganDiscriminator(4, 64, 3)).eval()
    assert not torch.equal(other(x), network(x))
    other.load_state_dict(network.state_dict())
    assert torch.equal(other(x), network(x))
    assert torch.equal(deepcopy(network)(x), network(x))


def test_the_networks_can_be_described_without_memory() -> None:
    spec = DataSpec((3, 256, 256), 100)
    with torch.device("meta"):
        x = GeneratorKind().build(spec, 16)(torch.randn(2, 16))
        D = DiscriminatorKind().build(spec)
        assert D(x).shape == (2,)
        assert all(a.shape == b.shape for a, b in D.rebuilt(x))  # type: ignore[operator]


@pytest.mark.parametrize("kind", [GeneratorKind, DiscriminatorKind])
def test_data_that_does_not_fit_is_refused_with_a_sentence(kind: type) -> None:
    for shape, why in (((2,), "needs pictures"), ((3, 40, 40), "not 40")):
        (problem,) = kind().problems(DataSpec(shape, 100))
        assert why in problem.message
    assert list(kind().problems(DataSpec((3, 28, 28), 100))) == []
