"""Every layer of every generator can be looked at as it is, and looking changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from ganstudio.architectures import GENERATORS
from ganstudio.architectures.base import Generator
from ganstudio.exploration.look import Look
from ganstudio.exploration.place import Place
from ganstudio.exploration.views import LayerInfo, Statistics
from ganstudio.latent.layers import activation, channels_sheet, layer_names, near_square, spectrum
from ganstudio.latent.model import Explorable
from ganstudio.problems import ProblemError
from tests.generators import STYLES, TOLD, explorable

DCGAN = ("architecture.generator.kind=dcgan", "architecture.generator.base_width=4")
NORMALISING = (*TOLD, "architecture.conditioning.class_input=normalization")
ABC = ("a", "b", "c")
CALLED = {"Unfolding": "ConvTranspose2d", "Doubling": "ConvTranspose2d"}  # computed in ways of their own


def widths(kind: type[Generator]) -> tuple[str, ...]:
    name = f"architecture.generator.kind={kind.kind_name()}"
    is_wide = any(declared.name == "base_width" for declared in kind.declared())
    return (name, "architecture.generator.base_width=4") if is_wide else (name,)


def dcgan() -> tuple[Explorable, nn.Sequential]:
    """A generator whose layers lie in a row, and these."""
    model = explorable(*DCGAN, shape=(3, 16, 16))
    layers = model.network.layers
    assert isinstance(layers, nn.Sequential)
    with torch.no_grad():  # first statistics would hide that normalisation comes between
        for module in model.network.modules():
            if isinstance(module, nn.BatchNorm2d):
                assert module.running_mean is not None
                module.running_mean.normal_(generator=torch.Generator().manual_seed(0))
    return model, layers


@torch.no_grad()
def by_hand(model: Explorable, layers: nn.Sequential, upto: int) -> np.ndarray:
    """The output of the layer with that number at seed 5, (C, H, W)."""
    x = model.architecture.prior.of_normal(model.tensor(model.random(1, 5).values))
    for layer in layers[: upto + 1]:
        x = layer(x.clone())
    return x[0].numpy()


# --- which layers there are --------------------------------------------------------------------


@pytest.mark.parametrize("sets", [(), TOLD, NORMALISING], ids=["alone", "told", "told by normalisation"])
@pytest.mark.parametrize("kind", tuple(GENERATORS), ids=GENERATORS.names())
def test_every_layer_of_every_generator_can_be_looked_at(kind: type[Generator], sets: tuple[str, ...]) -> None:
    if sets == NORMALISING and not kind().takes_classes():
        pytest.skip("it has nothing that a class could scale")
    model = explorable(*widths(kind), *sets, shape=(3, 16, 16), classes=ABC)
    layers = layer_names(model)
    assert len(layers) > 4
    assert len({layer.name for layer in layers}) == len(layers)
    modules = dict(model.network.named_modules())
    for layer in layers:
        name = type(modules[layer.name]).__name__.removeprefix("Parametrized")
        assert layer.kind == CALLED.get(name, name)
        view = activation(model, model.random(1, 5), Look(), layer.name)
        assert view.layer == layer
        assert view.map.shape == view.spectrum.shape
        assert view.map.dtype == view.spectrum.dtype == np.float32
        assert np.isfinite(view.map).all()
        assert np.isfinite(view.spectrum).all()
        assert view.stds.shape == (layer.channels,)
        sheet = channels_sheet(model, model.random(1, 5), Look(), layer.name)
        assert sheet.maps.shape == (min(64, layer.channels), *view.map.shape)


@pytest.mark.parametrize("kind", tuple(GENERATORS), ids=GENERATORS.names())
def test_the_last_layer_is_the_picture(kind: type[Generator]) -> None:
    model = explorable(*widths(kind), shape=(3, 16, 16))
    last = layer_names(model)[-1]
    values = np.stack([activation(model, model.random(1, 5), Look(), last.name, c).map for c in range(last.channels)])
    drawn = model.draw(model.random(1, 5), Look()).samples[0].transpose(2, 0, 1)
    pixels = ((values + 1) * 127.5).round().clip(0, 255).astype(np.uint8)
    assert np.array_equal(pixels.ravel(), drawn.ravel())


def test_layers_come_in_the_order_of_the_pass_and_only_those_that_compute() -> None:
    model, _ = dcgan()
    assert layer_names(model) == (
        LayerInfo("layers.1", "ConvTranspose2d", (8, 4, 4)),
        LayerInfo("layers.3", "ReLU", (8, 4, 4)),
        LayerInfo("layers.4", "ConvTranspose2d", (4, 8, 8)),
        LayerInfo("layers.6", "ReLU", (4, 8, 8)),
        LayerInfo("layers.7", "ConvTranspose2d", (3, 16, 16)),
        LayerInfo("layers.8", "Tanh", (3, 16, 16)),
    )


def test_a_block_is_a_layer_where_it_adds_something_to_its_parts() -> None:
    kinds = [layer.kind for layer in layer_names(explorable(*widths(GENERATORS["resnet"]), shape=(3, 16, 16)))]
    assert kinds.count("UpBlock") == 2
    assert "Sequential" not in kinds
    assert "ClassSequential" not in kinds


# --- what is seen of one -----------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 3, 4, 8])
def test_a_channel_is_what_the_layer_gives(number: int) -> None:
    """Number 2 normalises, and 3 then overwrites its numbers in place."""
    model, layers = dcgan()
    wanted = by_hand(model, layers, number)
    for channel in range(len(wanted)):
        view = activation(model, model.random(1, 5), Look(), f"layers.{number}", channel)
        assert np.array_equal(view.map, wanted[channel])
        assert view.of_map == Statistics.of(wanted[channel])
    assert view.of_layer == Statistics.of(wanted)
    np.testing.assert_allclose(view.stds, wanted.std(axis=(1, 2)), rtol=1e-5)


def test_all_channels_at_once_are_the_mean_of_their_sizes() -> None:
    model, layers = dcgan()
    view = activation(model, model.random(1, 5), Look(), "layers.4")
    np.testing.assert_allclose(view.map, np.abs(by_hand(model, layers, 4)).mean(axis=0), rtol=1e-6)
    assert view.channel is None


def test_statistics_are_those_of_the_numbers() -> None:
    found = Statistics.of(np.array([[0.0, 0.0], [-1.0, 5.0]], np.float32))
    assert found == Statistics(mean=1.0, std=np.sqrt(5.5), least=-1.0, most=5.0, zeros=0.5)


def test_a_row_of_numbers_is_drawn_as_near_to_a_square_as_can_be() -> None:
    assert [near_square(count) for count in (1, 7, 12, 64, 250)] == [(1, 1), (1, 7), (3, 4), (8, 8), (10, 25)]
    model = explorable("architecture.generator.widths=[12]")
    found = {layer.name: layer for layer in layer_names(model)}
    assert found["layers.0"].shape == (12,)
    view = activation(model, model.random(1, 5), Look(), "layers.0", 0)
    assert isinstance(model.network.layers, nn.Sequential)
    with torch.no_grad():
        wanted = model.network.layers[0](model.tensor(model.random(1, 5).values))
    assert np.array_equal(view.map, wanted.numpy().reshape(3, 4))


def test_channels_stand_by_how_much_they_vary_in_one_scale() -> None:
    model, layers = dcgan()
    wanted = by_hand(model, layers, 1)
    sheet = channels_sheet(model, model.random(1, 5), Look(), "layers.1", most=5)
    stds = wanted.std(axis=(1, 2))
    assert np.array_equal(sheet.channels, np.argsort(-stds)[:5])
    low, high = np.percentile(wanted[sheet.channels], (1, 99))
    scaled = np.clip(np.round((wanted[sheet.channels] - low) / (high - low) * 255), 0, 255)
    assert np.abs(sheet.maps - scaled).max() <= 1
    assert sheet.maps.dtype == np.uint8


def test_a_layer_that_gives_the_same_everywhere_is_no_trouble() -> None:
    model, layers = dcgan()
    with torch.no_grad():
        for parameter in layers[1].parameters():
            parameter.zero_()
    view = activation(model, model.random(1, 5), Look(), "layers.1", 0)
    assert view.of_map == Statistics(0, 0, 0, 0, zeros=1)
    assert np.isfinite(view.spectrum).all()
    assert not channels_sheet(model, model.random(1, 5), Look(), "layers.1").maps.any()


# --- the spectrum ------------------------------------------------------------------------------


def test_a_wave_is_a_pair_of_peaks_about_the_middle() -> None:
    rows, columns = np.mgrid[:32, :48]
    powers = spectrum(np.cos(2 * np.pi * (5 * rows / 32 + 9 * columns / 48)).astype(np.float32))
    peaks = np.argwhere(powers > powers.max() - 0.01)
    assert peaks.tolist() == [[16 - 5, 24 - 9], [16 + 5, 24 + 9]]
    assert np.median(powers) < powers.max() - 60, "the window keeps edges out"


def test_what_is_the_same_everywhere_is_in_the_middle() -> None:
    powers = spectrum(np.ones((16, 16), np.float32))
    assert np.unravel_index(powers.argmax(), powers.shape) == (8, 8)


def test_white_noise_has_0_db() -> None:
    noise = np.random.default_rng(0).standard_normal((200, 32, 32))
    powers = np.mean([10 ** (spectrum(one) / 10) for one in noise], axis=0)
    assert powers.mean() == pytest.approx(1, abs=0.02)
    assert 10 * np.log10(powers).max() < 2


def test_a_spectrum_is_the_transform_under_a_kaiser_window() -> None:
    values = np.random.default_rng(0).standard_normal((6, 4))
    window = np.kaiser(6, 8)[:, None] * np.kaiser(4, 8)
    wanted = np.abs(np.fft.fftshift(np.fft.fft2(values * window))) ** 2 / (window**2).sum()
    np.testing.assert_allclose(spectrum(values), 10 * np.log10(wanted + 1e-12), atol=1e-4)


# --- places, looks, and what cannot be ---------------------------------------------------------


def test_a_place_in_w_goes_through_the_layers_after_the_styles() -> None:
    model = explorable(*STYLES)
    z = model.random(1, 5)
    w = model.in_space(z, "w")
    after = "synthesis.first.conv"
    assert np.array_equal(activation(model, w, Look(), after).map, activation(model, z, Look(), after).map)
    assert activation(model, z, Look(), "mapping.layers.1").map.shape == (4, 4)
    with pytest.raises(ProblemError, match="known in w alone"):
        activation(model, w, Look(), "mapping.layers.1")


def test_truncation_and_classes_reach_the_layers() -> None:
    model = explorable(*DCGAN, *TOLD, shape=(3, 16, 16), classes=ABC)
    layer = layer_names(model)[0].name
    places = [Place(seed=5), Place(seed=5, classes=(0, 0.5, 0.5))]
    maps = [activation(model, model.latents([place]), Look(), layer).map for place in places]
    maps.append(activation(model, model.latents(places[:1]), Look(truncation=0.3), layer).map)
    assert not any(np.array_equal(maps[0], other) for other in maps[1:])


def test_looking_into_layers_leaves_nothing_behind() -> None:
    for sets in (STYLES, DCGAN):
        model = explorable(*sets, shape=(3, 16, 16))
        before = model.draw(model.random(3, 5), Look()).samples
        layer = layer_names(model)[-1].name
        activation(model, model.random(1, 5), Look(), layer)
        channels_sheet(model, model.random(1, 5), Look(), layer)
        with pytest.raises(IndexError):
            activation(model, model.random(1, 5).part(slice(0, 0)), Look(), layer)
        assert not any(module._forward_hooks for module in model.network.modules())
        assert np.array_equal(model.draw(model.random(3, 5), Look()).samples, before)


def test_what_there_is_not_is_told_in_a_sentence() -> None:
    model, _ = dcgan()
    with pytest.raises(ProblemError, match=r"no layer “layers\.99”"):
        activation(model, model.random(1, 5), Look(), "layers.99")
    with pytest.raises(ProblemError, match="has the channels 0 to 2, not 3"):
        activation(model, model.random(1, 5), Look(), "layers.8", 3)
