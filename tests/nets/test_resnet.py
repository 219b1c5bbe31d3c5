"""The residual networks have the layers of their papers, and all three families keep the same promises."""

from copy import deepcopy
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from ganstudio.architectures import DISCRIMINATORS, GENERATORS
from ganstudio.architectures.pictures import SIZES
from ganstudio.architectures.resnet import ResidualDiscriminator, ResidualGenerator
from ganstudio.losses.hinge import Hinge
from ganstudio.nets.attention import SelfAttention
from ganstudio.nets.blocks import parameter_count
from ganstudio.nets.resnet import (
    DownBlock,
    FirstBlock,
    ResnetDiscriminator,
    ResnetGenerator,
    UpBlock,
    widths,
)
from ganstudio.spec import DataSpec

FAMILIES = ("resnet", "sagan", "biggan")
COLOUR16 = DataSpec((3, 16, 16), 100)
CLASSES = 3


def generator(family: str, spec: DataSpec = COLOUR16, classes: int = 0, **options: Any) -> Any:
    torch.manual_seed(1)
    kind = GENERATORS[family].model_validate({"base_width": 2, **options})
    return kind.build(spec, 9, classes)


def discriminator(family: str, spec: DataSpec = COLOUR16, **options: Any) -> Any:
    torch.manual_seed(2)
    return DISCRIMINATORS[family].model_validate({"base_width": 2, **options}).build(spec)


def awake(network: Any) -> Any:
    """The network with attention that has learnt to look, for γ starts at 0."""
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name.endswith("gamma"):
                parameter.fill_(0.5)
    return network


def conv(before: int, after: int, kernel: int = 3) -> int:
    return before * after * kernel * kernel + after


def test_the_32_pixel_networks_have_the_parameters_of_sngan() -> None:
    # Miyato et al. 2018, table 4: G is dense 4·4·256, three blocks up of 256, BN, ReLU, 3×3 conv; D is two blocks down
    # of 128, two blocks of 128, ReLU, sum, dense 1. A block that changes the size has a 1×1 convolution beside it.
    up = 2 * 256 + conv(256, 256) + 2 * 256 + conv(256, 256) + conv(256, 256, 1)
    dense = 128 * 4 * 4 * 256 + 4 * 4 * 256
    G = ResnetGenerator(128, 256, 32, 3)
    assert parameter_count(G) == dense + 3 * up + 2 * 256 + conv(256, 3) == 4_276_739

    first = conv(3, 128) + conv(128, 128) + conv(3, 128, 1)
    down, alike = 2 * conv(128, 128) + conv(128, 128, 1), 2 * conv(128, 128)
    D = ResnetDiscriminator(128, 32, 3)
    assert parameter_count(D) == first + down + 2 * alike + 128 + 1 == 1_053_825


def test_the_32_pixel_networks_have_the_layers_of_sngan() -> None:
    G, D = ResnetGenerator(128, 4, 32, 3), ResnetDiscriminator(2, 32, 3)
    kinds = [type(layer).__name__ for layer in G.layers]
    assert kinds[:2] == ["Linear", "Unflatten"]
    assert kinds[-4:] == ["BatchNorm2d", "ReLU", "Conv2d", "Tanh"]
    assert [type(block) for block in G.modules() if isinstance(block, UpBlock | SelfAttention)] == [UpBlock] * 3
    assert [type(layer) for layer in D.layers] == [FirstBlock, DownBlock, DownBlock, DownBlock, nn.ReLU]
    x, sides = torch.randn(1, 3, 32, 32), []
    for layer in D.layers:
        x = layer(x)
        sides.append(x.shape[-1])
    assert sides == [16, 8, 8, 8, 8]


def test_channels_widen_as_maps_shrink_where_pictures_are_larger() -> None:
    # Miyato et al. 2018, table 6: G has 1024 at 4 pixels, then 1024, 512, 256, 128, 64; D 64, 128, 256, 512, twice 1024
    with torch.device("meta"):
        G, D = ResnetGenerator(128, 64, 128, 3), ResnetDiscriminator(64, 128, 3)
    ups = [block for block in G.modules() if isinstance(block, UpBlock)]
    assert G.layers[0].out_features == 4 * 4 * 1024
    assert [block.residual[-1].out_channels for block in ups] == [1024, 512, 256, 128, 64]
    downs = [block for block in D.modules() if isinstance(block, DownBlock)]
    assert [block.residual[5].out_channels for block in downs] == [128, 256, 512, 1024, 1024]
    assert D.feature_dim == 1024
    assert widths(1, 64, "auto") == [1, 2, 4, 8]
    assert widths(1, 256, "auto") == [1, 2, 4, 8, 8, 16]  # Brock et al. 2019, appendix B
    assert widths(1, 64, "constant") == [1, 1, 1, 1]
    assert widths(1, 32, "doubling") == [1, 2, 4]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_size_and_channel_count_goes_through_both_networks(family: str, size: int, channels: int) -> None:
    spec = DataSpec((channels, size, size), 100)
    with torch.no_grad():
        x = generator(family, spec)(torch.randn(2, 9))
        assert x.shape == (2, channels, size, size)
        assert x.abs().max() <= 1
        assert discriminator(family, spec)(x).shape == (2,)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("widening", ["constant", "doubling"])
