"""StyleGAN2 has the layers of its paper, its styles do what they are to do, and its chance can be repeated."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import safetensors.torch
import torch
from torch import Tensor, nn

from ganstudio.architectures.stylegan2 import StyleGan2Discriminator as DiscriminatorKind
from ganstudio.architectures.stylegan2 import StyleGan2Generator as GeneratorKind
from ganstudio.nets.blocks import Chance, parameter_count
from ganstudio.nets.classes import EmbeddedClass
from ganstudio.nets.given import GivenGenerator
from ganstudio.nets.modulation import Noise
from ganstudio.nets.stylegan2 import StyleGan2Discriminator, StyleGan2Generator, widths
from ganstudio.nets.styles import styled
from ganstudio.spec import DataSpec

SIZES = [8, 16, 28, 32, 48, 64, 96, 128, 256]


def generator(size: int = 16, channels: int = 3, **changed: Any) -> StyleGan2Generator:
    torch.manual_seed(0)
    options: dict[str, Any] = {
        "latent_dim": 5, "w_dim": 6, "mapping_layers": 2, "base_width": 2, "most": 8, "size": size,
        "channels": channels, "style_mixing": 0.9, "noise": True, "output": "tanh",
    }  # fmt: skip
    G = StyleGan2Generator(**(options | changed))
    with torch.no_grad():
        for module in G.modules():
            if isinstance(module, Noise):
                module.strength.fill_(0.5)
    return G


def discriminator(size: int = 16, channels: int = 3, minibatch_std: bool = True) -> StyleGan2Discriminator:
    torch.manual_seed(1)
    return StyleGan2Discriminator(2, 8, size, channels, minibatch_std)


def latents(count: int = 4) -> Tensor:
    return torch.randn(count, 5, generator=torch.Generator().manual_seed(2))


def with_chance(G: nn.Module, seed: int) -> nn.Module:
    rng = torch.Generator().manual_seed(seed)
    for module in G.modules():
        if isinstance(module, Chance):
            module.rng = rng
    return G


# ------------------------------------------------------------------------------------------------- the paper's layers


def test_the_1024_pixel_networks_have_the_parameters_of_configuration_f() -> None:
    # table 1, F: channels min(2¹⁵ / side, 512), 30 million numbers in G and 29 million in D, by appendix B
    def width(side: int) -> int:
        return min(2**15 // side, 512)

    sides = [2**n for n in range(2, 11)]
    assert widths(32, 8, 512) == [width(side) for side in reversed(sides)]
    styled_layers = [
        (512, 512),
        *[pair for s in sides[1:] for pair in ((width(s // 2), width(s)), (width(s), width(s)))],
    ]
    expected = 8 * (512 * 512 + 512) + 512 * 4 * 4
    expected += sum(512 * i + i + 9 * i * o + o + 1 for i, o in styled_layers)  # style, convolution, bias, noise
    expected += sum(512 * width(s) + width(s) + 3 * width(s) + 3 for s in sides)  # to the picture
    assert expected == 30_370_060
    with torch.device("meta"):
        G = StyleGan2Generator(512, 512, 8, 32, 512, 1024, 3, 0.9, True, "none")
        D = StyleGan2Discriminator(32, 512, 1024, 3, True)
    assert parameter_count(G) == expected
    assert G.layers == 18
    expected = 3 * 32 + 32
    for side in sides[:0:-1]:
        i, o = width(side), width(side // 2)
        expected += 9 * i * i + i + 9 * i * o + o + i * o
    expected += 9 * 513 * 512 + 512 + 512 * 16 * 512 + 512 + 512 + 1
    assert parameter_count(D) == expected == 29_012_513


# --------------------------------------------------------------------------------------------------- shapes and chance


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_size_and_channel_count_goes_through_both_networks(size: int, channels: int) -> None:
    G = generator(size, channels)
    x = G(latents(2))
    assert x.shape == (2, channels, size, size)
    assert x.abs().max() <= 1
    assert G.synthesis(torch.randn(2, G.layers, 6)).shape == x.shape
    D = discriminator(size, channels)
    logits, features = D.look(x)
    assert logits.shape == (2,)
    assert features.shape == (2, D.feature_dim)


def test_widths_double_with_each_halving_up_to_the_most() -> None:
    assert widths(16, 4, 100) == [16, 32, 64, 100, 100]
    assert widths(512, 3, 512) == [512] * 4  # the small pictures of Karras et al. 2020, ADA


def test_without_squashing_pictures_may_leave_the_range() -> None:
    G, plain = generator().eval(), generator(output="none").eval()
    assert plain(latents(64)).abs().max() > 1
    assert torch.equal(plain(latents()).tanh(), G(latents()))


def test_in_evaluation_the_same_latents_give_the_same_pictures() -> None:
    G = generator().eval()
    z = latents()
    before = torch.get_rng_state()
    assert torch.equal(G(z), G(z))
    assert torch.allclose(G(z)[:2], G(z[:2]), atol=1e-6)  # no sample depends on another
    assert torch.equal(torch.get_rng_state(), before)


def test_chance_in_training_comes_from_its_own_generator_only() -> None:
    z, G = latents(), generator()
    before = torch.get_rng_state()
    first, again, other = (with_chance(G, seed)(z) for seed in (3, 3, 4))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_without_noise_and_mixing_training_has_no_chance() -> None:
    G = generator(noise=False, style_mixing=0.0)
    assert not any(isinstance(module, Noise) for module in G.modules())
    assert torch.equal(with_chance(G, 3)(latents()), with_chance(G, 4)(latents()))


# -------------------------------------------------------------------------------------------------------------- styles


def test_mixing_gives_the_finer_layers_the_style_of_another_sample() -> None:
    G = with_chance(generator(64, style_mixing=0.7), 0)
    w = torch.arange(2000.0)[:, None].expand(-1, 6)
    mixed = G.mixed(w)
    assert mixed.shape == (2000, G.layers, 6)
    assert torch.equal(mixed[:, 0], w)  # the coarsest layer keeps its own
    own = mixed[:, :, 0] == w[:, :1]
    assert (own.int().diff(dim=1) <= 0).all()  # and from some layer on all follow one other
    assert all(len(set(row.tolist())) <= 2 for row in mixed[:, :, 0])
    assert (~own).any(dim=1).float().mean().item() == pytest.approx(0.7, abs=0.04)
    assert set(own.sum(dim=1).tolist()) == set(range(1, G.layers + 1))


def test_styles_are_mixed_within_a_class() -> None:
    G = with_chance(generator(style_mixing=1.0), 0)
    y = torch.arange(300) % 3
    mixed = G.mixed(torch.arange(300.0)[:, None].expand(-1, 6), y)
    assert torch.equal(mixed[:, :, 0] % 3, y[:, None].expand(-1, G.layers).float())
    told = EmbeddedClass(generator(latent_dim=7), 3, 2)
    seen: list[Any] = []
    told.network.mixed = lambda w, y: seen.append(y) or w  # what a wrapper around G tells it
    told(latents(6), y[:6])
    assert torch.equal(seen[0], y[:6])


def test_each_layer_follows_its_own_style() -> None:
    G = generator(noise=False).eval()
    w = G.mapping(latents(1))
    assert torch.equal(G.synthesis(w), G.synthesis(w[:, None].expand(-1, G.layers, -1)))
    for layer in range(G.layers):
        changed = w[:, None].repeat(1, G.layers, 1)
        changed[:, layer] += 1
        assert not torch.allclose(G.synthesis(changed), G.synthesis(w), atol=1e-4)


def test_the_mean_style_follows_in_training_only() -> None:
    G = generator()
    z = latents(50)
    for _ in range(3):
        G(z)
    expected = G.mapping(z).mean(dim=0) * (1 - 0.998**3)
    assert torch.allclose(G.w_mean, expected, atol=1e-6)
    assert not G.w_mean.requires_grad
    G.eval()(z)
    assert torch.allclose(G.w_mean, expected, atol=1e-6)


def test_truncation_goes_from_the_mean_picture_to_the_sample_itself() -> None:
    G = generator()
    G(latents(50))
    G.eval()
    w = G.mapping(latents())
    mean = G.synthesis(G.w_mean[None])
    assert torch.equal(G.synthesis(G.truncated(w, 0.0)), G.synthesis(G.w_mean.expand(4, -1)))
    assert torch.allclose(G.synthesis(G.truncated(w, 0.0)), mean.expand(4, -1, -1, -1), atol=1e-6)
    assert torch.allclose(G.synthesis(G.truncated(w, 1.0)), G(latents()), atol=1e-6)
    assert torch.allclose(G.truncated(w, 0.5), (G.w_mean + w) / 2, atol=1e-7)


def test_styles_are_reached_through_what_is_wrapped_around_the_generator() -> None:
    G = generator(latent_dim=7).eval()
    told = EmbeddedClass(G, 3, 2).eval()
    y = torch.tensor([0, 2, 1, 1])
    for network, arguments in ((told, (latents(), y)), (GivenGenerator(told, y), (latents(),))):
        w = styled(network).mapping(*arguments)
        assert w.shape == (4, 6)
        assert torch.equal(styled(network).synthesis(w), network(*arguments))
        assert styled(network).layers == G.layers
    with pytest.raises(TypeError, match="Linear makes no styles"):
        styled(nn.Linear(2, 2))


# --------------------------------------------------------------------------------------- what holds for every network


def test_the_networks_can_be_built_and_asked_for_shapes_without_numbers() -> None:
    with torch.device("meta"):
        x = generator()(torch.randn(2, 5))
        logits = discriminator()(x)
    assert x.is_meta
    assert logits.is_meta
    assert x.shape == (2, 3, 16, 16)
    assert logits.shape == (2,)


def test_a_file_and_a_copy_restore_the_same_output() -> None:
    G, D = generator(), discriminator()
    G(latents())
    G.eval()
    x = G(latents())
    for network, given in ((G, latents()), (D, x)):
        expected = network(given)
        kept = safetensors.torch.load(safetensors.torch.save(dict(network.state_dict())))
        other = deepcopy(network)
        assert torch.equal(other(given), expected)
        for tensor in other.state_dict().values():
            tensor.zero_()
        assert not torch.equal(other(given), expected)
        other.load_state_dict(kept)
        assert torch.equal(other(given), expected)
    assert {"w_mean", "synthesis.first.finish.0.fixed"} <= set(G.state_dict())


def test_every_weight_of_g_has_a_finite_gradient() -> None:
    G = generator()
    G(latents()).square().sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() and p.grad.abs().max() > 0 for p in G.parameters())


def test_second_derivatives_go_through_d() -> None:
    D = discriminator(minibatch_std=False)
    x = torch.randn(4, 3, 16, 16, requires_grad=True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    gradient.square().sum().backward()
    weights = [p for name, p in D.named_parameters() if "weight" in name]
    assert all(p.grad is not None and p.grad.isfinite().all() and p.grad.abs().max() > 0 for p in weights)
    x = torch.randn(4, 1, 8, 8, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradgradcheck(discriminator(8, 1, minibatch_std=False).double(), x)


def test_the_features_are_what_the_last_layer_of_d_is_given() -> None:
    D = discriminator()
    logits, features = D.look(torch.randn(4, 3, 16, 16))
    assert features.shape == (4, D.feature_dim)
    assert torch.equal(D.last(features).squeeze(1), logits)


def test_scores_depend_on_other_samples_with_the_minibatch_std_only() -> None:
    x = torch.randn(8, 3, 16, 16)
    alone, among = discriminator(minibatch_std=False), discriminator(minibatch_std=True)
    assert torch.allclose(alone(x)[:4], alone(x[:4]), atol=1e-5)
    assert not torch.allclose(among(x)[:4], among(x[:4]), atol=1e-5)
    assert DiscriminatorKind().mixes_samples()
    assert not DiscriminatorKind(minibatch_std=False).mixes_samples()
    assert not DiscriminatorKind().normalises_over_batch()


def test_the_kinds_build_what_their_options_say() -> None:
    kind = GeneratorKind(
        base_width=4, most=8, w_dim=10, mapping_layers=3, style_mixing=0.25, noise=False, output="none"
    )
    G = kind.build(DataSpec((4, 28, 28), 10), 5)
    assert isinstance(G, StyleGan2Generator)
    assert G.style_mixing == 0.25
    assert G.w_mean.shape == (10,)
    assert parameter_count(G.mapping) == 5 * 10 + 10 + 2 * (100 + 10)
    assert G.layers == 6
    assert kind.offers == {"styles"}
    assert not kind.takes_classes()
    packed = DiscriminatorKind(base_width=2, most=4).build(DataSpec((6, 16, 16), 10))
    assert packed(torch.randn(2, 6, 16, 16)).shape == (2,)


@pytest.mark.parametrize("kind", [GeneratorKind, DiscriminatorKind])
def test_what_does_not_fit_is_named(kind: Any) -> None:
    assert "needs pictures" in next(kind().problems(DataSpec((2,), 0))).message
    assert "not 40" in next(kind().problems(DataSpec((3, 40, 40), 9))).message
    assert not list(kind().problems(DataSpec((3, 32, 32), 9)))