@pytest.mark.parametrize("size", [8, 28, 48, 64])
def test_both_widenings_fit_every_shape_of_map(family: str, widening: str, size: int) -> None:
    spec = DataSpec((1, size, size), 100)
    x = generator(family, spec, widening=widening)(torch.randn(2, 9))
    logits, features = discriminator(family, spec, widening=widening).look(x)
    assert logits.shape == (2,)
    assert features.shape == (2, discriminator(family, spec, widening=widening).feature_dim)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "options",
    [
        *({"upsampling": name} for name in ("transposed", "nearest", "bilinear", "pixel_shuffle")),
        *({"activation": name} for name in ("leaky_relu", "elu", "gelu", "silu", "tanh")),
        *({"initialization": name} for name in ("normal", "orthogonal", "xavier", "he")),
        *({"weights": name} for name in ("plain", "spectral_norm", "equalized_lr")),
        {"blocks": 3},
        {"normalization": "instance"},
    ],
    ids=str,
)
def test_every_option_gives_pictures_and_learns(family: str, options: dict[str, Any]) -> None:
    G = generator(family, **options)
    x = G(torch.randn(4, 9))
    x.square().mean().backward()
    assert x.shape == (4, *COLOUR16.shape)
    assert all(p.grad is not None and p.grad.isfinite().all() for p in G.parameters())
    mirrored = {name: value for name, value in options.items() if name != "upsampling"}
    D = discriminator(family, **mirrored)
    D(x.detach()).sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in D.parameters())


@pytest.mark.parametrize("norm", ["none", "layer", "group", "pixel"])
def test_normalisations_without_classes_fit_the_residual_blocks(norm: str) -> None:
    for family in ("resnet", "sagan"):
        x = generator(family, normalization=norm)(torch.randn(2, 9))
        assert discriminator(family, normalization=norm)(x).isfinite().all()
        assert not GENERATORS[family].model_validate({"normalization": norm}).takes_classes()


def test_blocks_per_size_deepen_both_networks() -> None:
    def blocks(network: nn.Module) -> int:
        return sum(isinstance(module, UpBlock | DownBlock | FirstBlock) for module in network.modules())

    assert [blocks(generator("resnet", blocks=n)) for n in (1, 2, 4)] == [2, 4, 8]
    assert [blocks(discriminator("resnet", blocks=n)) for n in (1, 2, 4)] == [3, 4, 6]


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_a_shortcut_is_given_what_came_before_the_non_linearity(name: str) -> None:
    x = torch.randn(2, 3, 4, 4)
    for block in (UpBlock(3, 3, lambda width: nn.Identity(), name), DownBlock(3, 3, "none", name)):
        for parameter in block.parameters():
            nn.init.zeros_(parameter)
        assert torch.equal(block(x.clone()), x)


def test_the_shortcut_convolves_the_small_map_with_the_result_of_the_large_one() -> None:
    x = torch.randn(2, 3, 4, 4)
    for upsample in ("nearest", "bilinear"):
        convolve, enlarge = UpBlock(3, 5, lambda width: nn.Identity(), "relu", upsample).shortcut.children()
        assert torch.allclose(enlarge(convolve(x)), convolve(enlarge(x)), atol=1e-6)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_class_changes_the_picture(family: str) -> None:
    G = generator(family, classes=CLASSES).eval()
    if family != "biggan":  # whose embedding is random; these start as normalisations that know no class
        for name, parameter in G.named_parameters():
            if ".scale." in name or ".shift." in name:
                nn.init.normal_(parameter)
    z = torch.randn(1, 9).expand(CLASSES, -1)
    x = G(z, torch.arange(CLASSES))
    assert x.shape == (CLASSES, *COLOUR16.shape)
    assert all((x[0] - other).abs().max() > 1e-4 for other in x[1:])
    assert GENERATORS[family].model_validate({}).takes_classes()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("classes", [0, CLASSES])
def test_both_losses_have_finite_gradients_for_all_weights(family: str, classes: int) -> None:
    G, D = awake(generator(family, classes=classes)), awake(discriminator(family))
    y = torch.arange(4) % CLASSES
    z, real = torch.randn(4, 9), torch.randn(4, *COLOUR16.shape)
    loss = Hinge()
    loss.d_loss(D(real), D(G(z, y).detach())).backward()
    D.requires_grad_(False)
    loss.g_loss(D(real), D(G(z, y))).backward()
    for network in (G, D):
        gradients = {name: p.grad for name, p in network.named_parameters()}
        assert all(gradient is not None and gradient.isfinite().all() for gradient in gradients.values())
        assert sum(gradient.abs().max() > 0 for gradient in gradients.values() if gradient is not None) > 5


@pytest.mark.parametrize("family", FAMILIES)
def test_a_slope_at_the_samples_has_a_slope_itself(family: str) -> None:
    D = awake(discriminator(family, activation="silu"))
    x = torch.randn(3, *COLOUR16.shape, requires_grad=True)
    (slope,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    slope.square().sum().backward()  # R1
    gradients = [p.grad for p in D.parameters() if p.grad is not None]
    assert all(gradient.isfinite().all() for gradient in gradients)
    assert sum(gradient.abs().max() > 0 for gradient in gradients) > 5


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("minibatch_std", [False, True])
def test_features_are_the_input_of_the_layer_that_gives_the_logits(family: str, minibatch_std: bool) -> None:
    D = discriminator(family, minibatch_std=minibatch_std).eval()
    seen: list[Tensor] = []
    D.logit.register_forward_hook(lambda layer, inputs, output: seen.append(inputs[0]))
    logits, features = D.look(torch.randn(4, *COLOUR16.shape))
    assert torch.equal(features, seen[0])
    assert features.shape == (4, D.feature_dim)
    assert torch.equal(logits, D.logit(features).flatten())


@pytest.mark.parametrize("family", FAMILIES)
def test_weights_put_back_give_the_same_output(family: str) -> None:
    y, z, x = torch.arange(4) % CLASSES, torch.randn(4, 9), torch.randn(4, *COLOUR16.shape)
    for build, inputs in (
        (lambda seed: generator(family, classes=CLASSES, initialization=seed), (z, y)),
        (lambda seed: discriminator(family, initialization=seed), (x,)),
    ):
        trained, fresh = awake(build("normal")), build("he")
        trained(*inputs)  # moves the running statistics
        assert not torch.equal(trained.eval()(*inputs), fresh.eval()(*inputs))
        fresh.load_state_dict(trained.state_dict())
        assert torch.equal(trained(*inputs), fresh(*inputs))
        assert torch.equal(deepcopy(trained)(*inputs), trained(*inputs))


@pytest.mark.parametrize("family", FAMILIES)
def test_networks_are_described_without_being_computed(family: str) -> None:
    with torch.device("meta"):
        G, D = generator(family, classes=CLASSES), discriminator(family)
        x = G(torch.zeros(2, 9), torch.zeros(2, dtype=torch.int64))
        assert x.is_meta
        assert x.shape == (2, *COLOUR16.shape)
        assert D(x).shape == (2,)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_does_not_fit_is_refused_with_the_name_of_the_network(family: str) -> None:
    for catalog in (GENERATORS, DISCRIMINATORS):
        network = catalog[family].model_validate({})
        (points,) = network.problems(DataSpec((2,), 0))
        (odd,) = network.problems(DataSpec((3, 45, 45), 10))
        assert points.message.startswith(f"{network.label} needs pictures")
        assert f"{network.label} works with 8, 16, 28" in odd.message
        assert not list(network.problems(COLOUR16))
        assert network.sizes() == SIZES


@pytest.mark.parametrize("family", FAMILIES)
def test_a_discriminator_says_what_it_does_with_samples_and_slopes(family: str) -> None:
    def kind(**options: Any) -> ResidualDiscriminator:
        chosen = DISCRIMINATORS[family].model_validate(options)
        assert isinstance(chosen, ResidualDiscriminator)
        return chosen

    assert kind().bounds_slope()
    assert not kind(weights="plain").bounds_slope()
    assert not kind().mixes_samples()
    assert kind(minibatch_std=True).mixes_samples()
    assert not kind(minibatch_std=True).normalises_over_batch()
    assert kind(normalization="batch").normalises_over_batch()
    x = torch.randn(4, *COLOUR16.shape)
    for minibatch_std in (False, True):
        D = awake(discriminator(family, minibatch_std=minibatch_std)).eval()
        alone, together = torch.cat([D(sample[None]) for sample in x]), D(x)
        assert torch.allclose(alone, together, atol=1e-5) != minibatch_std


def test_weights_of_the_generators_are_normalised_where_the_papers_do() -> None:
    for family, weights in (("resnet", "plain"), ("sagan", "spectral_norm"), ("biggan", "spectral_norm")):
        kind = GENERATORS[family].model_validate({})
        assert isinstance(kind, ResidualGenerator)
        assert kind.weights == weights
